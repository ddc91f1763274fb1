import GradientChecking
import TensorEngine
import Testing

/// Sentences are about what is wrong, and true.
@Suite struct MessageTests {
    private func report(
        at x: Tensor, _ function: @escaping @Sendable (Tensor) -> Tensor,
        _ derivative: @escaping @Sendable (_ x: Tensor, _ y: Tensor, _ g: Tensor) -> Tensor
    ) throws -> GradientReport {
        try gradientReport(
            of: { x in
                withDerivative([x], of: { [function($0[0])] }) { call in
                    [derivative(call.inputs[0], call.outputs[0], call.cotangent)]
                }[0]
            }, at: x)
    }

    @Test func `what only wrong elements have in common is not said of the derivative`() throws {
        // Rows 0 and 2 read row 2: the derivative must add what arrives there.
        let rows = Tensor([2, 0, 2] as [Int64], shape: [3])
        let report = try report(at: numbers(3, 4, seed: 111), { $0.selected(axis: 0, rows) }) { _, _, g in
            concatenate([g[1..<2], .zeros([1, 4]), g[2..<3]], axis: 0)
        }
        #expect(report.verdict == .wrongFormula)
        #expect(report.description.contains("4 of 12 elements are wrong"))
        #expect(!report.description.contains("the cotangent itself"), "\(report)")
        // The element in its own place is right; that it feeds another one is what is forgotten.
        #expect(!report.description.contains("alone:"), "\(report)")
        let itself = try self.report(at: numbers(3, 4, seed: 111), { exp($0) }) { _, _, g in g }
        #expect(itself.description.contains("it is the cotangent itself") || itself.description.contains("a factor of"))
    }

    @Test func `a derivative that ignores its cotangent is shown with one`() throws {
        let report = try report(at: numbers(3, 4, seed: 112), { square($0) }) { x, _, g in 2 * x + 0 * g }
        #expect(report.description.contains("a factor of the cotangent is missing"))
        let finding = try #require(report.findings.first)
        let line = try #require(finding.reproduction)
        let match = try #require(
            line.firstMatch(of: /at (\S+) \(.*\), for a cotangent of (\S+), is (\S+), should be (\S+)$/), "\(line)")
        let numbers = [match.1, match.2, match.3, match.4].compactMap { Double($0) }
        try #require(numbers.count == 4)
        #expect((numbers[2] - 2 * numbers[0]).magnitude < 1e-5)
        #expect((numbers[3] - 2 * numbers[0] * numbers[1]).magnitude < 1e-5)
    }

    @Test func `elements that are wrong together are compared as a sum`() throws {
        let report = try report(at: [2, 1, 2, 2], { $0.max(.all) }) { x, y, g in
            select(where: x .== y, g / 6, Tensor(scalar: 0, dtype: .float32))
        }
        let finding = try #require(report.findings.first)
        let lines = finding.message.split(separator: "\n")
        #expect(
            lines[0].contains(
                /^wrong formula: at a kink, the 3 elements of the gradient that belong together sum to \S+, where the function grows by \S+ when they all do, on every side$/
            ), "\(report)")
        #expect(lines[1] == "  which of them is wrong cannot be told; the first is d(argument 1)[0]")
        #expect(!finding.message.contains("elements are wrong"))
        #expect(!finding.message.contains("expected"))
        // Both are sums: the one is half of the other.
        let (got, expected) = (try #require(finding.got), try #require(finding.expected))
        #expect((2 * got - expected).magnitude < 1e-6 * expected.magnitude, "\(got), \(expected)")
    }

    @Test func `at a kink no slope is the one that is expected`() throws {
        let report = try report(at: [0, 1, -1], { abs($0) }) { x, _, g in
            g * select(where: x .== 0, Tensor(scalar: 1.5, dtype: .float32), sign(x))
        }
        let finding = try #require(report.findings.first)
        #expect(finding.message.contains(/expected anything from -0\.\d+ \(.*\) to 0\.\d+ \(/), "\(report)")
        #expect(
            finding.message.contains(/at 0 \(0x0p\+0, 0x00000000\) is 1.5, should be between -1 and 1$/), "\(report)")
        #expect(!finding.message.contains("it should be 0"))
        // The nearest that would do.
        let (got, expected) = (try #require(finding.got), try #require(finding.expected))
        #expect((got - 1.5 * expected).magnitude < 1e-6)
    }

    @Test func `a zero is not said twice`() throws {
        let report = try report(at: numbers(4, seed: 113), { floor($0) }) { _, _, g in g }
        #expect(report.description.contains(/is \S+, should be 0\n/), "\(report)")
        #expect(report.description.contains("4 of 4 elements are wrong: it should be 0"))
    }
}
