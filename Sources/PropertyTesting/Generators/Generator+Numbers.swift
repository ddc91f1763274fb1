extension Generator where Value: FixedWidthInteger & SignedInteger & Sendable {
    /// Integers of an interval, 0 the simplest, or what is nearest to it.
    public static func integer(in range: ClosedRange<Value>) -> Generator { integer(in: range, toward: 0) }

    /// Integers of an interval; shrinking leads toward a given one.
    public static func integer(in range: ClosedRange<Value>, toward target: Value) -> Generator {
        let domain = IntegerDomain(Int64(range.lowerBound)...Int64(range.upperBound), toward: Int64(target))
        return Generator(label: 0) { Value(truncatingIfNeeded: try $0.integer(domain)) }
    }

    /// All integers of the type.
    public static var integer: Generator { integer(in: Value.min...Value.max) }
}

extension Generator where Value: FixedWidthInteger & UnsignedInteger & Sendable {
    /// Integers of an interval, the least the simplest.
    public static func integer(in range: ClosedRange<Value>) -> Generator {
        // Moved down by 2^63, the order of unsigned integers is that of signed ones.
        func signed(_ value: Value) -> Int64 { Int64(bitPattern: UInt64(value) ^ 1 << 63) }
        let domain = IntegerDomain(
            signed(range.lowerBound)...signed(range.upperBound), toward: signed(range.lowerBound))
        return Generator(label: 0) { Value(truncatingIfNeeded: UInt64(bitPattern: try $0.integer(domain)) ^ 1 << 63) }
    }

    public static var integer: Generator { integer(in: Value.min...Value.max) }
}

extension Generator where Value == Bool {
    /// False and true; false is simpler.
    public static var bool: Generator { Generator(label: 0) { try $0.chance(2) } }
}
