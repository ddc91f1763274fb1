/// Intervals as sets.
extension Interval {
    public var isEmpty: Bool { lower.isNaN }

    /// True when there is exactly one element, which may be infinite.
    public var isPoint: Bool { lower.box === upper.box ? !isEmpty : lower == upper }

    /// True for `[inf, inf]` and `[-inf, -inf]`.
    public var isInfinitePoint: Bool { lower.isInfinite && isPoint }

    /// True when both endpoints are finite.
    public var isBounded: Bool { lower.isFinite && upper.isFinite }

    /// True when 0 is an element.
    public var containsZero: Bool { lower.sign <= 0 && upper.sign >= 0 && !isEmpty }

    /// True when the interval is the point 0, of either sign.
    public var isZero: Bool { lower.isZero && upper.isZero }

    /// True when `value` lies between the endpoints, these included; NaN lies nowhere.
    public func contains(_ value: BigFloat) -> Bool { lower <= value && value <= upper }

    /// True when `value` lies between the endpoints, these included; NaN lies nowhere.
    public func contains(_ value: Double) -> Bool { lower <= value && upper >= value }

    /// True when every element of `other` is one of this interval; empty is part of everything.
    public func contains(_ other: Interval) -> Bool { other.isEmpty || (lower <= other.lower && other.upper <= upper) }

    /// True when there is an element in both.
    public func intersects(_ other: Interval) -> Bool { lower <= other.upper && other.lower <= upper }

    /// The elements in both.
    ///
    /// Of two enclosures of one value, an enclosure that is not total may have missed it, so the result is total only when both
    /// are.
    public func intersection(_ other: Interval) -> Interval {
        guard intersects(other) else { return .empty }
        return Interval(
            ordered: BigFloat.max(lower, other.lower), BigFloat.min(upper, other.upper),
            max(precision, other.precision), isTotal && other.isTotal)
    }

    /// The smallest interval that contains both. An empty operand adds no element, but the result is then not total.
    public func hull(_ other: Interval) -> Interval {
        let precision = max(precision, other.precision)
        if isEmpty { return other.withPrecision(precision).total(if: false) }
        if other.isEmpty { return withPrecision(precision).total(if: false) }
        return Interval(
            ordered: BigFloat.min(lower, other.lower), BigFloat.max(upper, other.upper), precision,
            isTotal && other.isTotal)
    }
}

/// How large the elements are, and how far apart.
extension Interval {
    /// The largest absolute value of an element; NaN when empty.
    public var magnitudeUpperBound: BigFloat { BigFloat.max(BigFloat.abs(lower), BigFloat.abs(upper)) }

    /// The smallest absolute value of an element; NaN when empty.
    public var magnitudeLowerBound: BigFloat {
        containsZero ? .zero : BigFloat.min(BigFloat.abs(lower), BigFloat.abs(upper))
    }

    /// An upper bound of the distance between the endpoints: 0 exactly for points, infinite when unbounded, NaN when empty.
    public var widthUpperBound: Double {
        if isPoint { return 0 }
        return BigFloat.subtract(upper, lower, precision: 53, rounding: .up).toDouble(rounding: .up)
    }

    /// An upper bound of the width over the smallest absolute value: 0 exactly for points, infinite when another interval
    /// contains 0 or is unbounded, NaN when empty.
    public var relativeWidthUpperBound: Double {
        if isEmpty { return .nan }
        if isPoint { return 0 }
        guard isBounded, !containsZero else { return .infinity }
        let width = BigFloat.subtract(upper, lower, precision: 53, rounding: .up)
        return BigFloat.divide(width, magnitudeLowerBound, precision: 53, rounding: .up).toDouble(rounding: .up)
    }

    /// An element near the middle; NaN when empty.
    ///
    /// Unbounded intervals have no middle: for those it is 0 where that is an element, and the finite endpoint elsewhere.
    public var midpoint: BigFloat {
        if isPoint || isEmpty { return lower }
        guard isBounded else { return containsZero ? .zero : lower.isInfinite ? upper : lower }
        let bits = max(precision, lower.precision, upper.precision)
        let middle = BigFloat.add(lower, upper, precision: bits, rounding: .nearest).scaled(byPowerOf2: -1)
        return BigFloat.min(BigFloat.max(middle, lower), upper)
    }
}
