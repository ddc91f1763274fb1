import Foundation
import Testing

@testable import GradientChecking

@Suite struct DifferenceQuotientTests {
    /// Functions in float32 at a point, with their derivatives.
    static let functions: [(f: @Sendable (Double) -> Double, x: Double, derivative: Double)] = [
        ({ sin($0) }, 1, cos(1.0)), ({ exp($0) }, 3, exp(3.0)), ({ $0 * $0 }, 1000, 2000),
        ({ tanh($0) }, 3, 1 / pow(cosh(3.0), 2)),
        ({ log($0) }, 0.5, 2), ({ 1 / $0 }, 4, -1.0 / 16),
    ]

    @Test(arguments: functions.indices)
    func `the estimate of the error is above the error, and small`(number: Int) {
        let (f, x, derivative) = Self.functions[number]
        let start = Double(Float(f(x)))
        let quotient = DifferenceQuotient(
            noise: 0x1p-24 * max(start.magnitude, 1e-3), steps: 0x1p-18...0x1p-3
        ) { distance in Double(Float(f(x * (1 + distance)))) - start }
        let error = (quotient.value / x - derivative).magnitude
        #expect(error <= quotient.error / x)
        #expect(quotient.error / x <= 2e-3 * derivative.magnitude, "\(quotient)")
        #expect(!quotient.isBroken)
    }

    @Test func `a kink within the step is seen`() {
        let quotient = DifferenceQuotient(noise: 0x1p-24, steps: 0x1p-18...0x1p-2) { $0.magnitude }
        #expect(quotient.isBroken)
    }
}
