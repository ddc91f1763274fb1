extension Operation {
    /// The last two axes swapped, as a view.
    public static let transpose: Operation = Operation(name: "transpose") { types, _ throws(OperandError) in
        try expect(types, count: 1)
        if types[0].shape.rank < 2 { throw OperandError("needs two axes, got shape \(types[0].shape)") }
        var extents = types[0].shape.extents
        extents.swapAt(extents.count - 1, extents.count - 2)
        return [TensorType(types[0].dtype, Shape(extents))]
    } kernel: { inputs, _ in
        var axes = Array(0..<inputs[0].rank)
        axes.swapAt(axes.count - 1, axes.count - 2)
        return [Tensor(storage: inputs[0].storage, layout: inputs[0].layout.permuted(axes))]
    } derivative: { call in
        [call.cotangent.transposed()]
    }
}
