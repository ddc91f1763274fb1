internal import Values

/// A stream of random bits that is the same everywhere.
struct SeededStream: RandomNumberGenerator {
    private var bits: SplitMix64

    init(seed: UInt64, _ stream: UInt64) {
        bits = SplitMix64(state: seed &* 0x9E37_79B9_7F4A_7C15 ^ (stream &+ 1) &* 0xD1B5_4A32_D192_ED03)
    }

    mutating func next() -> UInt64 { bits.next() }

    /// A number whose size is between 1/2 and 3/2, of either sign, with 20 bits: as a cotangent it is never lost.
    mutating func weight() -> Float {
        let drawn = next()
        let size = 0.5 + Float(drawn >> 44) * 0x1p-20
        return drawn & 1 == 0 ? size : -size
    }
}
