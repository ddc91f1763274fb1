internal import CMPFR

/// Powers and absolute values, tight where the same operand occurs more than once.
extension Interval {
    /// The absolute value.
    public func abs() -> Interval {
        if isEmpty || lower.sign > 0 || (lower.sign == 0 && !lower.signbit) { return self }
        if upper.sign <= 0 {
            let lower = BigFloat.abs(upper)
            return Interval(ordered: lower, isPoint ? lower : BigFloat.abs(self.lower), precision, isTotal)
        }
        return Interval(ordered: .zero, magnitudeUpperBound, precision, isTotal)
    }

    /// `x · x`: the square of `[-1, 2]` is `[0, 4]`.
    public func square() -> Interval {
        abs().increasing { result, x, rounding in mpfr_sqr(result, x, rounding) }
    }

    /// `x` to the power `n`, where anything to the power 0 is 1, and a negative power is 1 over the positive one.
    public func power(_ n: Int) -> Interval {
        if isEmpty { return .empty }
        if n == 0 { return Interval(ordered: .one, .one, precision, isTotal) }
        let base = n.isMultiple(of: 2) ? abs() : self
        if n < 0 && containsZero { return base.powerAroundPole(n) }
        let routine: BigFloat.UnaryRoutine = { result, x, rounding in mpfr_pow_si(result, x, n, rounding) }
        return n < 0 ? base.decreasing(routine) : base.increasing(routine)
    }

    /// A negative power where 0 is an element: a half-line when no element lies on the other side of 0.
    private func powerAroundPole(_ n: Int) -> Interval {
        if lower.sign == 0 && upper.sign > 0 {
            let bound = BigFloat.pow(upper, n, precision: precision, rounding: .down)
            return Interval(ordered: bound, .infinity, precision, false)
        }
        if upper.sign == 0 && lower.sign < 0 {
            let bound = BigFloat.pow(lower, n, precision: precision, rounding: .up)
            return Interval(ordered: -.infinity, bound, precision, false)
        }
        return Self.entire.withPrecision(precision).total(if: false)
    }

    /// The square root; the root of -0 is -0.
    public func sqrt() -> Interval { clamped(from: .zero).increasing(mpfr_sqrt) }

    /// The cube root, of negative numbers too.
    public func cbrt() -> Interval { increasing(mpfr_cbrt) }
}
