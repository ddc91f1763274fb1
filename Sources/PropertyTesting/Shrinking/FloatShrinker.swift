/// Makes one float simpler, in the order of `FloatFormat.simplicityKey`, as long as something holds of it.
///
/// What holds is unknown: it may be an interval, a residue, a bit. So candidates come from all sides: well-known floats,
/// roundings to ever longer fractions, other exponents with the same significand, fewer bits, mirror images, and steps
/// of the key and on the real line that double as long as they go.
struct FloatShrinker {
    private let domain: FloatDomain
    private let format: FloatFormat

    init(_ domain: FloatDomain) {
        self.domain = domain
        format = domain.format
    }

    /// - Parameters:
    ///   - current: the float as it is now; nil where there is none any more.
    ///   - attempt: whether another float does; it is the current one then.
    func run(current: () -> UInt64?, attempt: (UInt64) -> Bool) {
        /// Tries a float if it is simpler than the current one.
        func simpler(_ bits: UInt64) -> Bool {
            guard let now = current(), domain.permits(bits), Complexity(bits, format) < Complexity(now, format) else {
                return false
            }
            return attempt(bits)
        }
        _ = wellKnown.first(where: simpler)
        while let start = current() {
            if format.isNegative(start), simpler(start & ~format.signBit) { continue }
            if let now = current(), format.isFinite(now) {
                _ = roundings(now).first(where: simpler)
                if let now = current() { _ = otherExponents(now).first(where: simpler) }
                clearBits(current, simpler)
                if let now = current() { _ = mirrors(now).first(where: simpler) }
                descend(current, simpler)
                approach(current, simpler)
            } else if let now = current() {
                simplifyPayload(now, current, simpler)
            }
            if current() == start { return }
        }
    }

    /// Floats that everyone knows, simplest first.
    private var wellKnown: [UInt64] {
        let sign = format.signBit
        let list = [
            0, format.one, format.bits(nearest: 2), format.bits(nearest: 0.5), format.bits(nearest: 3),
            format.bits(nearest: 1.5),
            sign, format.one | sign, format.greatestFinite, format.greatestFinite | sign, format.leastNormal,
            format.leastNormal - 1, 1, format.infinity, format.infinity | sign, format.quietNaN,
        ]
        return list.sorted { Complexity($0, format) < Complexity($1, format) }
    }

    /// Both neighbours with few bits behind the point, and then with one more.
    private func roundings(_ bits: UInt64) -> [UInt64] {
        let value = format.value(bits)
        return (0...(format.significandBits + 1)).flatMap { places -> [UInt64] in
            let scale = Double(sign: .plus, exponent: places, significand: 1)
            let scaled = value * scale
            guard scaled.isFinite, scaled != scaled.rounded() else { return [] }
            return [scaled.rounded(.down), scaled.rounded(.up)].map { format.bits(nearest: $0 / scale) }
        }
    }

    /// Simpler exponents with the same significand, none, or only its ends.
    private func otherExponents(_ bits: UInt64) -> [UInt64] {
        let size = format.magnitude(bits)
        let significand = size & format.significandMask
        let stored = UInt64(format.significandBits)
        let biased = Int(size >> stored)
        let key = format.simplicityKey(magnitude: size)
        // From 0 upwards, then from -1 downwards. Of float64, with its 2,046 exponents, those near either end of that.
        var exponents = Array(format.bias...(2 * format.bias)) + (0..<format.bias).reversed()
        if exponents.count > 600 {
            let near = Set([format.bias, 2 * format.bias, biased, 0].flatMap { ($0 - 40)...($0 + 40) })
            exponents = exponents.filter { near.contains($0) || $0 % 16 == 0 }
        }
        let lowest = significand == 0 ? 0 : significand & (0 &- significand)
        let highest: UInt64 = significand == 0 ? 0 : 1 << UInt64(63 - significand.leadingZeroBitCount)
        return exponents.flatMap { exponent -> [UInt64] in
            let base = UInt64(exponent) << stored
            return [base, base | highest, base | lowest, base | format.leastNormal >> 1, base | significand]
                .filter { format.simplicityKey(magnitude: $0) < key }
                .map { $0 | bits & format.signBit }
        }
    }

    private func clearBits(_ current: () -> UInt64?, _ simpler: (UInt64) -> Bool) {
        for place in 0..<UInt64(format.significandBits) {
            guard let now = current() else { return }
            if now >> place & 1 != 0 { _ = simpler(now & ~(1 << place)) }
        }
    }

    /// Reflections at the nearest integer and at the powers of two around: 1 - 2^-20 becomes 1 + 2^-20.
    private func mirrors(_ bits: UInt64) -> [UInt64] {
        let value = format.value(bits)
        guard value != 0, value.isFinite else { return [] }
        let power = Double(sign: .plus, exponent: Int(value.magnitude.exponent), significand: 1)
        let signed = value < 0 ? -power : power
        return [value.rounded(), signed, 2 * signed].filter(\.isFinite).map { format.bits(nearest: 2 * $0 - value) }
    }

    /// Steps down the order of simplicity, within integers or within fractions.
    private func descend(_ current: () -> UInt64?, _ simpler: (UInt64) -> Bool) {
        guard let start = current() else { return }
        let key = format.simplicityKey(magnitude: format.magnitude(start))
        let tag = key & 1 << UInt64(format.width - 1)
        let sign = start & format.signBit
        for shift in [8, 4, 2, 1] as [UInt64] where tag == 0 {
            while let now = current(), format.magnitude(now) != 0 {
                let key = format.simplicityKey(magnitude: format.magnitude(now)) >> shift
                guard simpler(format.magnitude(simplicityKey: key) | sign) else { break }
            }
        }
        guard let middle = current() else { return }
        let from = format.simplicityKey(magnitude: format.magnitude(middle))
        _ = largestInteger(upTo: from & ~tag) { step in
            simpler(format.magnitude(simplicityKey: from - step) | sign)
        }
        // Where only every second or fourth key does.
        for stepSize in [2, 4, 8] as [UInt64] {
            guard let now = current() else { return }
            let from = format.simplicityKey(magnitude: format.magnitude(now))
            _ = largestInteger(upTo: (from & ~tag) / stepSize) { step in
                simpler(format.magnitude(simplicityKey: from - step * stepSize) | sign)
            }
        }
    }

    /// Steps on the real line toward 1 and 0, where these are simpler.
    private func approach(_ current: () -> UInt64?, _ simpler: (UInt64) -> Bool) {
        for target in [format.ordinal(format.one), 0] {
            guard let now = current() else { return }
            let from = format.ordinal(now)
            // Distances of float64 take all 64 bits.
            let distance = UInt64(bitPattern: from > target ? from &- target : target &- from)
            _ = largestInteger(upTo: distance) { step in
                let signed = Int64(bitPattern: step)
                return simpler(format.bits(ordinal: from > target ? from &- signed : from &+ signed))
            }
        }
    }

    /// Of a NaN: no sign, quiet, and as small a payload as does.
    private func simplifyPayload(_ bits: UInt64, _ current: () -> UInt64?, _ simpler: (UInt64) -> Bool) {
        for place in (0..<UInt64(format.significandBits)).reversed() {
            guard let now = current() else { return }
            if now >> place & 1 != 0 { _ = simpler(now & ~(1 << place)) }
        }
        guard let now = current() else { return }
        let sign = now & format.signBit
        let key = format.simplicityKey(magnitude: format.magnitude(now))
        let least = format.simplicityKey(magnitude: format.infinity)
        _ = largestInteger(upTo: key - least) { step in
            simpler(format.magnitude(simplicityKey: key - step) | sign)
        }
    }
}
