import Testing

@testable import Multiprecision

@Suite struct IntervalRealPowersTests {
    private func interval(_ lower: Double, _ upper: Double) -> Interval {
        Interval(lower: BigFloat(lower, precision: 53), upper: BigFloat(upper, precision: 53), precision: 80)
    }

    @Test func wholeExponentsOfNegativeNumbersAreInTheRange() {
        // (-2)^-3 is a value, though most exponents beside -3 have none.
        for (x, y, value) in [
            (interval(-2.5, -1.5), interval(-3.5, -2.5), -0.125), (interval(-2, -2), interval(1.5, 2), 4),
            (interval(-3, 2), interval(0.5, 1), -3), (interval(-1, 0), interval(2, 3), 1),
        ] {
            let power = Interval.pow(x, y)
            #expect(!power.isEmpty && !power.isTotal && power.lower <= value && power.upper >= value, "\(x), \(y)")
        }
        #expect(Interval.pow(interval(-2, -1), interval(0.25, 0.75)).isEmpty)
        #expect(Interval.pow(interval(2, 3), interval(0.5, 1.5)).isTotal)
    }
}
