import Testing

@testable import Multiprecision

@Suite struct TaylorSeriesTests {
    private static let precision = 120

    /// `start + t`
    private func variable(_ start: Interval, order: Int) -> TaylorSeries {
        var series = TaylorSeries(constant: start, order: order)
        series.coefficients[1] = number(1)
        return series
    }

    private func variable(_ start: Double, order: Int) -> TaylorSeries { variable(number(start), order: order) }

    private func number(_ value: Double) -> Interval { Interval(value, precision: Self.precision) }

    // MARK: Known series

    private typealias Function = @Sendable (TaylorSeries) -> TaylorSeries

    /// Functions, where they are expanded, and their coefficients as fractions.
    private static let known: [(name: String, function: Function, start: Double, coefficients: [(Double, Double)])] = [
        ("exp", { $0.exp() }, 0, [(1, 1), (1, 1), (1, 2), (1, 6), (1, 24), (1, 120)]),
        ("expm1", { $0.expm1() }, 0, [(0, 1), (1, 1), (1, 2), (1, 6), (1, 24), (1, 120)]),
        ("log", { $0.log() }, 1, [(0, 1), (1, 1), (-1, 2), (1, 3), (-1, 4), (1, 5)]),
        ("log1p", { $0.log1p() }, 0, [(0, 1), (1, 1), (-1, 2), (1, 3), (-1, 4), (1, 5)]),
        ("sqrt", { $0.sqrt() }, 1, [(1, 1), (1, 2), (-1, 8), (1, 16), (-5, 128), (7, 256)]),
        ("tanh", { $0.tanh() }, 0, [(0, 1), (1, 1), (0, 1), (-1, 3), (0, 1), (2, 15)]),
        ("sin", { $0.sin() }, 0, [(0, 1), (1, 1), (0, 1), (-1, 6), (0, 1), (1, 120)]),
        ("cos", { $0.cos() }, 0, [(1, 1), (0, 1), (-1, 2), (0, 1), (1, 24), (0, 1)]),
        ("cube", { $0.power(3) }, 1, [(1, 1), (3, 1), (3, 1), (1, 1), (0, 1), (0, 1)]),
        ("reciprocal", { $0.power(-1) }, 1, [(1, 1), (-1, 1), (1, 1), (-1, 1), (1, 1), (-1, 1)]),
        ("reciprocal square", { $0.power(-2) }, 1, [(1, 1), (-2, 1), (3, 1), (-4, 1), (5, 1), (-6, 1)]),
        ("power 0", { $0.power(0) }, 5, [(1, 1), (0, 1), (0, 1), (0, 1), (0, 1), (0, 1)]),
        ("product", { $0 * $0 - $0 }, 2, [(2, 1), (3, 1), (1, 1), (0, 1), (0, 1), (0, 1)]),
        ("quotient", { -($0 / $0 + $0) }, 3, [(-4, 1), (-1, 1), (0, 1), (0, 1), (0, 1), (0, 1)]),
    ]

    @Test func coefficientsAreThoseOfTheTables() {
        for (name, function, start, coefficients) in Self.known {
            let series = function(variable(start, order: 5))
            #expect(series.order == 5)
            for (k, (numerator, denominator)) in coefficients.enumerated() {
                let expected = number(numerator) / number(denominator)
                let found = series.coefficients[k]
                #expect(found.intersects(expected) && found.widthUpperBound < 1e-30, "\(name), order \(k): \(found)")
                #expect(found.isTotal)
            }
        }
    }

    @Test func theErrorFunctionHasTheCoefficientsOfItsIntegrand() {
        // erf(t) = 2 / sqrt(pi) (t - t^3 / 3 + t^5 / 10 - ...)
        let series = variable(0, order: 5).erf()
        let factor = number(2) / Interval.pi(precision: Self.precision).sqrt()
        for (k, expected) in [(0, number(0)), (1, number(1)), (3, number(-1) / number(3)), (5, number(1) / number(10))]
        {
            #expect(series.coefficients[k].intersects(factor * expected), "order \(k)")
        }
        #expect(series.coefficients[2].contains(0) && series.coefficients[4].contains(0))
    }

    // MARK: Containment

    /// Functions of numbers and of series, with an interval on which they are smooth.
    private static let pairs:
        [(name: String, onSeries: Function, onNumbers: @Sendable (Interval) -> Interval, domain: ClosedRange<Double>)] =
            [
                ("exp", { $0.exp() }, { $0.exp() }, -5...5),
                ("expm1", { $0.expm1() }, { $0.expm1() }, -5...5),
                ("log", { $0.log() }, { $0.log() }, 0.5...50),
                ("log1p", { $0.log1p() }, { $0.log1p() }, -0.5...50),
                ("sqrt", { $0.sqrt() }, { $0.sqrt() }, 0.5...50),
                ("tanh", { $0.tanh() }, { $0.tanh() }, -5...5),
                ("tanh far out", { $0.tanh() }, { $0.tanh() }, 50...60),
                ("sin", { $0.sin() }, { $0.sin() }, -10...10),
                ("cos", { $0.cos() }, { $0.cos() }, -10...10),
                ("erf", { $0.erf() }, { $0.erf() }, -3...3),
                ("power 5", { $0.power(5) }, { $0.power(5) }, -3...3),
                ("power -3", { $0.power(-3) }, { $0.power(-3) }, 0.5...3),
                (
                    "composition", { ($0 * $0).exp() / ($0.cos() + $0 * $0) },
                    { ($0 * $0).exp() / ($0.cos() + $0 * $0) }, 1...2
                ),
            ]

    @Test func theValueLiesInThePolynomialPlusTheRemainder() {
        var generator = SeededGenerator(state: 7)
        let order = 6
        for (name, onSeries, onNumbers, domain) in Self.pairs {
            for _ in 0..<40 {
                let start = Double.random(in: domain, using: &generator)
                let radius = 0x1p-6
                let point = onSeries(variable(start, order: order))
                let range = Interval(
                    lower: BigFloat(start - radius, precision: 60), upper: BigFloat(start + radius, precision: 60),
                    precision: Self.precision)
                let whole = onSeries(variable(range, order: order))
                // Sums of binary64 numbers this near fit the precision, so that start + t is a point.
                let t = number(Double.random(in: -radius...radius, using: &generator))
                var model = whole.coefficients[order]
                for k in (0..<order).reversed() { model = model * t + point.coefficients[k] }
                let value = onNumbers(number(start) + t)
                #expect(model.intersects(value), "\(name) at \(start)")
                #expect(model.widthUpperBound < 1, "\(name) at \(start): \(model)")
                #expect(model.isTotal, "\(name)")
            }
        }
    }

    @Test func functionsThatAreUndefinedOnAPartAreNotTotal() {
        let across = Interval(lower: BigFloat(-1, precision: 53), upper: BigFloat(2, precision: 53), precision: 96)
        #expect(!variable(across, order: 2).log().coefficients[1].isTotal)
        #expect(!variable(across, order: 2).sqrt().coefficients[1].isTotal)
        #expect(!variable(across, order: 2).power(-1).coefficients[1].isTotal)
        #expect(variable(across, order: 2).power(2).coefficients.map(\.isTotal) == [true, true, true])
        #expect(variable(across, order: 2).power(2).coefficients[0].lower == 0.0)
    }

    @Test func theSlopeOfTanhKeepsItsDigitsFarOut() {
        let slope = variable(100, order: 1).tanh().coefficients[1]
        #expect(slope.relativeWidthUpperBound < 0x1p-100)
        #expect(abs(slope.lower.toDouble() / 5.535_586_106_946_95e-87 - 1) < 1e-9)
    }

    @Test func powersOfAMillionAreQuick() {
        let series = variable(1, order: 3).power(1_000_000)
        #expect(series.coefficients[1].contains(1e6))
        #expect(series.coefficients[2].contains(1e6 * (1e6 - 1) / 2))
    }
}

/// A small generator of pseudorandom numbers (splitmix64) that gives the same numbers everywhere.
private struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
