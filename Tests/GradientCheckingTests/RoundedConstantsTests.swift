import GradientChecking
import TensorEngine
import Testing

/// Right derivatives with constants that their type does not hold.
@Suite struct RoundedConstantsTests {
    /// A function with a derivative of its own.
    private static func custom(
        _ x: Tensor, _ function: @escaping @Sendable (Tensor) -> Tensor,
        _ derivative: @escaping @Sendable (_ x: Tensor, _ y: Tensor, _ g: Tensor) -> Tensor
    ) -> Tensor {
        withDerivative([x], of: { [function($0[0])] }) { call in
            [derivative(call.inputs[0], call.outputs[0], call.cotangent)]
        }[0]
    }

    private static let positive = numbers(3, 4, seed: 101, scale: 0.5) + 2

    private func log10(times constant: Float, at x: Tensor = positive, factor: Double = 1) throws -> GradientReport {
        try gradientReport(
            of: { x in Self.custom(x, { TensorEngine.log10($0) }) { x, _, g in g * factor / (x * constant) } }, at: x)
    }

    @Test func `a right derivative with a rounded constant passes, and the report says what was allowed`() throws {
        let report = try log10(times: 2.302585092994046)
        #expect(report.verdict == .correct, "\(report)")
        #expect(
            report.description.contains(
                /note: rounded constants: 26 elements of gradients off by up to a relative 1.4e-08, no more than rounding 2.30258512 to float32 explains/
            ), "\(report)")
        // No better than the constant, and not much worse.
        #expect((1.4e-8...2e-7).contains(try #require(report.power?.formula)))
    }

    @Test func `a constant one unit in the last place beside the nearest is wrong`() throws {
        let nearest: Float = 2.302585092994046
        for wrong in [nearest.nextUp, nearest.nextDown, nearest + 3 * nearest.ulp] {
            let report = try log10(times: wrong)
            #expect(report.verdict == .wrongFormula, "\(report)")
            #expect(report.notes.isEmpty)
        }
        let third = Float(1.0 / 3)
        for (constant, verdict) in [
            (third, GradientReport.Verdict.correct), (third.nextUp, .wrongFormula), (third.nextDown, .wrongFormula),
        ] {
            let report = try gradientReport(
                of: { x in
                    Self.custom(x, { $0.mean(axis: 0) }) { _, _, g in (g * constant).expanded(to: [3, 4]) }
                }, at: numbers(3, 4, seed: 102))
            #expect(report.verdict == verdict, "\(constant): \(report)")
        }
    }

    @Test func `a factor of 1 + 1e-5 or a unit of 1 is no rounding`() throws {
        #expect(try log10(times: 2.302585092994046, factor: 1 + 1e-5).verdict == .wrongFormula)
        let next = try gradientReport(
            of: { x in Self.custom(x, { exp($0) }) { _, y, g in g * y * Float(1).nextUp } }, at: Self.positive)
        #expect(next.verdict == .wrongFormula)
        #expect(next.findings.first?.operation != nil)
    }

    @Test func `numbers that floats hold are exact`() throws {
        // 0.5 and 100 have few digits: 0.5000001 is not what anybody rounded to it.
        for factor in [0.5, 100, 3, 0.25] as [Float] {
            let right = try gradientReport(
                of: { x in Self.custom(x, { $0 * factor }) { _, _, g in g * factor } }, at: Self.positive)
            #expect(right.verdict == .correct && right.notes.isEmpty)
            #expect(try #require(right.power?.formula) < 1e-15)
        }
    }

    @Test func `a constant of the function and one of its derivative are each rounded`() throws {
        let x = numbers(3, 4, seed: 103)
        let scaled = try gradientReport(
            of: { x in
                Self.custom(x, { $0 / 10.0.squareRoot() }) { _, _, g in g * (1 / 10.0.squareRoot()) }
            }, at: x)
        #expect(scaled.verdict == .correct, "\(scaled)")
        // The same number on both sides is one number, however much it is magnified.
        func steep(_ factor: Double) throws -> GradientReport {
            try gradientReport(
                of: { x in
                    Self.custom(x, { sin($0 * 1234.567) }) { x, _, g in g * cos(x * 1234.567) * 1234.567 * factor }
                }, at: x)
        }
        let right = try steep(1)
        #expect(right.verdict == .correct && right.notes.isEmpty, "\(right)")
        #expect(try steep(1 + 1e-5).verdict == .wrongFormula)
        #expect(try steep(1 + 1e-6).verdict == .wrongFormula)
    }

    @Test func `gelu with its constants passes, and one of three being wrong does not`() throws {
        func gelu(_ root: Float, _ density: Float) throws -> GradientReport {
            try gradientReport(
                of: { x in
                    Self.custom(x, { TensorEngine.gelu($0) }) { x, _, g in
                        g * (0.5 * (1 + erf(x * root)) + x * exp(-(x * x) / 2) * density)
                    }
                }, at: numbers(3, 4, seed: 104))
        }
        let (root, density): (Float, Float) = (0.7071067811865476, 0.3989422804014327)
        #expect(try gelu(root, density).verdict == .correct)
        #expect(try gelu(root, density + 4 * density.ulp).verdict == .wrongFormula)
        #expect(try gelu(root + 4 * root.ulp, density).verdict == .wrongFormula)
        #expect(try gelu(root, density * (1 + 1e-5)).verdict == .wrongFormula)
    }

    @Test func `a rounded constant is allowed in elements that cancel, too`() throws {
        // Of 4,096 elements some are next to nothing, and known to few digits.
        let x = numbers(32, 64, seed: 108)
        let report = try gradientReport(
            of: { w in
                Self.custom(tanh(matmul(x, w)), { $0 / 3 }) { _, _, g in g * (1.0 / 3) }.mean(.all)
            }, at: numbers(64, 64, seed: 109, scale: 0.1))
        #expect(report.verdict == .correct, "\(report)")
    }

    @Test func `a rounded constant is allowed where binary64 underflows`() throws {
        func softened(_ factor: Double) throws -> GradientReport {
            try gradientReport(
                of: { x in
                    Self.custom(x, { softmax($0 / 0.7) }) { x, _, g in softmaxGradient(x / 0.7, g) * (factor / 0.7) }
                }, at: [1000, 0, -1000])
        }
        let right = try softened(1)
        #expect(right.verdict == .correct, "\(right)")
        #expect(right.notes.contains { $0.hasPrefix("rounded constants: ") })
        #expect(try softened(1 + 1e-5).verdict == .wrongFormula)
    }

    @Test func `float64 has constants, too`() throws {
        let x = Self.positive.cast(to: .float64)
        func report(_ constant: Double) throws -> GradientReport {
            try gradientReport(
                of: { x in Self.custom(x, { TensorEngine.log10($0) }) { x, _, g in g / (x * constant) } }, at: x)
        }
        #expect(try report(2.302585092994046).verdict == .correct)
        #expect(try report(2.302585092994046 * (1 + 1e-12)).verdict == .wrongFormula)
    }

    @Test func `shares of a tie that are rounded thirds add up`() throws {
        func shared(_ third: Float) throws -> GradientReport {
            try gradientReport(
                of: { x in
                    Self.custom(x, { $0.max(.all) }) { x, y, g in
                        select(where: x .== y, g * third, Tensor(scalar: 0, dtype: .float32))
                    }
                }, at: [2, 2, 1, 2])
        }
        let right = try shared(1.0 / 3)
        #expect(right.verdict == .kink, "\(right)")
        #expect(right.notes.contains { $0.hasPrefix("rounded constants: ") })
        #expect(try shared(Float(1.0 / 3) * (1 + 1e-5)).verdict == .wrongFormula)
        #expect(try shared(0.25).verdict == .wrongFormula)
    }

    @Test func `where a table is data it is not rounded`() throws {
        let matrix = numbers(100, 100, seed: 105)
        var elements = matrix.hostArray.float32!
        elements[1234] = elements[1234].nextUp
        let wrong = Tensor(elements, shape: [100, 100])
        let report = try gradientReport(
            of: { x in
                withDerivative([x], of: { [matmul(matrix, $0[0])] }) { call in
                    [matmul(wrong.transposed(), call.cotangent)]
                }[0]
            }, at: numbers(100, 1, seed: 106))
        #expect(report.verdict == .wrongFormula)
        #expect(report.findings.first?.index == [34, 0])
    }

    @Test func `the entry of a Jacobian that is wrong is named beside rounded constants`() throws {
        let weights: Tensor = [1, 1, 1.0001]
        let report = try gradientReport(
            of: { x in Self.custom(x, { $0 / 10 }) { _, _, g in g * 0.1 * weights } }, at: numbers(3, seed: 107))
        let finding = try #require(report.findings.first)
        #expect(finding.message.contains("1 of 3 elements are wrong"), "\(report)")
        #expect(finding.index == [2] && finding.outputIndex == [2])
    }
}
