/// Which unusual floats a generator makes, beside ordinary numbers.
public struct FloatValues: OptionSet, Sendable, Hashable {
    public let rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// NaNs: quiet and signalling, of both signs, with any payload.
    public static let nan = FloatValues(rawValue: 1)
    public static let infinity = FloatValues(rawValue: 2)
    public static let subnormal = FloatValues(rawValue: 4)
    public static let negativeZero = FloatValues(rawValue: 8)

    /// Every encoding.
    public static let all: FloatValues = [.nan, .infinity, .subnormal, .negativeZero]
    /// Every number.
    public static let finite: FloatValues = [.subnormal, .negativeZero]
    /// Zero and the numbers that have the full precision.
    public static let normal: FloatValues = []
}

/// The floats that one choice is made from: those of an interval, and NaNs if asked for.
///
/// Anchors are values worth always trying, with their neighbours: thresholds, poles, branch points.
public final class FloatDomain: Sendable {
    public let format: FloatFormat
    public let values: FloatValues
    /// The ends of the interval, on the real line of encodings.
    public let lowest: Int64
    public let highest: Int64
    /// Encodings of the domain worth always trying.
    public let anchors: [UInt64]
    /// The encoding that shrinking leads to when nothing else matters.
    public let simplest: UInt64
    /// Whether every number of the format is in the interval.
    let isWhole: Bool

    /// Zero as a lower or upper end stands for both zeros.
    ///
    /// - Precondition: at least one float is left.
    init(format: FloatFormat, lowest: UInt64, highest: UInt64, values: FloatValues, anchors: [UInt64] = []) {
        precondition(!format.isNaN(lowest) && !format.isNaN(highest), "an end of an interval must not be NaN")
        var low = format.ordinal(lowest)
        var high = format.ordinal(highest)
        if low == 0 { low = -1 }
        if high == -1 { high = 0 }
        if !values.contains(.infinity) {
            low = max(low, format.ordinal(format.greatestFinite | format.signBit))
            high = min(high, format.ordinal(format.greatestFinite))
        }
        precondition(
            low <= high, "no float between \(format.value(lowest)) and \(format.value(highest))")
        self.format = format
        self.values = values
        self.lowest = low
        self.highest = high
        isWhole =
            low <= format.ordinal(format.greatestFinite | format.signBit)
            && high >= format.ordinal(format.greatestFinite)
        let permits = { (bits: UInt64) in Self.permits(bits, format, low, high, values) }
        self.anchors = anchors.filter(permits)
        let candidates = Self.simpleCandidates(format, low, high).filter(permits)
        precondition(
            !candidates.isEmpty, "no float of the kinds asked for is between the ends of the interval")
        simplest = candidates.min { Complexity($0, format) < Complexity($1, format) }!
    }

    /// Whether an encoding may be chosen.
    public func permits(_ bits: UInt64) -> Bool { Self.permits(bits, format, lowest, highest, values) }

    private static func permits(
        _ bits: UInt64, _ format: FloatFormat, _ lowest: Int64, _ highest: Int64, _ values: FloatValues
    ) -> Bool {
        let size = format.magnitude(bits)
        if size > format.infinity { return values.contains(.nan) }
        if size < format.leastNormal {
            if size == 0 {
                if bits != 0, !values.contains(.negativeZero) { return false }
            } else if !values.contains(.subnormal) {
                return false
            }
        } else if size == format.infinity, !values.contains(.infinity) {
            return false
        }
        let ordinal = format.ordinal(bits)
        return ordinal >= lowest && ordinal <= highest
    }

    /// Floats among which the simplest of an interval is: the integers next to its ends and to zero, and roundings of
    /// its ends to ever longer fractions.
    private static func simpleCandidates(_ format: FloatFormat, _ lowest: Int64, _ highest: Int64) -> [UInt64] {
        let ends = [lowest, highest].map { format.bits(ordinal: $0) }
        var candidates = [0, format.one, format.one | format.signBit, format.leastNormal] + ends
        for end in ends where format.isFinite(end) {
            let value = format.value(end)
            candidates += [end, format.bits(ordinal: format.ordinal(end) + 1)]
            candidates.append(format.magnitude(end) < format.leastNormal ? format.leastNormal | format.signBit : end)
            for places in 0...(format.significandBits + 2) {
                let scale = Double(sign: .plus, exponent: places, significand: 1)
                guard (value * scale).isFinite else { break }
                candidates += [(value * scale).rounded(.up), (value * scale).rounded(.down)]
                    .map { format.bits(nearest: $0 / scale) }
            }
            // The power of two above a tiny end.
            let up = (format.magnitude(end) | format.significandMask) + 1
            candidates += [up, up | format.signBit]
        }
        return candidates
    }
}
