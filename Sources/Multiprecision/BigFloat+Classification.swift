internal import CMPFR

extension BigFloat {
    /// The number of bits of the significand.
    public var precision: Int { withRaw { cmpfr_precision($0) } }

    public var isNaN: Bool { withRaw { cmpfr_is_nan($0) != 0 } }
    public var isInfinite: Bool { withRaw { cmpfr_is_infinite($0) != 0 } }
    public var isZero: Bool { withRaw { cmpfr_is_zero($0) != 0 } }

    /// True for zeros and for every other number that is not infinite; false for NaN.
    public var isFinite: Bool { withRaw { cmpfr_is_regular($0) != 0 || cmpfr_is_zero($0) != 0 } }

    /// True for every whole number, zeros included; false for infinities and NaN.
    public var isInteger: Bool { withRaw { mpfr_integer_p($0) != 0 } }

    /// True when the sign bit is set: for negative numbers, -0 and negative infinity. A NaN's sign says nothing.
    public var signbit: Bool { withRaw { cmpfr_signbit($0) != 0 } }

    /// -1, 0 or 1: the sign of the number, 0 for zeros of either sign and for NaN.
    public var sign: Int {
        withRaw { cmpfr_is_zero($0) != 0 || cmpfr_is_nan($0) != 0 ? 0 : cmpfr_signbit($0) != 0 ? -1 : 1 }
    }

    /// The `e` with `2^e <= |self| < 2^(e+1)`.
    ///
    /// - Precondition: The number is finite and not zero.
    public var exponent: Int {
        withRaw {
            precondition(cmpfr_is_regular($0) != 0, "zeros, infinities and NaN have no exponent")
            return cmpfr_exponent($0) - 1
        }
    }
}

/// The order of the real numbers, whatever the precisions: -0 equals +0, and NaN compares false with everything,
/// itself included, as in IEEE 754.
extension BigFloat: Comparable {
    public static func == (lhs: BigFloat, rhs: BigFloat) -> Bool { compare(lhs, rhs) == 0 }
    public static func < (lhs: BigFloat, rhs: BigFloat) -> Bool { compare(lhs, rhs).map { $0 < 0 } ?? false }
    public static func <= (lhs: BigFloat, rhs: BigFloat) -> Bool { compare(lhs, rhs).map { $0 <= 0 } ?? false }
    public static func > (lhs: BigFloat, rhs: BigFloat) -> Bool { rhs < lhs }
    public static func >= (lhs: BigFloat, rhs: BigFloat) -> Bool { rhs <= lhs }

    /// Negative, zero or positive as `lhs` is below, equal to or above `rhs`; nil when one is NaN.
    @inline(__always)
    private static func compare(_ lhs: BigFloat, _ rhs: BigFloat) -> Int32? {
        lhs.withRaw { lhs in
            rhs.withRaw { rhs in
                cmpfr_is_nan(lhs) != 0 || cmpfr_is_nan(rhs) != 0 ? nil : cmpfr_compare(lhs, rhs)
            }
        }
    }
}

/// Comparison with a binary64 number, exact at any precision of the other side.
extension BigFloat {
    public static func == (lhs: BigFloat, rhs: Double) -> Bool { compare(lhs, rhs) == 0 }
    public static func != (lhs: BigFloat, rhs: Double) -> Bool { !(lhs == rhs) }
    public static func < (lhs: BigFloat, rhs: Double) -> Bool { compare(lhs, rhs).map { $0 < 0 } ?? false }
    public static func <= (lhs: BigFloat, rhs: Double) -> Bool { compare(lhs, rhs).map { $0 <= 0 } ?? false }
    public static func > (lhs: BigFloat, rhs: Double) -> Bool { compare(lhs, rhs).map { $0 > 0 } ?? false }
    public static func >= (lhs: BigFloat, rhs: Double) -> Bool { compare(lhs, rhs).map { $0 >= 0 } ?? false }

    private static func compare(_ lhs: BigFloat, _ rhs: Double) -> Int32? {
        rhs.isNaN ? nil : lhs.withRaw { cmpfr_is_nan($0) != 0 ? nil : mpfr_cmp_d($0, rhs) }
    }
}
