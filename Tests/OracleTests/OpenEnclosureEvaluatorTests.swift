import Multiprecision
import Testing
import Values

@testable import Oracle

@Suite("Enclosures with open ends")
struct OpenEnclosureEvaluatorTests {
    private func enclosures(
        _ definition: String, _ inputs: HostArray..., precision: Int
    ) throws -> [OpenEnclosureEvaluator.Enclosure] {
        let graph = try graph(of: definition, inputs.map(\.shape))
        return try #require(OpenEnclosureEvaluator(precision: precision).outputs(graph, inputs)[0])
    }

    /// At few bits results often fall on ends, or round to them; many bits then show whether an end that is called open is
    /// the result after all.
    @Test(
        "An open end is never the result",
        arguments: [
            "y = a + b", "y = a - b", "y = a * b", "y = a / b", "y = (a + 0.1) * b", "y = (a * a - b) / (b * b + 1)",
            "y = sqrt(abs(a)) * sqrt(abs(a))", "y = sqrt(abs(a)) ^ 2 - b", "y = exp(a) * exp(-a)", "y = (a / 3) * 3",
            "y = (a / 3) / (b / 3)", "y = (a / 3 + b / 3) * 3", "y = 1 / (1 + exp(-a))", "y = tanh(a) / tanh(b)",
            "y = -erfc(a) * abs(b / 7)", "y = (a / 3) ^ 3 * 27", "y = (a / 3) ^ (-2)", "y = exp2(a) - exp2(b)",
            "y = log(exp(a))", "y = cosh(a) - sinh(a)", "y = where(a < b, a / 3, exp(b)) * 3", "y = abs(a / 3) * 3",
            "y = maximum(a / 3, b / 3) * 3", "y = cbrt(a) ^ 3", "y = pow(abs(a) + 1, b)", "y = expm1(a) + 1",
            "y = acos(a / 8) + pi", "y = sin(a) + cos(b)",
        ])
    func soundness(_ definition: String) throws {
        let numbers: [Double] = [0, -0.0, 0.5, 1, -1, 2, -3, 4, -8, 7, 0.75, -0.1, 3.3]
        let a = HostArray(numbers.flatMap { x in numbers.map { _ in x } })
        let b = HostArray(numbers.flatMap { _ in numbers })
        var count = 0
        for precision in [2, 4, 9, 24] {
            let few = try enclosures(definition, a, b, precision: precision)
            let many = try #require(
                EnclosureEvaluator(precision: 600).outputs(graph(of: definition, [a.shape, b.shape]), [a, b])[0])
            for (position, (open, real)) in zip(few, many).enumerated() where !real.isEmpty && real.isTotal {
                let place = "\(a.double(at: position)), \(b.double(at: position)) at \(precision) bits"
                if open.isOpenBelow {
                    #expect(!real.contains(open.interval.lower), "\(place)")
                    count += 1
                }
                if open.isOpenAbove {
                    #expect(!real.contains(open.interval.upper), "\(place)")
                    count += 1
                }
            }
        }
        // Of these two operations nothing is known here.
        #expect((count == 0) == (definition.contains("maximum") || definition.contains("pow")))
    }

    @Test("Limits are open, and ends that are reached are not")
    func limits() throws {
        func ends(_ definition: String, _ x: Double) throws -> [Bool] {
            let open = try enclosures(definition, HostArray([x]), precision: 64)[0]
            return [open.isOpenBelow, open.isOpenAbove]
        }
        #expect(try ends("y = exp(a)", -1e30) == [true, true])
        #expect(try ends("y = 1 - exp(a)", -1e30) == [true, true])
        #expect(try ends("y = tanh(exp(a) * 3)", 100) == [true, true])
        #expect(try ends("y = exp2(a)", 3) == [false, false])
        // A difference of what may be equal.
        #expect(try ends("y = abs(exp(a) - exp(a))", 1) == [false, false])
    }
}
