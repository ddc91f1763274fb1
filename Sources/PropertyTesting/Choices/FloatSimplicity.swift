// The order in which one float is simpler than another, for shrinking.
//
// Integers come first, by size; beyond 2^(p) every float is an integer and counts as one step from its neighbour. Then
// come fractions: exponents from 0 upwards, then from -1 downwards, subnormals, at last infinity and NaN, quiet before
// signalling; within an exponent the bits behind the point are reversed, so that short fractions come before long ones (1.5 before 1.25
// before 1.1). Of x and -x, x is simpler. The key is injective on magnitudes of each format.

extension FloatFormat {
    /// The magnitude from which on all floats are integers, one apart or more: 2^24 for float32.
    private var integerLimit: UInt64 { UInt64(bias + significandBits + 1) << UInt64(significandBits) }
    private var integerLimitValue: UInt64 { 1 << UInt64(significandBits + 1) }
    private var fractionTag: UInt64 { 1 << UInt64(width - 1) }

    /// The key of a magnitude: smaller is simpler.
    func simplicityKey(magnitude: UInt64) -> UInt64 {
        let stored = UInt64(significandBits)
        if magnitude >= infinity { return fractionTag | infinity | rank(nonfinite: magnitude & significandMask) }
        if magnitude >= integerLimit { return integerLimitValue + (magnitude - integerLimit) }
        if magnitude == 0 { return 0 }
        let exponent = Int(magnitude >> stored) - bias
        let significand = magnitude & significandMask
        guard exponent >= 0 else {
            let rank = UInt64(bias - exponent)
            return fractionTag | rank << stored | reversed(significand, count: significandBits)
        }
        let fractionBits = significandBits - exponent
        if fractionBits <= 0 { return (significand | leastNormal) << UInt64(-fractionBits) }
        let fraction = significand & (1 << UInt64(fractionBits) - 1)
        if fraction == 0 { return (significand | leastNormal) >> UInt64(fractionBits) }
        let whole = significand & ~(1 << UInt64(fractionBits) - 1)
        return fractionTag | UInt64(exponent) << stored | whole | reversed(fraction, count: fractionBits)
    }

    /// The magnitude that a key stands for. Total: keys that no float has give a float nearby.
    func magnitude(simplicityKey key: UInt64) -> UInt64 {
        let stored = UInt64(significandBits)
        guard key & fractionTag != 0 else {
            if key >= integerLimitValue { return min(greatestFinite, integerLimit + (key - integerLimitValue)) }
            return bits(nearest: Double(key))
        }
        let rank = Int(key >> stored & (1 << UInt64(exponentBits) - 1))
        let rest = key & significandMask
        if rank == 1 << exponentBits - 1 { return infinity | significand(nonfiniteRank: rest) }
        guard rank <= bias else {
            // Ranks above the bias are exponents from -1 downwards, the last of them subnormal.
            return UInt64(2 * bias - rank) << stored | reversed(rest, count: significandBits)
        }
        let fractionBits = max(0, significandBits - rank)
        let fraction = rest & (1 << UInt64(fractionBits) - 1)
        let whole = rest & ~(1 << UInt64(fractionBits) - 1)
        return UInt64(rank + bias) << stored | whole | reversed(fraction, count: fractionBits)
    }

    /// Infinity, quiet NaNs by payload, signalling NaNs by payload.
    private func rank(nonfinite significand: UInt64) -> UInt64 {
        let quiet: UInt64 = 1 << UInt64(significandBits - 1)
        if significand == 0 { return 0 }
        return significand & quiet != 0 ? significand - quiet + 1 : significand + quiet
    }

    private func significand(nonfiniteRank rank: UInt64) -> UInt64 {
        let quiet: UInt64 = 1 << UInt64(significandBits - 1)
        if rank == 0 { return 0 }
        return rank <= quiet ? rank - 1 + quiet : rank - quiet
    }

    private func reversed(_ bits: UInt64, count: Int) -> UInt64 {
        guard count > 0 else { return 0 }
        var result: UInt64 = 0
        for place in 0..<UInt64(count) where bits >> place & 1 != 0 { result |= 1 << (UInt64(count) - 1 - place) }
        return result
    }
}
