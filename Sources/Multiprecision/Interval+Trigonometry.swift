internal import CMPFR

/// Functions with a period: an interval is split where they turn or have a pole.
///
/// Sine and cosine turn, and the tangent has its poles, at `(k + offset) · pi` for whole `k`. Writing `t = x / pi - offset`, an
/// interval contains the turning points with `floor(t(lower)) < k <= floor(t(upper))`. Both floors come from enclosures
/// of `t`, the first from its lower and the second from its upper bound: a doubtful point counts as contained, which is sound.
extension Interval {
    /// The sine; empty for an infinite point.
    public func sin() -> Interval { wave(mpfr_sin, offset: 0.5) }

    /// The cosine; empty for an infinite point.
    public func cos() -> Interval { wave(mpfr_cos, offset: 0) }

    /// The tangent; empty for an infinite point, everything and not total when a pole may be inside.
    public func tan() -> Interval {
        if isPoint && !hasHugeElement { return increasing(mpfr_tan) }
        if isEmpty || isInfinitePoint { return .empty }
        // A binary fraction is never a pole, so a point is always in the domain.
        guard let (first, last) = periods(offset: 0.5), first == last else {
            return Self.entire.withPrecision(precision).total(if: isTotal && isPoint)
        }
        return increasing(mpfr_tan)
    }

    /// Beyond `2^65536` an argument is not reduced: the time and memory for digits of pi grow with its exponent, without limit.
    private var hasHugeElement: Bool {
        func isHuge(_ x: BigFloat) -> Bool { x.sign != 0 && (x.isInfinite || x.exponent > 65_536) }
        return isHuge(lower) || isHuge(upper)
    }

    /// The floors of `x / pi - offset` at the endpoints, or nil when the interval is far wider than a period or huge.
    private func periods(offset: Double) -> (first: BigFloat, last: BigFloat)? {
        guard !hasHugeElement, widthUpperBound < 16 else { return nil }
        let largest = magnitudeUpperBound
        let bits =
            max(precision, lower.precision, upper.precision) + 32 + (largest.isZero ? 0 : max(0, largest.exponent))
        let pi = Interval.pi(precision: bits)
        func turns(_ x: BigFloat) -> Interval {
            Interval(x, precision: bits) / pi - Interval(offset, precision: bits)
        }
        return (turns(lower).lower.floor(), turns(upper).upper.floor())
    }

    /// Sine or cosine, whose turning points with even `k` are maxima.
    private func wave(_ routine: BigFloat.UnaryRoutine, offset: Double) -> Interval {
        if isEmpty || isInfinitePoint { return .empty }
        if isPoint && !hasHugeElement { return increasing(routine) }
        let range = Interval(ordered: .minusOne, .one, precision, isTotal)
        guard let (first, last) = periods(offset: offset) else { return range }
        let ends = endpoint(lower, routine).hull(endpoint(upper, routine))
        let count = BigFloat.subtract(last, first, precision: 64, rounding: .nearest)
        if count == 0 { return ends }
        guard count == 1 else { return range }
        return last.scaled(byPowerOf2: -1).isInteger
            ? Interval(ordered: ends.lower, .one, precision, isTotal)
            : Interval(ordered: .minusOne, ends.upper, precision, isTotal)
    }

    private func endpoint(_ x: BigFloat, _ routine: BigFloat.UnaryRoutine) -> Interval {
        Interval(ordered: x, x, precision, isTotal).increasing(routine)
    }
}
