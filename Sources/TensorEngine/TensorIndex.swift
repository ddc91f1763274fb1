/// One place in a tensor's subscript: `x[0]`, `x[1..., 2]`, `x[.ellipsis, .newAxis]`, `x[.every(2), .reversed]`.
///
/// Positions and bounds count from the end where they are negative. Unlike in Python, a bound beyond the axis is an
/// error.
public struct TensorIndex: Sendable, Hashable {
    enum Kind: Sendable, Hashable {
        case position(Int)
        /// From `start` up to and without `end`; nil stands for the end of the axis.
        case range(from: Int?, to: Int?, step: Int)
        case steps(start: Int, step: Int, count: Int)
        case all, reversed, ellipsis, newAxis
    }

    let kind: Kind

    init(_ kind: Kind) { self.kind = kind }
}

/// What can stand in a tensor's subscript: integers, ranges, Swift's `stride(from:to:by:)`, and `TensorIndex`.
public protocol TensorIndexConvertible {
    var tensorIndex: TensorIndex { get }
}

extension TensorIndex: TensorIndexConvertible {
    public var tensorIndex: TensorIndex { self }
}

extension TensorIndexConvertible where Self == TensorIndex {
    /// The whole axis.
    public static var all: TensorIndex { TensorIndex(.all) }

    /// The whole axis, backwards.
    public static var reversed: TensorIndex { TensorIndex(.reversed) }

    /// As many whole axes as the other indices leave.
    public static var ellipsis: TensorIndex { TensorIndex(.ellipsis) }

    /// A new axis of extent 1.
    public static var newAxis: TensorIndex { TensorIndex(.newAxis) }

    /// Every `step`-th position of the axis, from the first.
    public static func every(_ step: Int) -> TensorIndex { TensorIndex(.range(from: nil, to: nil, step: step)) }

    /// Every `step`-th position of a range.
    public static func every(_ step: Int, of range: Range<Int>) -> TensorIndex {
        TensorIndex(.range(from: range.lowerBound, to: range.upperBound, step: step))
    }
}

extension Int: TensorIndexConvertible {
    public var tensorIndex: TensorIndex { TensorIndex(.position(self)) }
}

extension Range: TensorIndexConvertible where Bound == Int {
    public var tensorIndex: TensorIndex { TensorIndex(.range(from: lowerBound, to: upperBound, step: 1)) }
}

extension ClosedRange: TensorIndexConvertible where Bound == Int {
    public var tensorIndex: TensorIndex {
        TensorIndex(.range(from: lowerBound, to: upperBound == -1 ? nil : upperBound + 1, step: 1))
    }
}

extension PartialRangeFrom: TensorIndexConvertible where Bound == Int {
    public var tensorIndex: TensorIndex { TensorIndex(.range(from: lowerBound, to: nil, step: 1)) }
}

extension PartialRangeUpTo: TensorIndexConvertible where Bound == Int {
    public var tensorIndex: TensorIndex { TensorIndex(.range(from: nil, to: upperBound, step: 1)) }
}

extension PartialRangeThrough: TensorIndexConvertible where Bound == Int {
    public var tensorIndex: TensorIndex {
        TensorIndex(.range(from: nil, to: upperBound == -1 ? nil : upperBound + 1, step: 1))
    }
}

extension StrideTo: TensorIndexConvertible where Element == Int {
    public var tensorIndex: TensorIndex { TensorIndex(positions: Array(self)) }
}

extension StrideThrough: TensorIndexConvertible where Element == Int {
    public var tensorIndex: TensorIndex { TensorIndex(positions: Array(self)) }
}

extension TensorIndex {
    fileprivate init(positions: [Int]) {
        let step = positions.count > 1 ? positions[1] - positions[0] : 1
        self.init(.steps(start: positions.first ?? 0, step: step, count: positions.count))
    }
}
