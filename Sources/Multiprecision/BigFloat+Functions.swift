internal import CMPFR

/// Elementary and special functions, correctly rounded.
///
/// The time that `sin`, `cos` and `tan` take grows with the exponent of a large argument, because `pi` is needed to that
/// many bits.
extension BigFloat {
    /// The shape of an MPFR function of one number: result, operand, rounding; returns zero when the result is exact.
    typealias UnaryRoutine = (UnsafeMutablePointer<Raw>?, UnsafePointer<Raw>?, mpfr_rnd_t) -> Int32

    @inline(__always)
    static func unary(_ routine: UnaryRoutine, _ x: BigFloat, _ precision: Int, _ rounding: Rounding) -> Rounded {
        make(precision: precision) { result in x.withRaw { routine(result, $0, rounding.mode) } }
    }

    @inline(__always)
    func unary(_ routine: UnaryRoutine, _ precision: Int, _ rounding: Rounding) -> BigFloat {
        Self.unary(routine, self, precision, rounding).value
    }

    /// The square root; NaN below zero, and -0 for -0.
    public static func sqrt(_ x: BigFloat, precision: Int, rounding: Rounding) -> BigFloat {
        x.unary(mpfr_sqrt, precision, rounding)
    }

    /// The cube root, of negative numbers too.
    public static func cbrt(_ x: BigFloat, precision: Int, rounding: Rounding) -> BigFloat {
        x.unary(mpfr_cbrt, precision, rounding)
    }

    /// `e^x`.
    public static func exp(_ x: BigFloat, precision: Int, rounding: Rounding) -> BigFloat {
        x.unary(mpfr_exp, precision, rounding)
    }

    /// `2^x`.
    public static func exp2(_ x: BigFloat, precision: Int, rounding: Rounding) -> BigFloat {
        x.unary(mpfr_exp2, precision, rounding)
    }

    /// `e^x - 1`, accurate near zero.
    public static func expm1(_ x: BigFloat, precision: Int, rounding: Rounding) -> BigFloat {
        x.unary(mpfr_expm1, precision, rounding)
    }

    /// The natural logarithm; negative infinity at zero, NaN below.
    public static func log(_ x: BigFloat, precision: Int, rounding: Rounding) -> BigFloat {
        x.unary(mpfr_log, precision, rounding)
    }

    /// The logarithm to base 2.
    public static func log2(_ x: BigFloat, precision: Int, rounding: Rounding) -> BigFloat {
        x.unary(mpfr_log2, precision, rounding)
    }

    /// The logarithm to base 10.
    public static func log10(_ x: BigFloat, precision: Int, rounding: Rounding) -> BigFloat {
        x.unary(mpfr_log10, precision, rounding)
    }

    /// `log(1 + x)`, accurate near zero; negative infinity at -1, NaN below.
    public static func log1p(_ x: BigFloat, precision: Int, rounding: Rounding) -> BigFloat {
        x.unary(mpfr_log1p, precision, rounding)
    }

    public static func sin(_ x: BigFloat, precision: Int, rounding: Rounding) -> BigFloat {
        x.unary(mpfr_sin, precision, rounding)
    }

    public static func cos(_ x: BigFloat, precision: Int, rounding: Rounding) -> BigFloat {
        x.unary(mpfr_cos, precision, rounding)
    }

    public static func tan(_ x: BigFloat, precision: Int, rounding: Rounding) -> BigFloat {
        x.unary(mpfr_tan, precision, rounding)
    }

    public static func sinh(_ x: BigFloat, precision: Int, rounding: Rounding) -> BigFloat {
        x.unary(mpfr_sinh, precision, rounding)
    }

    public static func cosh(_ x: BigFloat, precision: Int, rounding: Rounding) -> BigFloat {
        x.unary(mpfr_cosh, precision, rounding)
    }

    public static func tanh(_ x: BigFloat, precision: Int, rounding: Rounding) -> BigFloat {
        x.unary(mpfr_tanh, precision, rounding)
    }

    public static func asinh(_ x: BigFloat, precision: Int, rounding: Rounding) -> BigFloat {
        x.unary(mpfr_asinh, precision, rounding)
    }

    public static func atan(_ x: BigFloat, precision: Int, rounding: Rounding) -> BigFloat {
        x.unary(mpfr_atan, precision, rounding)
    }

    /// The error function, `2/sqrt(pi)` times the integral of `e^(-t^2)` from 0 to `x`.
    public static func erf(_ x: BigFloat, precision: Int, rounding: Rounding) -> BigFloat {
        x.unary(mpfr_erf, precision, rounding)
    }

    /// `1 - erf(x)`, accurate for large `x`.
    public static func erfc(_ x: BigFloat, precision: Int, rounding: Rounding) -> BigFloat {
        x.unary(mpfr_erfc, precision, rounding)
    }

    /// The largest whole number that is not above `self`, with the precision of `self`, which always suffices.
    public func floor() -> BigFloat { unary(mpfr_rint, precision, .down) }

    /// The smallest whole number that is not below `self`; like the following, with the precision of `self`.
    public func ceil() -> BigFloat { unary(mpfr_rint, precision, .up) }

    /// The whole number from `self` toward 0.
    public func trunc() -> BigFloat { sign < 0 ? ceil() : floor() }

    /// The whole number nearest to `self`, of two the even one.
    public func roundToEven() -> BigFloat {
        unary({ result, x, _ in mpfr_roundeven(result, x) }, precision, .nearest)
    }
}
