/// How floats are drawn at random: a mixture, each part of which meets mistakes that the others miss.
///
/// Uniform and normal numbers, which most generators draw, have nearly all of their mass in four binades and miss most
/// mistakes of float code. So one draw in ten is an unusual value, and most others are spread over exponents.
extension RandomNumbers {
    /// An encoding of the domain.
    mutating func float(of domain: FloatDomain) -> UInt64 {
        if !domain.anchors.isEmpty, chance(6) {
            let anchor = besides(element(of: domain.anchors), domain.format)
            if domain.permits(anchor) { return anchor }
        }
        if domain.isWhole {
            for _ in 0..<8 {
                let bits = mixed(domain.format)
                if domain.permits(bits) { return bits }
            }
        } else {
            if chance(3) {
                for _ in 0..<3 {
                    let bits = mixed(domain.format)
                    if domain.permits(bits) { return bits }
                }
            }
            if chance(8) {
                let end = chance(2) ? domain.lowest : domain.highest
                let bits = besides(domain.format.bits(ordinal: end), domain.format)
                if domain.permits(bits) { return bits }
            }
            if chance(2) {
                let bits = uniform(domain)
                if domain.permits(bits) { return bits }
            }
        }
        for _ in 0..<8 {
            let bits = domain.format.bits(ordinal: inside(domain.lowest, domain.highest))
            if domain.permits(bits) { return bits }
        }
        return domain.simplest
    }

    /// A float of the whole format, NaN and infinity included.
    private mutating func mixed(_ format: FloatFormat) -> UInt64 {
        let sign = chance(2) ? format.signBit : 0
        let stored = UInt64(format.significandBits)
        let limit = format.bias
        switch below(20) {
        case 0, 1:
            return element(of: EdgeValues.list(format)) ^ (chance(4) ? sign : 0)
        case 2, 3, 4:
            // A power of two and what is beside it.
            let exponent = below(2 * limit) + 1
            return sign | besides(UInt64(exponent) << stored, format)
        case 5, 6, 7:
            // Any exponent, subnormal ones included.
            return sign | UInt64(below(2 * limit + 1)) << stored | next() & format.significandMask
        case 8, 9, 10, 11:
            // Exponents near that of 1.
            let distance = Int(-6 * logarithm(1 - unit()))
            let exponent = min(max(limit + (chance(2) ? distance : -distance), 0), 2 * limit)
            return sign | UInt64(exponent) << stored | next() & format.significandMask
        case 12, 13:
            // Small integers and halves.
            return sign | format.bits(nearest: Double(below(257)) / 2)
        case 14, 15:
            // Few bits, or all ones from some place on.
            let exponent = min(max(limit + below(65) - 32, 0), 2 * limit)
            let ones = format.significandMask >> UInt64(below(format.significandBits + 1))
            let few =
                (1 << UInt64(below(format.significandBits)) | 1 << UInt64(below(format.significandBits))) as UInt64
            return sign | UInt64(exponent) << stored | (chance(2) ? ones : few)
        case 16, 17:
            return next() & (format.signBit | format.signBit - 1)
        default:
            return format.bits(nearest: (unit() * 2 - 1) * 10)
        }
    }

    /// The encoding itself or one a few ulps away, mostly near.
    mutating func besides(_ bits: UInt64, _ format: FloatFormat) -> UInt64 {
        if chance(3) { return bits }
        var distance: Int64 = 1
        while distance < 1 << 20, chance(2) { distance *= 2 }
        if distance > 2, chance(2) { distance -= 1 }
        let ordinal = format.ordinal(bits)
        let moved = chance(2) ? ordinal &+ distance : ordinal &- distance
        let limit = format.ordinal(format.infinity)
        return abs(moved) <= limit ? format.bits(ordinal: moved) : bits
    }

    /// Uniform on the real line between the ends of the domain.
    mutating func uniform(_ domain: FloatDomain) -> UInt64 {
        let format = domain.format
        let low = max(domain.lowest, format.ordinal(format.greatestFinite | format.signBit))
        let high = min(domain.highest, format.ordinal(format.greatestFinite))
        let position = unit()
        let lower = format.value(format.bits(ordinal: low))
        let upper = format.value(format.bits(ordinal: high))
        return format.bits(nearest: lower * (1 - position) + upper * position)
    }

    /// A float that has to do with one drawn before: the same, its opposite, inverse or neighbour, a multiple, or what
    /// is missing to a constant.
    mutating func related(to bits: UInt64, _ format: FloatFormat) -> UInt64 {
        let value = format.value(bits)
        switch below(10) {
        case 0, 1: return bits
        case 2, 3: return bits ^ format.signBit
        case 4: return format.bits(nearest: 1 / value)
        case 5: return besides(bits, format)
        case 6: return besides(bits ^ format.signBit, format)
        case 7: return format.bits(nearest: value * Double(sign: .plus, exponent: below(49) - 24, significand: 1))
        case 8: return format.bits(nearest: element(of: [1, 2, 0.5, Double.pi, Double.pi / 2]) - value)
        default: return format.bits(nearest: value * value)
        }
    }

    /// The natural logarithm of a number in (0, 1], by its exponent and a chord: a distribution needs no more, and
    /// every machine gets the same draws.
    private func logarithm(_ value: Double) -> Double {
        (Double(value.exponent) + (value.significand - 1)) * 0.693147180559945
    }
}
