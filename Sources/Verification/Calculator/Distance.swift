internal import Multiprecision

/// How far a real result lies from what would have changed its rounding, as a power of two: 2^(tenths / 10) ulp, the
/// exponent rounded to its first decimal.
public struct Distance: Sendable, Hashable {
    public let tenths: Int
    /// Whether this is only known to be an upper bound: the real result is closer than any precision that was tried tells.
    public let isUpperBound: Bool

    init(tenths: Int, isUpperBound: Bool = false) {
        self.tenths = tenths
        self.isUpperBound = isUpperBound
    }

    /// The distance between two positive numbers, if both round to the same tenth.
    init?(_ lower: Double, _ upper: Double) {
        guard lower > 0, upper < .infinity else { return nil }
        let tenths = Self.tenths(lower.significand, exponent: Int(lower.exponent))
        guard tenths == Self.tenths(upper.significand, exponent: Int(upper.exponent)) else { return nil }
        self.init(tenths: tenths)
    }

    /// The distance between two numbers, if both round to the same tenth.
    init?(_ lower: BigFloat, _ upper: BigFloat) {
        guard lower.sign > 0, upper.isFinite, lower.exponent > -Self.largestExponent else { return nil }
        let tenths = Self.tenths(lower, .down)
        guard tenths == Self.tenths(upper, .up) else { return nil }
        self.init(tenths: tenths)
    }

    static func tenths(_ value: BigFloat, _ rounding: Rounding) -> Int {
        let exponent = value.exponent
        // Beyond all that is told apart; as an upper bound it still holds.
        guard exponent > -largestExponent else { return -largestExponent * 10 }
        return tenths(value.scaled(byPowerOf2: -exponent).toDouble(rounding: rounding), exponent: exponent)
    }

    /// Ten times this is an `Int`, which ten times MPFR's largest exponent is not.
    private static let largestExponent = 1 << 55

    /// The numbers at which the rounded exponent of a significand steps up: 2^(1/20), 2^(3/20), ..., rounded up. They are
    /// irrational, so a binary64 is at or above one of these exactly when it is above the number itself.
    private static let steps: [Double] = (0..<10).map { step in
        let exponent = BigFloat.divide(
            BigFloat(2 * step + 1, precision: 64), BigFloat(20, precision: 64), precision: 128, rounding: .up)
        return BigFloat.exp2(exponent, precision: 128, rounding: .up).toDouble(rounding: .up)
    }

    @inline(__always)
    private static func tenths(_ significand: Double, exponent: Int) -> Int {
        steps.withUnsafeBufferPointer { steps in
            var count = 0
            for step in steps where significand >= step { count += 1 }
            return exponent * 10 + count
        }
    }
}
