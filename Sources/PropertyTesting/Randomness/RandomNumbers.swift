internal import Values

/// Pseudorandom numbers that are the same everywhere, and what is drawn by them.
struct RandomNumbers: RandomNumberGenerator, Sendable {
    private var bits: SplitMix64

    init(seed: UInt64) { bits = SplitMix64(state: seed) }

    /// Numbers of their own for one of many uses of a seed.
    init(seed: UInt64, stream: UInt64) {
        var mixing = RandomNumbers(seed: seed)
        bits = SplitMix64(state: mixing.next() ^ (stream &* 0xD134_2543_DE82_EF95))
    }

    /// A seed from text: the name of a property, or what the user says.
    static func seed(text: String) -> UInt64 {
        UInt64(SHA256.hexDigest(of: text.utf8).prefix(16), radix: 16)!
    }

    mutating func next() -> UInt64 { bits.next() }

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
    mutating func unit() -> Double { bits.unit() }

    mutating func element<Element>(of list: [Element]) -> Element { list[below(list.count)] }
}
