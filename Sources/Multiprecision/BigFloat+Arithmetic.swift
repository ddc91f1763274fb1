internal import CMPFR

extension BigFloat {
    /// The shape of an MPFR function of two numbers: result, operands, rounding; returns zero when the result is exact.
    typealias BinaryRoutine = (
        UnsafeMutablePointer<Raw>?, UnsafePointer<Raw>?, UnsafePointer<Raw>?, mpfr_rnd_t
    ) -> Int32

    @inline(__always)
    static func binary(
        _ routine: BinaryRoutine, _ lhs: BigFloat, _ rhs: BigFloat, _ precision: Int, _ rounding: Rounding
    ) -> Rounded {
        make(precision: precision) { result in
            lhs.withRaw { lhs in rhs.withRaw { rhs in routine(result, lhs, rhs, rounding.mode) } }
        }
    }

    public static func add(_ a: BigFloat, _ b: BigFloat, precision: Int, rounding: Rounding) -> BigFloat {
        binary(mpfr_add, a, b, precision, rounding).value
    }

    public static func subtract(_ a: BigFloat, _ b: BigFloat, precision: Int, rounding: Rounding) -> BigFloat {
        binary(mpfr_sub, a, b, precision, rounding).value
    }

    public static func multiply(_ a: BigFloat, _ b: BigFloat, precision: Int, rounding: Rounding) -> BigFloat {
        binary(mpfr_mul, a, b, precision, rounding).value
    }

    public static func divide(_ a: BigFloat, _ b: BigFloat, precision: Int, rounding: Rounding) -> BigFloat {
        binary(mpfr_div, a, b, precision, rounding).value
    }

    /// `a · b + c`, rounded once.
    public static func multiplyAdd(
        _ a: BigFloat, _ b: BigFloat, _ c: BigFloat, precision: Int, rounding: Rounding
    ) -> BigFloat {
        make(precision: precision) { result in
            a.withRaw { a in b.withRaw { b in c.withRaw { c in mpfr_fma(result, a, b, c, rounding.mode) } } }
        }.value
    }

    /// `x` to the power `n`; anything to the power 0 is 1, and 0 to a negative power is an infinity, as in C's `pow`.
    public static func pow(_ x: BigFloat, _ n: Int, precision: Int, rounding: Rounding) -> BigFloat {
        power(x, n, precision, rounding).value
    }

    static func power(_ x: BigFloat, _ n: Int, _ precision: Int, _ rounding: Rounding) -> Rounded {
        make(precision: precision) { result in x.withRaw { mpfr_pow_si(result, $0, n, rounding.mode) } }
    }

    /// The number with its sign bit flipped: exact, with the same precision.
    public static prefix func - (x: BigFloat) -> BigFloat { x.unary(mpfr_neg, x.precision, .nearest) }

    /// The number with its sign bit cleared: exact, with the same precision.
    public static func abs(_ x: BigFloat) -> BigFloat { x.signbit ? -x : x }

    /// The smaller of the two, which is NaN when one of them is; -0 is smaller than +0.
    public static func min(_ a: BigFloat, _ b: BigFloat) -> BigFloat {
        if a.isNaN || a < b { return a }
        return b == a && a.signbit ? a : b
    }

    /// The larger of the two, which is NaN when one of them is; +0 is larger than -0.
    public static func max(_ a: BigFloat, _ b: BigFloat) -> BigFloat {
        if a.isNaN || a > b { return a }
        return b == a && !a.signbit ? a : b
    }

    /// `self · 2^power` with the same precision: exact, as long as the exponent stays within MPFR's range.
    public func scaled(byPowerOf2 power: Int) -> BigFloat {
        Self.make(precision: precision) { result in withRaw { mpfr_mul_2si(result, $0, power, MPFR_RNDN) } }.value
    }

    /// The next larger number of the same precision; infinity and NaN stay themselves.
    public var nextUp: BigFloat { stepped(mpfr_nextabove) }

    /// The next smaller number of the same precision; negative infinity and NaN stay themselves.
    public var nextDown: BigFloat { stepped(mpfr_nextbelow) }

    @inline(__always)
    private func stepped(_ step: (UnsafeMutablePointer<Raw>?) -> Void) -> BigFloat {
        Self.make(precision: precision) { result in
            let ternary = withRaw { cmpfr_set(result, $0, MPFR_RNDN) }
            step(result)
            return ternary
        }.value
    }
}
