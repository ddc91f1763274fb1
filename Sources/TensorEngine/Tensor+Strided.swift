extension Tensor {
    /// A view of the elements of an array: element [i, j, ...] is the one at `offset + i * strides[0] + j * strides[1] + ...`
    /// of the array's row-major order.
    ///
    /// - Precondition: there are as many strides as axes, and every element of the view is one of the array's.
    package init(viewing array: HostArray, shape: Shape, strides: [Int], offset: Int) {
        if strides.count != shape.rank { trap("a view of shape \(shape) needs \(shape.rank) strides, got \(strides)") }
        if shape.elementCount > 0 {
            let reach = zip(shape.extents, strides).map { ($0 - 1) * $1 }
            let first = offset + reach.filter { $0 < 0 }.reduce(0, +)
            let last = offset + reach.filter { $0 > 0 }.reduce(0, +)
            if first < 0 || last >= array.count {
                trap(
                    "a view of shape \(shape), strides \(strides) and offset \(offset) leaves its \(array.count) elements"
                )
            }
        }
        self.init(
            storage: Storage(copying: array.elements), layout: Layout(shape: shape, strides: strides, offset: offset))
    }
}
