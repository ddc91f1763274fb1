/// A stream of random bits that is the same everywhere: SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom
/// Number Generators, OOPSLA 2014).
struct SeededStream: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64, _ stream: UInt64) {
        state = seed &* 0x9E37_79B9_7F4A_7C15 ^ (stream &+ 1) &* 0xD1B5_4A32_D192_ED03
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A number whose size is between 1/2 and 3/2, of either sign, with 20 bits: as a cotangent it is never lost.
    mutating func weight() -> Float {
        let bits = next()
        let size = 0.5 + Float(bits >> 44) * 0x1p-20
        return bits & 1 == 0 ? size : -size
    }
}
