extension Operation {
    /// The adjoint of `slice`: zeros of the attribute `shape`, with the input's element at index i written to
    /// `starts + i * steps`.
    public static let embed: Operation = Operation(name: "embed") { types, attributes throws(OperandError) in
        try expect(types, count: 1)
        let shape = try attributes.shape("shape")
        try Part(attributes).check(types[0].shape, within: shape)
        return [TensorType(types[0].dtype, shape)]
    } kernel: { inputs, attributes in
        let x = inputs[0]
        let part = attributes.checked { try Part($0) }
        let shape = attributes.checked { try $0.shape("shape") }
        let result = Storage(zeros: x.dtype, count: shape.elementCount)
        let target = Layout(rowMajor: shape).sliced(starts: part.starts, steps: part.steps, shape: x.shape)
        result.withElements { x.copyElements(to: $0, layout: target) }
        return [Tensor(storage: result, shape: shape)]
    } derivative: { call in
        let shape = call.inputs[0].shape.extents
        return [slice(call.cotangent, attributes: call.attributes.merging(["shape": .integers(shape)]) { $1 })]
    }
}
