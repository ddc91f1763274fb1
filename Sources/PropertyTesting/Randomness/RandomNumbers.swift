internal import Values

/// Pseudorandom numbers that are the same everywhere (splitmix64: Steele, Lea and Flood, "Fast splittable pseudorandom
/// number generators", 2014).
struct RandomNumbers: RandomNumberGenerator, Sendable {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    /// Numbers of their own for one of many uses of a seed.
    init(seed: UInt64, stream: UInt64) {
        var mixing = RandomNumbers(seed: seed)
        state = mixing.next() ^ (stream &* 0xD134_2543_DE82_EF95)
    }

    /// A seed from text: the name of a property, or what the user says.
    static func seed(text: String) -> UInt64 {
        UInt64(SHA256.hexDigest(of: text.utf8).prefix(16), radix: 16)!
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A number below a bound, biased by less than 2^-40 for the bounds that are used here.
    mutating func below(_ bound: Int) -> Int {
        Int(next().multipliedFullWidth(by: UInt64(bound)).high)
    }

    /// A number of an interval of 64-bit integers.
    mutating func inside(_ lowest: Int64, _ highest: Int64) -> Int64 {
        let span = UInt64(bitPattern: highest &- lowest)
        if span == .max { return Int64(bitPattern: next()) }
        return lowest &+ Int64(bitPattern: next().multipliedFullWidth(by: span + 1).high)
    }

    mutating func chance(_ oneIn: Int) -> Bool { below(oneIn) == 0 }

    /// Uniform in [0, 1).
    mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }

    mutating func element<Element>(of list: [Element]) -> Element { list[below(list.count)] }
}
