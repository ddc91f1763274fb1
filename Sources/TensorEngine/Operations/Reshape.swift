extension Operation {
    /// The elements in row-major order under the attribute `shape`: a view where strides can express it.
    public static let reshape: Operation = Operation(name: "reshape") { types, attributes throws(OperandError) in
        try expect(types, count: 1)
        let shape = try attributes.shape("shape")
        if shape.elementCount != types[0].shape.elementCount {
            throw OperandError("shape \(types[0].shape) cannot become \(shape): the numbers of elements differ")
        }
        return [TensorType(types[0].dtype, shape)]
    } kernel: { inputs, attributes in
        let x = inputs[0]
        let shape = attributes.checked { try $0.shape("shape") }
        if let layout = x.layout.reshaped(shape) { return [Tensor(storage: x.storage, layout: layout)] }
        return [Tensor(storage: x.copiedStorage(), shape: shape)]
    } derivative: { call in
        [call.cotangent.reshaped(call.inputs[0].shape)]
    }
}
