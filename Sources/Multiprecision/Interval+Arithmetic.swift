internal import CMPFR

extension Interval {
    public static prefix func - (x: Interval) -> Interval {
        let lower = -x.upper
        return Interval(ordered: lower, x.isPoint ? lower : -x.lower, x.precision, x.isTotal)
    }

    public static func + (a: Interval, b: Interval) -> Interval {
        if a.isPoint && b.isPoint { return point(mpfr_add, a, b) }
        return sum(a, b.lower, b.upper, b, mpfr_add)
    }

    public static func - (a: Interval, b: Interval) -> Interval {
        if a.isPoint && b.isPoint { return point(mpfr_sub, a, b) }
        return sum(a, b.upper, b.lower, b, mpfr_sub)
    }

    public static func * (a: Interval, b: Interval) -> Interval {
        if a.isPoint && b.isPoint { return point(mpfr_mul, a, b) }
        if a.isEmpty || b.isEmpty { return .empty }
        if let (near, far) = a.nearAndFar, let (otherNear, otherFar) = b.nearAndFar {
            return hull(a, b, mpfr_mul, near, otherNear, far, otherFar)
        }
        if a.containsZero, let far = b.nearAndFar?.far, far.isFinite { return stretched(a, b, mpfr_mul, far) }
        if b.containsZero, let far = a.nearAndFar?.far, far.isFinite { return stretched(b, a, mpfr_mul, far) }
        // A bound of 0 times an infinite bound is the supremum of products of 0 with real numbers.
        let product = hullOfCorners(a, b, mpfr_mul, inPlaceOfNaN: .zero)
        return product.total(if: !(a.isInfinitePoint && b.containsZero) && !(b.isInfinitePoint && a.containsZero))
    }

    public static func / (a: Interval, b: Interval) -> Interval {
        if a.isEmpty || b.isEmpty { return .empty }
        if b.containsZero { return quotient(a, byZeroIn: b) }
        if a.isPoint && b.isPoint { return point(mpfr_div, a, b) }
        if a.isBounded, b.isBounded, let (near, far) = a.nearAndFar, let (otherNear, otherFar) = b.nearAndFar {
            return hull(a, b, mpfr_div, near, otherFar, far, otherNear)
        }
        if a.containsZero, let near = b.nearAndFar?.near, near.isFinite { return stretched(a, b, mpfr_div, near) }
        // inf / inf is a corner only: next to it are quotients with a finite element of one side, which decide.
        return hullOfCorners(a, b, mpfr_div, inPlaceOfNaN: nil)
    }

    /// One rounding instead of two. Upward, because there 1 - 1 is +0 as it is to nearest; downward it is -0.
    @inline(__always)
    private static func point(_ routine: BigFloat.BinaryRoutine, _ a: Interval, _ b: Interval) -> Interval {
        let precision = max(a.precision, b.precision)
        return widened(BigFloat.binary(routine, a.lower, b.lower, precision, .up), precision, a.isTotal && b.isTotal)
    }

    /// The enclosure of a value that was rounded up to `precision` bits; empty for NaN.
    @inline(__always)
    static func widened(_ up: BigFloat.Rounded, _ precision: Int, _ isTotal: Bool) -> Interval {
        if up.isExact {
            return up.value.isNaN ? .empty : Interval(ordered: up.value, up.value, precision, isTotal)
        }
        return Interval(ordered: up.value.nextDown, up.value, precision, isTotal)
    }

    /// `[a.lower ± first, a.upper ± second]`.
    @inline(__always)
    private static func sum(
        _ a: Interval, _ first: BigFloat, _ second: BigFloat, _ b: Interval, _ routine: BigFloat.BinaryRoutine
    ) -> Interval {
        if a.isEmpty || b.isEmpty { return .empty }
        let precision = max(a.precision, b.precision)
        let lower = BigFloat.binary(routine, a.lower, first, precision, .down).value
        let upper = BigFloat.binary(routine, a.upper, second, precision, .up).value
        // Only a bound can meet an infinity of the other sign here, and then nothing is known on that side.
        return Interval(
            ordered: lower.isNaN ? -.infinity : lower, upper.isNaN ? .infinity : upper, precision,
            a.isTotal && b.isTotal)
    }

    /// The endpoints nearest to and farthest from 0, or nil when 0 is an element.
    @inline(__always)
    private var nearAndFar: (near: BigFloat, far: BigFloat)? {
        lower.sign > 0 ? (lower, upper) : upper.sign < 0 ? (upper, lower) : nil
    }

    /// Products and quotients of operands without 0, the usual case: the result of smallest magnitude is `routine(x, y)`, the
    /// one of largest is `routine(u, v)`.
    @inline(__always)
    private static func hull(
        _ a: Interval, _ b: Interval, _ routine: BigFloat.BinaryRoutine,
        _ x: BigFloat, _ y: BigFloat, _ u: BigFloat, _ v: BigFloat
    ) -> Interval {
        let precision = max(a.precision, b.precision)
        let isPositive = x.signbit == y.signbit
        let lower = isPositive ? (x, y) : (u, v)
        let upper = isPositive ? (u, v) : (x, y)
        return Interval(
            ordered: BigFloat.binary(routine, lower.0, lower.1, precision, .down).value,
            BigFloat.binary(routine, upper.0, upper.1, precision, .up).value, precision, a.isTotal && b.isTotal)
    }

    /// Products and quotients where only `a` contains 0: both its endpoints meet the same endpoint of `b`.
    @inline(__always)
    private static func stretched(
        _ a: Interval, _ b: Interval, _ routine: BigFloat.BinaryRoutine, _ factor: BigFloat
    ) -> Interval {
        let precision = max(a.precision, b.precision)
        let (first, second) = factor.signbit ? (a.upper, a.lower) : (a.lower, a.upper)
        return Interval(
            ordered: BigFloat.binary(routine, first, factor, precision, .down).value,
            BigFloat.binary(routine, second, factor, precision, .up).value, precision, a.isTotal && b.isTotal)
    }

    /// The hull of `routine` at the four pairs of endpoints, of which NaN is replaced, or left out for nil.
    private static func hullOfCorners(
        _ a: Interval, _ b: Interval, _ routine: BigFloat.BinaryRoutine, inPlaceOfNaN substitute: BigFloat?
    ) -> Interval {
        let precision = max(a.precision, b.precision)
        var lower = BigFloat.infinity
        var upper = -BigFloat.infinity
        for x in a.isPoint ? [a.lower] : [a.lower, a.upper] {
            for y in b.isPoint ? [b.lower] : [b.lower, b.upper] {
                let down = BigFloat.binary(routine, x, y, precision, .down)
                let up = down.isExact ? down : BigFloat.binary(routine, x, y, precision, .up)
                guard !down.value.isNaN || substitute != nil else { continue }
                lower = BigFloat.min(lower, down.value.isNaN ? substitute! : down.value)
                upper = BigFloat.max(upper, up.value.isNaN ? substitute! : up.value)
            }
        }
        return Interval(ordered: lower, upper, precision, a.isTotal && b.isTotal)
    }

    /// `a / b` where the quotient has a pole at 0 in `b`: a half-line when `a` and `b` each lie on one side of 0.
    private static func quotient(_ a: Interval, byZeroIn b: Interval) -> Interval {
        let precision = max(a.precision, b.precision)
        if a.isZero {
            return b.isZero ? .empty : Interval(ordered: .zero, .zero, precision, false)
        }
        let isOneSided = !b.isZero && (a.lower.sign >= 0 || a.upper.sign <= 0) && b.lower.sign * b.upper.sign == 0
        guard isOneSided else { return entire.withPrecision(precision).total(if: false) }
        let smallest = BigFloat.divide(
            a.magnitudeLowerBound, b.magnitudeUpperBound, precision: precision, rounding: .down)
        let bound = smallest.isNaN ? .zero : smallest
        let isPositive = (a.lower.sign >= 0) == (b.lower.sign >= 0)
        return isPositive
            ? Interval(ordered: bound, .infinity, precision, false)
            : Interval(ordered: -.infinity, -bound, precision, false)
    }
}
