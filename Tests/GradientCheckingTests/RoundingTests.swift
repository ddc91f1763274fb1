import GradientChecking
import TensorEngine
import Testing

/// Whether the float gradient is judged wherever it can be, and what is said where it cannot.
@Suite struct RoundingTests {
    private let positive: Tensor = [[1.5, 2.25, 3.125], [0.75, 1.0625, 2.5]]
    private let any: Tensor = [[0.5, -1.25, 2], [-0.375, 1.75, -2.5]]

    /// Their derivatives choose by whether a slope is below infinity, which no rounding of a finite slope can turn.
    @Test func `functions whose derivatives ask for infinities are judged as sharply as all others`() throws {
        let (a, p) = (any, positive)
        let two = Tensor(scalar: 2, dtype: .float32)
        let functions: [(String, Tensor, (Tensor) -> Tensor)] = [
            ("x^2", a, { pow($0, 2) }), ("x^2.5", p, { pow($0, 2.5) }), ("x^-1", p, { pow($0, -1) }),
            ("x^a", p, { pow($0, a) }), ("2^x", a, { pow(two, $0) }), ("x^x", p, { pow($0, $0) }),
            ("cosh", a, { cosh($0) }), ("sinh", a, { sinh($0) }), ("exp2", a, { exp2($0) }),
            ("masked", a, { softmax(select(where: $0 .> -1, $0, -Double.infinity)) }),
            (
                "masked log", a,
                { select(where: $0 .> -1, logSoftmax(select(where: $0 .> -1, $0, -Double.infinity)), 0) }
            ),
        ]
        for (name, x, function) in functions {
            let report = try gradientReport(of: function, at: x)
            #expect(report.isPass, "\(name): \(report)")
            #expect(report.extent.unjudged == 0, "\(name): \(report)")
            #expect(try #require(report.power?.rounding, "\(name): \(report)") < 1e-6, "\(name): \(report)")
        }
    }

    @Test func `a wrong kernel is found beside a power, and in it`() throws {
        let wrongPower = Operation.pow.variant(
            named: "pow.wrong", kernel: { inputs, _ in [pow(inputs[0], inputs[1]) * 1.3] })
        let exponent = Tensor(scalar: 2.5, dtype: .float32)
        let inPower = try gradientReport(
            of: { x in
                let y = wrongPower(x, exponent)
                return y * y
            }, at: positive)
        #expect(inPower.verdict == .unstableFormula, "\(inPower)")
        let wrongExp = Operation.exp.variant(named: "exp.wrong", kernel: { inputs, _ in [exp(inputs[0]) * 1.1] })
        let x = positive
        for (name, factor) in [
            ("power", { pow($0, 2) }), ("mask", { softmax(select(where: $0 .> 1, $0, -Double.infinity)) }),
        ] as [(String, (Tensor) -> Tensor)] {
            let beside = try gradientReport(of: { square(wrongExp($0)).sum(.all) * factor($0) }, at: x)
            #expect(beside.verdict == .unstableFormula, "\(name): \(beside)")
        }
    }

    @Test func `a cancellation is found beside a power`() throws {
        // sin(x) / x loses all digits of its derivative next to 0, whatever is added.
        let x: Tensor = [1e-4, 1, 2]
        let alone = try gradientReport(of: { sin($0) / $0 + $0 * $0 * 1e-6 }, at: x)
        #expect(alone.verdict == .unstableFormula, "\(alone)")
        let beside = try gradientReport(of: { sin($0) / $0 + pow($0, 2) * 1e-6 }, at: x)
        #expect(beside.verdict == .unstableFormula, "\(beside)")
    }

    @Test func `where no bound is known, the report says how many elements that is`() throws {
        // A negative number has no power beside an integer, so that the least doubt about the exponent leaves no bound.
        let report = try gradientReport(
            of: { x in pow(x, ((x * 0).sum(.all) + 2).detached()) }, at: [-1.5, 2, 3],
            options: GradientCheckOptions(probes: 1))
        #expect(report.extent.unjudged > 0, "\(report)")
        #expect(report.summary.contains(", \(report.extent.unjudged) whose rounding was not judged"), "\(report)")
    }

    @Test func `what the second derivative rests on is what the report rests on`() throws {
        // The derivative of the derivative reads numbers on the host.
        let f = { (x: Tensor) in
            withDerivative([x], of: { [tanh($0[0])] }) { call in
                withDerivative([call.outputs[0], call.cotangent], of: { [$0[1] * (1 - $0[0] * $0[0])] }) { inner in
                    let (y, g) = (inner.inputs[0], inner.inputs[1])
                    return [inner.cotangent * g * Tensor(y.hostArray) * -2, inner.cotangent * (1 - y * y)]
                }
            }[0]
        }
        let x: Tensor = [0.5, -1.25]
        let first = try gradientReport(of: { f($0) }, at: x)
        #expect(first.verdict == .correct, "\(first)")
        let second = try gradientReport(of: { f($0) }, at: x, options: GradientCheckOptions(order: 2))
        #expect(second.isPass, "\(second)")
        #expect(second.verdict == .finiteDifferencesOnly || second.verdict == .certifiedForThisPathOnly, "\(second)")
        #expect(second.summary.contains("unseen: second order: "), "\(second)")
    }
}
