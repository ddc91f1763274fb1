extension Operation {
    /// Evenly spaced positions along every axis, as a view: the element at index i is the input's at
    /// `starts + i * steps`, for i within the attribute `shape`. Steps may be negative, not zero.
    public static let slice: Operation = Operation(name: "slice") { types, attributes throws(OperandError) in
        try expect(types, count: 1)
        let part = try Part(attributes)
        let shape = try attributes.shape("shape")
        try part.check(shape, within: types[0].shape)
        return [TensorType(types[0].dtype, shape)]
    } kernel: { inputs, attributes in
        let part = attributes.checked { try Part($0) }
        let shape = attributes.checked { try $0.shape("shape") }
        let layout = inputs[0].layout.sliced(starts: part.starts, steps: part.steps, shape: shape)
        return [Tensor(storage: inputs[0].storage, layout: layout)]
    } derivative: { call in
        let shape = call.inputs[0].shape.extents
        return [embed(call.cotangent, attributes: call.attributes.merging(["shape": .integers(shape)]) { $1 })]
    }

    /// Where a slice lies on each axis: the attributes `starts` and `steps`.
    struct Part {
        let starts: [Int]
        let steps: [Int]

        init(starts: [Int], steps: [Int]) {
            self.starts = starts
            self.steps = steps
        }

        init(_ attributes: Attributes) throws(OperandError) {
            starts = try attributes.integers("starts")
            steps = try attributes.integers("steps")
        }

        func check(_ part: Shape, within whole: Shape) throws(OperandError) {
            let rank = whole.rank
            let fits =
                part.rank == rank && starts.count == rank && steps.count == rank && !steps.contains(0)
                && (0..<rank).allSatisfy { axis in
                    let range = 0..<whole[axis]
                    let last = starts[axis] + (part[axis] - 1) * steps[axis]
                    return part[axis] == 0 || range.contains(starts[axis]) && range.contains(last)
                }
            if !fits {
                throw OperandError("starts \(starts), steps \(steps) and shape \(part) do not fit in shape \(whole)")
            }
        }
    }
}
