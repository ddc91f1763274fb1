/// Where the elements of a tensor lie in its storage: the element at index i is at `offset + sum(i * strides)`.
struct Layout: Sendable, Hashable {
    var shape: Shape
    var strides: [Int]
    var offset: Int

    init(shape: Shape, strides: [Int], offset: Int) {
        self.shape = shape
        self.strides = strides
        self.offset = offset
    }

    init(rowMajor shape: Shape) { self.init(shape: shape, strides: shape.rowMajorStrides, offset: 0) }

    /// Whether the elements are a gapless row-major run. The stride of an axis with one element, and all strides of
    /// an empty tensor, do not matter.
    var isContiguous: Bool {
        if shape.elementCount == 0 { return true }
        var expected = 1
        for axis in stride(from: shape.rank - 1, through: 0, by: -1) where shape[axis] != 1 {
            if strides[axis] != expected { return false }
            expected *= shape[axis]
        }
        return true
    }

    func permuted(_ axes: [Int]) -> Layout {
        Layout(shape: Shape(axes.map { shape[$0] }), strides: axes.map { strides[$0] }, offset: offset)
    }

    /// The same elements seen through a larger shape, along whose new or grown axes they repeat (stride 0).
    ///
    /// - Precondition: this shape broadcasts to `target`.
    func expanded(to target: Shape) -> Layout {
        let lead = target.rank - shape.rank
        let grown = (0..<target.rank).map { axis in
            axis < lead || shape[axis - lead] != target[axis] ? 0 : strides[axis - lead]
        }
        return Layout(shape: target, strides: grown, offset: offset)
    }

    func sliced(starts: [Int], steps: [Int], shape sliced: Shape) -> Layout {
        var result = Layout(shape: sliced, strides: strides, offset: offset)
        if sliced.elementCount == 0 { return result }
        for axis in 0..<shape.rank {
            result.offset += starts[axis] * strides[axis]
            result.strides[axis] = strides[axis] * steps[axis]
        }
        return result
    }

    /// The same elements in the same order under another shape, or nil when no strides describe that.
    ///
    /// Axes are taken in groups: a run of old axes and a run of new ones with equally many elements. Within a run the
    /// old axes must follow each other without gaps; then the new ones can divide it as they like.
    func reshaped(_ target: Shape) -> Layout? {
        if isContiguous { return Layout(shape: target, strides: target.rowMajorStrides, offset: offset) }
        let old = (0..<shape.rank).filter { shape[$0] != 1 }
        var reshaped = Layout(shape: target, strides: target.rowMajorStrides, offset: offset)
        var position = old.count - 1
        var axis = target.rank - 1
        while position >= 0 {
            var run = shape[old[position]]
            var step = strides[old[position]]
            var available = run
            while axis >= 0 {
                // The run is used up: what follows (unless it is an axis of one element) belongs to the next.
                if available == 1 && target[axis] != 1 { break }
                while available % target[axis] != 0 {
                    guard position > 0, strides[old[position - 1]] == strides[old[position]] * shape[old[position]]
                    else { return nil }
                    position -= 1
                    run *= shape[old[position]]
                    available *= shape[old[position]]
                }
                reshaped.strides[axis] = step
                step *= target[axis]
                available /= target[axis]
                axis -= 1
            }
            if available != 1 { return nil }
            position -= 1
        }
        return reshaped
    }
}
