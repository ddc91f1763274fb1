extension Tensor {
    /// The tensors along an axis, which goes: as many as its extent, as views.
    public func unbound(axis: Int = 0) -> [Tensor] { apply(.unbind, [self], ["axis": .integer(axis)]) }
}

extension Operation {
    /// The tensors along the attribute `axis`, each a result of its own.
    public static let unbind: Operation = Operation(name: "unbind") { types, attributes throws(OperandError) in
        try expect(types, count: 1)
        let axis = try attributes.axis(of: types[0].shape)
        var extents = types[0].shape.extents
        let count = extents.remove(at: axis)
        return [TensorType](repeating: TensorType(types[0].dtype, Shape(extents)), count: count)
    } kernel: { inputs, attributes in
        let x = inputs[0]
        let axis = attributes.checked { try $0.axis(of: x.shape) }
        return (0..<x.shape[axis]).map { place in
            var layout = Layout(shape: x.shape, strides: x.layout.strides, offset: x.layout.offset)
            layout.offset += place * layout.strides.remove(at: axis)
            layout.shape.extents.remove(at: axis)
            return Tensor(storage: x.storage, layout: layout)
        }
    } derivative: { call in
        let axis = call.attributes.checked { try $0.axis(of: call.inputs[0].shape) }
        if call.cotangents.isEmpty { return [.zeros(call.inputs[0].shape, dtype: call.inputs[0].dtype)] }
        return [TensorEngine.stack(call.cotangents, axis: axis)]
    }
}
