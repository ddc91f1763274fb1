extension Operation {
    /// The elements repeated to the attribute `shape`, as a view. The derivative sums over the repetitions.
    public static let expand: Operation = Operation(name: "expand") { types, attributes throws(OperandError) in
        try expect(types, count: 1)
        let shape = try attributes.shape("shape")
        if !types[0].shape.broadcasts(to: shape) {
            throw OperandError("shape \(types[0].shape) does not broadcast to \(shape)")
        }
        return [TensorType(types[0].dtype, shape)]
    } kernel: { inputs, attributes in
        let shape = attributes.checked { try $0.shape("shape") }
        return [Tensor(storage: inputs[0].storage, layout: inputs[0].layout.expanded(to: shape))]
    } derivative: { call in
        [reduced(call.cotangent, to: call.inputs[0].shape)]
    }
}
