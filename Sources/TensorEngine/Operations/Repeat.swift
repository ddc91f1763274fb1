extension Tensor {
    /// The tensor laid side by side with itself, `counts[i]` times along axis i.
    ///
    /// - Precondition: there is one count an axis, none negative.
    public func repeated(_ counts: [Int]) -> Tensor {
        Operation.repeat(self, attributes: ["repeats": .integers(counts)])
    }
}

extension Operation {
    /// The tensor repeated along each axis as often as the attribute `repeats` says.
    public static let `repeat`: Operation = Operation(name: "repeat") { types, attributes throws(OperandError) in
        try expect(types, count: 1)
        let repeats = try attributes.integers("repeats")
        guard repeats.count == types[0].shape.rank, repeats.allSatisfy({ $0 >= 0 }) else {
            throw OperandError("repeats \(repeats) must be one count for each axis of shape \(types[0].shape)")
        }
        return [TensorType(types[0].dtype, Shape(zip(types[0].shape.extents, repeats).map { $0 * $1 }))]
    } kernel: { inputs, attributes in
        let x = inputs[0]
        let repeats = attributes.checked { try $0.integers("repeats") }
        // Each axis becomes two: the repetition, with stride 0, and the axis itself.
        let extents = zip(repeats, x.shape.extents).flatMap { [$0, $1] }
        let strides = x.layout.strides.flatMap { [0, $0] }
        let tiled = Tensor(
            storage: x.storage, layout: Layout(shape: Shape(extents), strides: strides, offset: x.layout.offset))
        return [
            Tensor(
                storage: tiled.copiedStorage(), shape: Shape(zip(x.shape.extents, repeats).map { $0 * $1 }))
        ]
    } derivative: { call in
        let shape = call.inputs[0].shape
        let repeats = call.attributes.checked { try $0.integers("repeats") }
        let apart = call.cotangent.reshaped(Shape(zip(repeats, shape.extents).flatMap { [$0, $1] }))
        return [apart.sum(axes: (0..<shape.rank).map { 2 * $0 })]
    }
}
