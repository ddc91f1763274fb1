/// Both ends of an interval of floats.
public struct FloatBounds<Number: BinaryFloatingPoint> {
    public let lower: Number
    public let upper: Number

    public init(_ lower: Number, _ upper: Number) {
        self.lower = lower
        self.upper = upper
    }
}

/// An interval of floats: `a...b`, `a..<b`, `a...`, `...b` or `..<b`.
public protocol FloatInterval<Number> {
    associatedtype Number: BinaryFloatingPoint
    /// Both ends, which belong to the interval.
    var bounds: FloatBounds<Number> { get }
}

extension ClosedRange: FloatInterval where Bound: BinaryFloatingPoint {
    public var bounds: FloatBounds<Bound> { FloatBounds(lowerBound, upperBound) }
}

extension Range: FloatInterval where Bound: BinaryFloatingPoint {
    public var bounds: FloatBounds<Bound> { FloatBounds(lowerBound, upperBound.nextDown) }
}

extension PartialRangeFrom: FloatInterval where Bound: BinaryFloatingPoint {
    public var bounds: FloatBounds<Bound> { FloatBounds(lowerBound, .infinity) }
}

extension PartialRangeThrough: FloatInterval where Bound: BinaryFloatingPoint {
    public var bounds: FloatBounds<Bound> { FloatBounds(-.infinity, upperBound) }
}

extension PartialRangeUpTo: FloatInterval where Bound: BinaryFloatingPoint {
    public var bounds: FloatBounds<Bound> { FloatBounds(-.infinity, upperBound.nextDown) }
}
