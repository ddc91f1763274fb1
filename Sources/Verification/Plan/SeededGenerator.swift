internal import Values

/// A stream of random bits that is the same everywhere and forever.
struct SeededGenerator: RandomNumberGenerator {
    private var bits: SplitMix64

    /// A stream of its own for every name, so that cases do not depend on what was generated before them.
    init(seed: UInt64, name: String) {
        // FNV-1a over the name, which keeps Swift's per-process hash seeds out.
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in name.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        bits = SplitMix64(state: hash ^ (seed &* 0x9E37_79B9_7F4A_7C15))
    }

    mutating func next() -> UInt64 { bits.next() }

    /// A whole number below a bound. The tiny bias of the remainder does not matter for test inputs.
    mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }

    /// A number in [0, 1).
    mutating func unit() -> Double { bits.unit() }

    mutating func sign() -> Float { next() & 1 == 0 ? 1 : -1 }
}
