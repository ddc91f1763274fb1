internal import CEngineKernels

/// The elements of `a` where the condition holds and those of `b` elsewhere, with broadcasting, in the dtype where both
/// meet.
///
/// Gradients flow to the chosen elements alone: what was not chosen gets 0, whatever it is.
///
/// - Precondition: the condition is bool, and the shapes broadcast.
public func select(where condition: Tensor, _ a: Tensor, _ b: some TensorOperand) -> Tensor {
    let b = b.tensor(beside: a.dtype)
    let dtype = a.dtype.promoted(with: b.dtype)
    return Operation.where(condition, a.cast(to: dtype), b.cast(to: dtype))
}

extension Operation {
    /// Elements of the second input where the first, a bool tensor, is true, and of the third elsewhere; broadcasting.
    public static let `where`: Operation = Operation(name: "where") { types, _ throws(OperandError) in
        try expect(types, count: 3)
        guard types[0].dtype == .bool, types[1].dtype == types[2].dtype else {
            throw OperandError(
                "expected a bool condition and two operands of one dtype, got \(types[0]), \(types[1]) and \(types[2])")
        }
        guard let both = types[1].shape.broadcast(with: types[2].shape),
            let shape = both.broadcast(with: types[0].shape)
        else {
            throw OperandError(
                "shapes \(types[0].shape), \(types[1].shape) and \(types[2].shape) do not broadcast together")
        }
        return [TensorType(types[1].dtype, shape)]
    } kernel: { inputs, _ in
        let shape = inputs.dropFirst().reduce(inputs[0].shape) { $0.broadcast(with: $1.shape) ?? $0 }
        let result = Storage(inputs[1].dtype, count: shape.elementCount)
        let rows = StridedLoop(inputs.map { $0.layout.expanded(to: shape) } + [Layout(rowMajor: shape)])
        let width = result.dtype.byteCount
        inputs[0].storage.withElements { condition in
            inputs[1].storage.withElements { a in
                inputs[2].storage.withElements { b in
                    result.withElements { base in
                        rows.forEachRow { offsets in
                            engine_select(
                                width, rows.rowCount, (condition + offsets[0]).assumingMemoryBound(to: Bool.self),
                                rows.rowStrides[0], a + offsets[1] * width, rows.rowStrides[1],
                                b + offsets[2] * width, rows.rowStrides[2], base + offsets[3] * width)
                        }
                    }
                }
            }
        }
        return [Tensor(storage: result, shape: shape)]
    } derivative: { call in
        guard call.inputs[1].dtype.isFloatingPoint else { return [nil, nil, nil] }
        let (condition, g) = (call.inputs[0], call.cotangent)
        let zero = Tensor(scalar: 0, dtype: g.dtype)
        return [
            nil,
            call.cotangent(ofInput: 1) { reduced(select(where: condition, g, zero), to: call.inputs[1].shape) },
            call.cotangent(ofInput: 2) { reduced(select(where: condition, zero, g), to: call.inputs[2].shape) },
        ]
    }
}
