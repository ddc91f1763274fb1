import Multiprecision
import Testing

private func point(_ value: Double, precision: Int = 128) -> Interval { Interval(value, precision: precision) }

private func interval(_ lower: Double, _ upper: Double, precision: Int = 128) -> Interval {
    Interval(
        lower: BigFloat(lower, precision: 53), upper: BigFloat(upper, precision: 53), precision: precision)
}

/// The endpoints as binary64 numbers rounded to nearest, and whether the interval is total.
private func summary(_ interval: Interval) -> String {
    guard !interval.isEmpty else { return "empty" }
    return "[\(interval.lower.toDouble()), \(interval.upper.toDouble())]" + (interval.isTotal ? "" : " partly")
}

@Suite struct IntervalTests {
    @Test(arguments: UnaryFunction.all)
    func functionsOfPointsAreAsTightAsThePrecisionAllows(_ function: UnaryFunction) {
        let enclosure = function.ofIntervals(point(function.argument, precision: 200))
        #expect(enclosure.lower.nextUp == enclosure.upper)
        #expect(enclosure.lower.text(digits: 50) == function.value)
        #expect(enclosure.isTotal && enclosure.precision == 200)
    }

    @Test func floatsAreHeldExactlyWhateverThePrecision() {
        #expect(Interval(0.1, precision: 10).lower == 0.1 && Interval(0.1, precision: 10).isPoint)
        #expect(Interval(Float.leastNonzeroMagnitude, precision: 2).lower.toFloat() == .leastNonzeroMagnitude)
        #expect(Interval(Int.max, precision: 8).lower.text(digits: 19) == "9.223372036854775807e+18")
        #expect(Interval(0.1, precision: 10).precision == 10)
        #expect(Interval(Double.nan, precision: 10).isEmpty)
    }

    @Test func exactArithmeticOnPointsGivesPoints() {
        let (x, y) = (point(0.1, precision: 256), point(-3.7, precision: 256))
        for result in [x + y, x - y, x * y, x.square(), x.power(3), point(4).sqrt(), point(0).exp(), point(8).log2()] {
            #expect(result.isPoint)
        }
        #expect(!(x / y).isPoint && !point(2).sqrt().isPoint)
        #expect((point(1) - point(1)).lower.signbit == false)
    }

    @Test func signOfZeroSurvivesOnPoints() {
        let minusZero = point(-0.0)
        for result in [
            minusZero, -point(0), minusZero * point(5), minusZero + minusZero, minusZero.sqrt(), minusZero.sin(),
            minusZero.cbrt(), Interval.minimum(minusZero, point(0)), minusZero / point(3), minusZero.expm1(),
        ] {
            #expect(result.isZero && result.lower.signbit && result.upper.signbit)
        }
        #expect(!minusZero.abs().lower.signbit && !(minusZero + point(0)).upper.signbit)
    }

    @Test func resultsHaveTheHigherPrecision() {
        #expect((point(1, precision: 53) + point(3, precision: 99)).precision == 99)
        #expect((point(1, precision: 53) / point(3, precision: 99)).upper.precision == 99)
        #expect((Interval.entire * interval(1, 2, precision: 70)).precision == 70)
        #expect(point(2, precision: 53).withPrecision(77).sqrt().upper.precision == 77)
    }

    @Test func textIsEnclosed() {
        let tenth = Interval(text: "0.1", precision: 64)!
        #expect(tenth.lower.nextUp == tenth.upper)
        #expect(Interval(text: "0x1.8p3", precision: 64)!.isPoint)
        #expect(Interval(text: "x", precision: 64) == nil)
    }

    @Test func squaresAndPowersAreTight() {
        #expect(summary(interval(-1, 2).square()) == "[0.0, 4.0]")
        #expect(summary(interval(-3, 2).power(2)) == "[0.0, 9.0]")
        #expect(summary(interval(-3, 2).power(3)) == "[-27.0, 8.0]")
        #expect(summary(interval(-3, 2).power(0)) == "[1.0, 1.0]")
        #expect(summary(interval(-4, -2).power(-2)) == "[0.0625, 0.25]")
        #expect(summary(interval(-4, -2).power(-1)) == "[-0.5, -0.25]")
        #expect(summary(interval(0, 2).power(-1)) == "[0.5, inf] partly")
        #expect(summary(interval(-2, 1).power(-2)) == "[0.25, inf] partly")
        #expect(summary(interval(-2, 1).power(-1)) == "[-inf, inf] partly")
        #expect(summary(interval(-2, 0).power(-1)) == "[-inf, -0.5] partly")
        #expect(summary(interval(-3, 2).abs()) == "[0.0, 3.0]")
    }
}

@Suite struct IntervalInfinityTests {
    private let infinity = point(.infinity)

    @Test func infinitePointsTakeLimits() {
        #expect(summary((-infinity).exp()) == "[0.0, 0.0]")
        #expect(summary(point(1) / infinity) == "[0.0, 0.0]")
        #expect(summary(-infinity + point(1)) == "[-inf, -inf]")
        #expect(summary(infinity.tanh()) == "[1.0, 1.0]")
        #expect(summary(infinity.erfc()) == "[0.0, 0.0]")
        #expect(summary(point(0).log()) == "[-inf, -inf]")
        #expect(summary(infinity + interval(1, 2)) == "[inf, inf]")
    }

    @Test func undefinedPointsAreEmpty() {
        let zero = point(0)
        for result in [
            infinity - infinity, zero * infinity, zero / zero, infinity / infinity, infinity.sin(), infinity.cos(),
            infinity.tan(), point(-1).log(), point(-2).log1p(), point(-1).sqrt(), (-infinity).log2(), point(.nan),
        ] {
            #expect(result.isEmpty && !result.isTotal)
        }
    }

    @Test func anInfiniteEndpointIsABoundAndNotAValue() {
        let unbounded = interval(1, .infinity)
        #expect(summary(point(0) * unbounded) == "[0.0, 0.0]")
        #expect(summary(interval(-1, 1) * unbounded) == "[-inf, inf]")
        #expect(summary(interval(0, 1) * unbounded) == "[0.0, inf]")
        #expect(summary(unbounded - unbounded) == "[-inf, inf]")
        #expect(summary(unbounded / unbounded) == "[0.0, inf]")
        #expect(summary(infinity / unbounded) == "[inf, inf]")
        #expect(summary(unbounded / infinity) == "[0.0, 0.0]")
        #expect(summary(interval(0, 1) * infinity) == "[0.0, inf] partly")
        #expect(summary(unbounded.sin()) == "[-1.0, 1.0]")
    }

    @Test func divisionAroundZeroIsPartlyUndefined() {
        #expect(summary(point(1) / interval(-1, 1)) == "[-inf, inf] partly")
        #expect(summary(point(1) / interval(0, 2)) == "[0.5, inf] partly")
        #expect(summary(point(-1) / interval(0, 2)) == "[-inf, -0.5] partly")
        #expect(summary(point(1) / interval(-2, 0)) == "[-inf, -0.5] partly")
        #expect(summary(interval(-1, 1) / interval(0, 2)) == "[-inf, inf] partly")
        #expect(summary(interval(0, 1) / interval(0, 2)) == "[0.0, inf] partly")
        #expect(summary(point(1) / point(0)) == "[-inf, inf] partly")
        #expect(summary(point(0) / interval(-1, 1)) == "[0.0, 0.0] partly")
    }

    @Test func domainsAreClampedAndTheLossIsInherited() {
        #expect(summary(interval(-1, 1).log()) == "[-inf, 0.0] partly")
        #expect(summary(interval(-1, 4).sqrt()) == "[0.0, 2.0] partly")
        #expect(summary(interval(-1, 4).sqrt() + point(1)) == "[1.0, 3.0] partly")
        #expect(summary(interval(-3, 0).log1p().exp()) == "[0.0, 1.0] partly")
        #expect(summary(interval(0, 1).log()) == "[-inf, 0.0]")
    }

    @Test func beyondTheExponentRangeBoundsStaySound() {
        let huge = point(1e38).exp()
        #expect(huge.lower.isFinite && huge.upper.isInfinite && huge.isTotal)
        let tiny = point(-1e38).exp()
        #expect(tiny.lower.isZero && tiny.upper.sign == 1)
        #expect((point(0) * huge).isZero)
        let negative = point(-1e38).sinh()
        #expect(negative.lower.isInfinite && negative.upper.isFinite)
        #expect(summary(point(1e38).erfc()) == "[0.0, 0.0]" && !point(1e38).erfc().isPoint)
        #expect(summary(huge.tan()) == "[-inf, inf] partly")
    }

    @Test func emptyStaysEmpty() {
        let empty = Interval.empty
        for function in UnaryFunction.all { #expect(function.ofIntervals(empty).isEmpty) }
        for other in [point(1), interval(-1, 1), .entire, infinity, empty] {
            for result in [
                empty + other, other - empty, empty * other, other * empty, empty / other, other / empty,
                Interval.minimum(empty, other), Interval.maximum(other, empty),
            ] {
                #expect(result.isEmpty && !result.isTotal)
            }
        }
        #expect((-empty).isEmpty && empty.abs().isEmpty && empty.square().isEmpty && empty.power(-3).isEmpty)
        #expect(!empty.isPoint && !empty.containsZero && !empty.contains(0.0) && !empty.intersects(.entire))
    }
}

@Suite struct IntervalTrigonometryTests {
    @Test func turningPointsInsideAreFound() {
        #expect(summary(interval(0, 3).cos()) == "[\(-0.9899924966004454), 1.0]")
        #expect(summary(interval(3, 4).cos()).hasPrefix("[-1.0, -0.65"))
        #expect(summary(interval(-1, 1).cos()).hasSuffix(", 1.0]"))
        #expect(summary(interval(1, 2).sin()).hasSuffix(", 1.0]"))
        #expect(summary(interval(4, 5).sin()).hasPrefix("[-1.0, "))
        #expect(summary(interval(-2, -1).sin()).hasPrefix("[-1.0, "))
        #expect(summary(interval(0, 7).sin()) == "[-1.0, 1.0]")
        #expect(summary(interval(-1e30, 1e30).cos()) == "[-1.0, 1.0]")
    }

    @Test func monotonePiecesAreTight() {
        #expect(summary(interval(0, 1).sin()) == "[0.0, \(0.8414709848078965)]")
        #expect(summary(interval(-1, 1).tan()) == "[\(-1.5574077246549023), \(1.5574077246549023)]")
        let far = interval(1e22, 1e22.nextUp)
        #expect(summary(far.sin()) == "[-1.0, 1.0]")
        #expect(point(1e22).sin().relativeWidthUpperBound < 0x1p-120)
    }

    @Test func polesOfTheTangentAreFound() {
        #expect(summary(interval(1, 2).tan()) == "[-inf, inf] partly")
        #expect(interval(2, 4).tan().isTotal && !interval(2, 5).tan().isTotal)
    }
}

@Suite struct IntervalSetTests {
    @Test func hullIntersectionAndMembership() {
        let (a, b) = (interval(0, 2), interval(1, 3))
        #expect(summary(a.hull(b)) == "[0.0, 3.0]" && summary(a.intersection(b)) == "[1.0, 2.0]")
        #expect(a.intersects(b) && !a.intersects(interval(2.5, 3)) && a.intersection(interval(3, 4)).isEmpty)
        #expect(a.contains(2.0) && !a.contains(2.1) && !a.contains(Double.nan) && a.contains(interval(0.5, 1)))
        #expect(summary(a.hull(.empty)) == "[0.0, 2.0] partly")
        #expect(summary(a.intersection(interval(-1, 1).sqrt())) == "[0.0, 1.0] partly")
    }

    @Test func midpointsAndWidths() {
        #expect(interval(1, 3).midpoint == 2 && interval(1, 3).widthUpperBound == 2)
        #expect(interval(1, 3).relativeWidthUpperBound == 2 && point(1).relativeWidthUpperBound == 0)
        #expect(interval(-1, 3).relativeWidthUpperBound == .infinity && Interval.entire.midpoint == 0)
        #expect(interval(2, .infinity).midpoint == 2 && interval(-.infinity, -2).midpoint == -2)
        #expect(interval(-4, 3).magnitudeUpperBound == 4 && interval(-4, 3).magnitudeLowerBound == 0)
        #expect(interval(-4, -3).magnitudeLowerBound == 3)
        let huge = Interval(lower: point(1e38).exp().lower, upper: point(1e38).exp().lower)
        #expect(huge.hull(point(1)).contains(huge.hull(point(1)).midpoint))
    }

    @Test func comparisonsKnowWhatTheyDoNotKnow() {
        let (low, high) = (interval(0, 1), interval(1, 2))
        #expect(low.isLessOrEqual(to: high) == .yes && low.isLess(than: high) == .unknown)
        #expect(high.isLess(than: low) == .no && high.isLessOrEqual(to: low) == .unknown)
        #expect(low.isLess(than: point(5)) == .yes && point(5).isLessOrEqual(to: low) == .no)
        #expect(point(0).isEqual(to: point(-0.0)) == .yes && low.isEqual(to: point(3)) == .no)
        #expect(low.isEqual(to: low) == .unknown && point(1).isLess(than: .empty) == .unknown)
        #expect(interval(-1, 4).sqrt().isLess(than: point(9)) == .unknown)
        #expect(summary(Interval.minimum(interval(0, 5), interval(1, 2))) == "[0.0, 2.0]")
        #expect(summary(Interval.maximum(interval(0, 5), interval(1, 2))) == "[1.0, 5.0]")
    }
}
