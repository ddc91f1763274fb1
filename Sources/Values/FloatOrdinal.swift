// The ordered encoding: floats numbered in the order of the real line, so that neighbours differ by one.
//
// Bit patterns of non-negative floats already grow with their values; those of negative floats grow the other way.
// Turning the latter round gives one line from -NaN through -inf, -0, +0 and +inf to +NaN, on which bisection and
// walks in ulps are integer arithmetic.

extension Float {
    /// The place of this encoding on the real line: 0 for +0, -1 for -0, 1 for the smallest subnormal. A bijection
    /// between all 2^32 encodings and Int32.
    public var ordinal: Int32 {
        let signed = Int32(bitPattern: bitPattern)
        return signed >= 0 ? signed : (signed ^ Int32.max)
    }

    public init(ordinal: Int32) {
        self.init(bitPattern: UInt32(bitPattern: ordinal >= 0 ? ordinal : (ordinal ^ Int32.max)))
    }
}

extension Double {
    /// The place of this encoding on the real line; see `Float.ordinal`.
    public var ordinal: Int64 {
        let signed = Int64(bitPattern: bitPattern)
        return signed >= 0 ? signed : (signed ^ Int64.max)
    }

    public init(ordinal: Int64) {
        self.init(bitPattern: UInt64(bitPattern: ordinal >= 0 ? ordinal : (ordinal ^ Int64.max)))
    }
}
