import Multiprecision
import Testing

@Suite struct IntervalContainmentTests {
    private let checker = ContainmentChecker()

    @Test(arguments: UnaryFunction.all)
    func functionsContainTheirValuesAtPoints(_ function: UnaryFunction) {
        let violations = checker.violations(of: function.ofIntervals, reference: function.ofNumbers)
        #expect(violations.isEmpty, "\(violations.prefix(3))")
    }

    @Test(arguments: [-3, -2, -1, 0, 1, 2, 3, 8, 1001, Int.min, Int.max])
    func powersContainTheirValuesAtPoints(_ n: Int) {
        // C's pow gives 0 to a negative power a value; over the reals there is none.
        let violations = checker.violations(
            of: { $0.power(n) },
            reference: { x, precision, rounding in
                n < 0 && x.isZero
                    ? BigFloat(Double.nan, precision: 1) : BigFloat.pow(x, n, precision: precision, rounding: rounding)
            })
        #expect(violations.isEmpty, "\(violations.prefix(3))")
    }

    @Test func squareAndAbsoluteValueContainTheirValuesAtPoints() {
        let square = checker.violations(
            of: { $0.square() }, reference: { BigFloat.multiply($0, $0, precision: $1, rounding: $2) })
        #expect(square.isEmpty, "\(square.prefix(3))")
        let absolute = checker.violations(of: { $0.abs() }, reference: { x, _, _ in BigFloat.abs(x) })
        #expect(absolute.isEmpty, "\(absolute.prefix(3))")
    }

    @Test func arithmeticContainsItsValuesAtPoints() {
        let sums = checker.violations(of: { $0 + $1 }, reference: BigFloat.add)
        #expect(sums.isEmpty, "\(sums.prefix(3))")
        let differences = checker.violations(of: { $0 - $1 }, reference: BigFloat.subtract)
        #expect(differences.isEmpty, "\(differences.prefix(3))")
        let products = checker.violations(of: { $0 * $1 }, reference: BigFloat.multiply)
        #expect(products.isEmpty, "\(products.prefix(3))")
        // IEEE 754 gives 1 / 0 a value; over the reals there is none.
        let quotients = checker.violations(
            of: { $0 / $1 },
            reference: { x, y, precision, rounding in
                y.isZero
                    ? BigFloat(Double.nan, precision: 1)
                    : BigFloat.divide(x, y, precision: precision, rounding: rounding)
            })
        #expect(quotients.isEmpty, "\(quotients.prefix(3))")
        let minima = checker.violations(of: Interval.minimum, reference: { x, y, _, _ in BigFloat.min(x, y) })
        #expect(minima.isEmpty, "\(minima.prefix(3))")
        let maxima = checker.violations(of: Interval.maximum, reference: { x, y, _, _ in BigFloat.max(x, y) })
        #expect(maxima.isEmpty, "\(maxima.prefix(3))")
    }

    @Test func identitiesAreEnclosed() {
        var generator = IntervalGenerator(seed: 11)
        let one = Interval(1, precision: 128)
        for _ in 0..<100 {
            let x = Interval(Double.random(in: 0.001...300, using: &generator), precision: 128)
            #expect(x.log().exp().contains(x) && x.exp().log().contains(x))
            #expect((x.sin().square() + x.cos().square()).contains(one))
            #expect((x.cosh().square() - x.sinh().square()).contains(one))
            #expect((x.erf() + x.erfc()).contains(one))
            #expect(x.tan().intersects(x.sin() / x.cos()))
            #expect(x.sinh().asinh().contains(x) && x.cbrt().power(3).contains(x))
            #expect(x.expm1().intersects(x.exp() - one) && x.expm1().log1p().contains(x))
        }
        let quarter = one.atan() * Interval(4, precision: 128)
        #expect(quarter.intersects(.pi(precision: 128)))
    }
}

/// The checker itself must see mistakes, or its silence says nothing.
@Suite struct ContainmentCheckerTests {
    private let checker = ContainmentChecker()

    @Test func inwardRoundingIsCaught() {
        let violations = checker.violations(
            of: { x in
                let lower = BigFloat.exp(x.lower, precision: x.precision, rounding: .up)
                let upper = BigFloat.exp(x.upper, precision: x.precision, rounding: .down)
                return Interval(lower: BigFloat.min(lower, upper), upper: BigFloat.max(lower, upper))
            }, reference: BigFloat.exp)
        #expect(!violations.isEmpty)
    }

    @Test func oneBoundOffByOneRoundingIsCaught() {
        let violations = checker.violations(
            of: { a, b in
                let sum = a + b
                return sum.isEmpty || sum.isPoint ? sum : Interval(lower: sum.lower, upper: sum.upper.nextDown)
            }, reference: BigFloat.add)
        #expect(!violations.isEmpty)
    }

    @Test func aForgottenTurningPointIsCaught() {
        let violations = checker.violations(
            of: { x in
                let lower = Interval(x.lower, precision: x.precision).cos()
                let upper = Interval(x.upper, precision: x.precision).cos()
                return lower.isEmpty || upper.isEmpty ? x.cos() : lower.hull(upper)
            }, reference: BigFloat.cos)
        #expect(!violations.isEmpty)
    }

    @Test func aForgottenDomainIsCaught() {
        let violations = checker.violations(
            of: { x in
                let log = x.log()
                return log.isEmpty ? log : Interval(lower: log.lower, upper: log.upper)
            }, reference: BigFloat.log)
        #expect(violations.contains { $0.value.isNaN })
    }
}
