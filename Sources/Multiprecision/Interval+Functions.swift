internal import CMPFR

/// Functions that rise or fall throughout, or on either side of 0.
extension Interval {
    public func exp() -> Interval { increasing(mpfr_exp) }
    public func exp2() -> Interval { increasing(mpfr_exp2) }
    /// `e^x - 1`.
    public func expm1() -> Interval { increasing(mpfr_expm1) }

    /// The natural logarithm; `-inf` at 0.
    public func log() -> Interval { clamped(from: .zero).increasing(mpfr_log) }
    public func log2() -> Interval { clamped(from: .zero).increasing(mpfr_log2) }
    public func log10() -> Interval { clamped(from: .zero).increasing(mpfr_log10) }
    /// `log(1 + x)`; `-inf` at -1.
    public func log1p() -> Interval { clamped(from: .minusOne).increasing(mpfr_log1p) }

    public func sinh() -> Interval { increasing(mpfr_sinh) }
    public func cosh() -> Interval { abs().increasing(mpfr_cosh) }
    public func tanh() -> Interval { increasing(mpfr_tanh) }
    public func asinh() -> Interval { increasing(mpfr_asinh) }
    public func atan() -> Interval { increasing(mpfr_atan) }

    public func asin() -> Interval { clampedToUnit().increasing(mpfr_asin) }
    public func acos() -> Interval { clampedToUnit().decreasing(mpfr_acos) }
    public func acosh() -> Interval { clamped(from: .one).increasing(mpfr_acosh) }
    /// The inverse hyperbolic tangent; infinite at 1 and -1.
    public func atanh() -> Interval { clampedToUnit().increasing(mpfr_atanh) }

    public func erf() -> Interval { increasing(mpfr_erf) }
    /// `1 - erf(x)`.
    public func erfc() -> Interval { decreasing(mpfr_erfc) }
}

/// How a function of real numbers becomes one of intervals.
extension Interval {
    /// The image under a function that never falls: its values at the endpoints, rounded outward. At a point the function is
    /// evaluated once, rounded up, and the number before the result is the other bound.
    @inline(__always)
    func increasing(_ routine: BigFloat.UnaryRoutine) -> Interval {
        if isEmpty { return .empty }
        let up = BigFloat.unary(routine, upper, precision, .up)
        if isPoint { return Self.widened(up, precision, isTotal) }
        let down = BigFloat.unary(routine, lower, precision, .down)
        return Interval(ordered: down.value, up.value, precision, isTotal)
    }

    /// The image under a function that never rises.
    @inline(__always)
    func decreasing(_ routine: BigFloat.UnaryRoutine) -> Interval {
        if isEmpty { return .empty }
        let up = BigFloat.unary(routine, lower, precision, .up)
        if isPoint { return Self.widened(up, precision, isTotal) }
        let down = BigFloat.unary(routine, upper, precision, .down)
        return Interval(ordered: down.value, up.value, precision, isTotal)
    }

    /// The part of the interval in the domain `[-1, 1]`.
    func clampedToUnit() -> Interval {
        let above = clamped(from: .minusOne)
        if above.isEmpty || above.upper <= .one { return above }
        return above.lower <= .one ? Interval(ordered: above.lower, .one, precision, false) : .empty
    }

    /// The part of the interval in the domain `[start, inf]`: not total when that is not all of it, empty when it is nothing.
    func clamped(from start: BigFloat) -> Interval {
        if lower >= start { return self }
        return upper >= start ? Interval(ordered: start, upper, precision, false) : .empty
    }
}
