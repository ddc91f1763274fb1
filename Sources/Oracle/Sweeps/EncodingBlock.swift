/// Consecutive encodings of binary32 with one sign and one exponent field, in whole numbers a power of two, aligned: a
/// run of evenly spaced floats.
public struct EncodingBlock: Sendable, Hashable {
    /// The first encoding, a multiple of `count`.
    public let first: UInt32
    /// A power of two, at most 2^23.
    public let count: Int

    public init(first: UInt32, count: Int) {
        precondition(
            count > 0 && count <= 1 << 23 && count & (count - 1) == 0 && Int(first) % count == 0,
            "a block is an aligned power of two of encodings")
        self.first = first
        self.count = count
    }

    public var last: UInt32 { first + UInt32(count - 1) }

    /// All encodings with one sign and exponent: 512 blocks, of which two hold infinities and NaN.
    public static func binade(_ number: Int) -> EncodingBlock {
        EncodingBlock(first: UInt32(number) << 23, count: 1 << 23)
    }

    public var halves: (EncodingBlock, EncodingBlock) {
        let half = count / 2
        return (
            EncodingBlock(first: first, count: half), EncodingBlock(first: first + UInt32(half), count: half)
        )
    }

    public var isNegative: Bool { first >> 31 == 1 }

    /// Whether it holds infinities and NaN.
    public var isNonfinite: Bool { first >> 23 & 0xFF == 0xFF }

    /// Whether its floats are subnormal, or zero.
    public var isSubnormal: Bool { first >> 23 & 0xFF == 0 }

    /// The distance of neighbouring floats.
    var spacing: Double {
        let exponent = Int(first >> 23 & 0xFF)
        return Double(sign: .plus, exponent: max(exponent, 1) - 127 - 23, significand: 1)
    }

    /// The float in the middle, of whose two neighbours of equal rank it is the later one. For a block of one, that one.
    var centre: Double { Double(Float(bitPattern: first + UInt32(count / 2))) }

    /// Half of the block's width with a sign: the way from the centre to where the block ends in the order of encodings.
    var reach: Double {
        let half = spacing * Double(count) / 2
        return isNegative ? -half : half
    }

    /// The least and the greatest float.
    var range: (least: Float, greatest: Float) {
        let (a, b) = (Float(bitPattern: first), Float(bitPattern: last))
        return isNegative ? (b, a) : (a, b)
    }
}
