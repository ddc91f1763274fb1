extension Tensor {
    /// Without the given axes, which have extent 1, as a view.
    ///
    /// - Precondition: each axis is one of the tensor's, of extent 1, and named once.
    public func squeezed(axes: [Int]) -> Tensor { Operation.squeeze(self, attributes: ["axes": .integers(axes)]) }

    /// Without the given axis, which has extent 1.
    public func squeezed(axis: Int) -> Tensor { squeezed(axes: [axis]) }
}

extension Operation {
    /// The elements without the attribute `axes`, all of extent 1, as a view.
    public static let squeeze: Operation = Operation(name: "squeeze") { types, attributes throws(OperandError) in
        try expect(types, count: 1)
        let reduction = try Reduction(attributes, of: types[0].shape)
        if reduction.keptShape != types[0].shape {
            let axes = try attributes.integers("axes")
            throw OperandError("axes \(axes) must have extent 1, got shape \(types[0].shape)")
        }
        return [TensorType(types[0].dtype, reduction.shape)]
    } kernel: { inputs, attributes in
        let x = inputs[0]
        let reduction = attributes.checked { try Reduction($0, of: x.shape) }
        let strides = reduction.order.prefix(reduction.shape.rank).map { x.layout.strides[$0] }
        return [
            Tensor(
                storage: x.storage, layout: Layout(shape: reduction.shape, strides: strides, offset: x.layout.offset))
        ]
    } derivative: { call in
        let rank = call.inputs[0].rank
        let axes = call.attributes.checked { try $0.integers("axes") }.map { $0 < 0 ? $0 + rank : $0 }
        return [unsqueeze(call.cotangent, attributes: ["axes": .integers(axes)])]
    }
}
