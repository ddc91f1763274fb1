/// Tensors one after the other along an axis that they have; in the dtype where they all meet.
///
/// - Precondition: there is at least one tensor, and shapes differ along the axis alone.
public func concatenate(_ tensors: [Tensor], axis: Int = 0) -> Tensor {
    apply(.concatenate, tensors.promoted(), ["axis": .integer(axis)])[0]
}

/// Tensors of one shape side by side along a new axis; in the dtype where they all meet.
///
/// - Precondition: there is at least one tensor, and all have one shape.
public func stack(_ tensors: [Tensor], axis: Int = 0) -> Tensor {
    apply(.stack, tensors.promoted(), ["axis": .integer(axis)])[0]
}

extension Operation {
    /// The inputs, any number of them, one after the other along the attribute `axis`.
    public static let concatenate: Operation = Operation(name: "concatenate") {
        types, attributes throws(OperandError) in
        guard let first = types.first else { throw OperandError("there is nothing to concatenate") }
        let axis = try attributes.axis(of: first.shape)
        for type in types {
            var shape = type.shape
            if shape.rank == first.shape.rank { shape[axis] = first.shape[axis] }
            if shape != first.shape || type.dtype != first.dtype {
                throw OperandError("tensors must differ along axis \(axis) alone, got \(first) and \(type)")
            }
        }
        var shape = first.shape
        shape[axis] = types.reduce(0) { $0 + $1.shape[axis] }
        return [TensorType(first.dtype, shape)]
    } kernel: { inputs, attributes in
        let axis = attributes.checked { try $0.axis(of: inputs[0].shape) }
        var shape = inputs[0].shape
        shape[axis] = inputs.reduce(0) { $0 + $1.shape[axis] }
        let result = Storage(inputs[0].dtype, count: shape.elementCount)
        var start = 0
        for input in inputs {
            var starts = [Int](repeating: 0, count: shape.rank)
            starts[axis] = start
            let target = Layout(rowMajor: shape).sliced(
                starts: starts, steps: [Int](repeating: 1, count: shape.rank), shape: input.shape)
            result.withElements { input.copyElements(to: $0, layout: target) }
            start += input.shape[axis]
        }
        return [Tensor(storage: result, shape: shape)]
    } derivative: { call in
        let axis = call.attributes.checked { try $0.axis(of: call.inputs[0].shape) }
        var start = 0
        return call.inputs.indices.map { place in
            let length = call.inputs[place].shape[axis]
            defer { start += length }
            let first = start
            return call.cotangent(ofInput: place) { call.cotangent.narrowed(axis: axis, start: first, length: length) }
        }
    }

    /// The inputs, any number of them, along a new axis at the attribute `axis`.
    public static let stack: Operation = Operation(name: "stack") { types, attributes throws(OperandError) in
        guard let first = types.first else { throw OperandError("there is nothing to stack") }
        for type in types where type != first {
            throw OperandError("tensors must have one type, got \(first) and \(type)")
        }
        var extents = first.shape.extents
        extents.insert(types.count, at: try newAxis(attributes, of: first.shape))
        return [TensorType(first.dtype, Shape(extents))]
    } kernel: { inputs, attributes in
        let axis = attributes.checked { try newAxis($0, of: inputs[0].shape) }
        return [TensorEngine.concatenate(inputs.map { $0.unsqueezed(axis: axis) }, axis: axis)]
    } derivative: { call in
        let axis = call.attributes.checked { try newAxis($0, of: call.inputs[0].shape) }
        return call.inputs.indices.map { place in
            call.cotangent(ofInput: place) {
                call.cotangent.narrowed(axis: axis, start: place, length: 1).squeezed(axis: axis)
            }
        }
    }

    /// The place of the new axis in the result, which has one axis more.
    private static func newAxis(_ attributes: Attributes, of shape: Shape) throws(OperandError) -> Int {
        try attributes.axis(of: Shape([Int](repeating: 1, count: shape.rank + 1)))
    }
}

extension [Tensor] {
    /// All in the dtype where they meet.
    fileprivate func promoted() -> [Tensor] {
        guard let first else { return self }
        let dtype = reduce(first.dtype) { $0.promoted(with: $1.dtype) }
        return map { $0.cast(to: dtype) }
    }
}
