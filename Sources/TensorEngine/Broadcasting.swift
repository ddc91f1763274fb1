// NumPy's broadcasting: shapes are aligned at their last axes; along each axis the extents must agree or one of them
// be 1, which then repeats. Missing axes count as 1.

extension Shape {
    /// The shape that both shapes broadcast to, or nil when there is none.
    public func broadcast(with other: Shape) -> Shape? {
        let rank = max(self.rank, other.rank)
        var result = [Int](repeating: 1, count: rank)
        for axis in 0..<rank {
            let here = axis - (rank - self.rank)
            let there = axis - (rank - other.rank)
            let extents = (here < 0 ? 1 : self[here], there < 0 ? 1 : other[there])
            guard extents.0 == extents.1 || extents.0 == 1 || extents.1 == 1 else { return nil }
            result[axis] = extents.0 == 1 ? extents.1 : extents.0
        }
        return Shape(result)
    }

    /// Whether a tensor of this shape can be expanded to `target`.
    public func broadcasts(to target: Shape) -> Bool { broadcast(with: target) == target }
}

/// The cotangent of an operand of shape `shape` that was broadcast, from the cotangent of what it was broadcast to:
/// the sum over the axes along which it was repeated.
///
/// - Precondition: `shape` broadcasts to the cotangent's shape.
public func reduced(_ cotangent: Tensor, to shape: Shape) -> Tensor {
    var result = cotangent
    let lead = cotangent.rank - shape.rank
    if lead > 0 { result = result.sum(axes: Array(0..<lead)) }
    let repeated = (0..<shape.rank).filter { shape[$0] == 1 && result.shape[$0] != 1 }
    return repeated.isEmpty ? result : result.sum(axes: repeated, keepingDimensions: true)
}
