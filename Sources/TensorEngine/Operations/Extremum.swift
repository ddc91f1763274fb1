internal import CEngineKernels

extension Operation {
    /// The largest or smallest element over the attribute `axes`.
    static func extremum(_ name: String, largest: Bool) -> Operation {
        Operation(name: name, shapeRule: extremeRule) { inputs, attributes in
            let x = inputs[0]
            let reduction = attributes.checked { try Reduction($0, of: x.shape) }
            let result = Storage(x.dtype, count: reduction.shape.elementCount)
            reduction.rows(of: x).withElements { source in
                result.withElements {
                    engine_extreme(x.dtype.engineNumber, result.count, reduction.count, source, largest, $0, nil)
                }
            }
            return [Tensor(storage: result, shape: reduction.shape)]
        } derivative: { call in
            let (x, g) = (call.inputs[0], call.cotangent)
            if !x.dtype.isFloatingPoint { return [nil] }
            let reduction = call.attributes.checked { try Reduction($0, of: x.shape) }
            let axes = call.attributes.checked { try $0.integers("axes") }
            let best = apply(
                largest ? Operation.max : Operation.min, [x],
                ["axes": .integers(axes), "keepingDimensions": .bool(true)])[0]
            let wins = x .== best
            let ties = wins.cast(to: .float64).sum(axes: axes, keepingDimensions: true)
            let share = (g.reshaped(reduction.keptShape).widened / ties).cast(to: x.dtype)
            return [select(where: wins, share, Tensor(scalar: 0, dtype: x.dtype))]
        }
    }

    /// Numbers, with something along the axes that are reduced.
    static let extremeRule: ShapeRule = { types, attributes throws(OperandError) in
        try expect(types, count: 1)
        if types[0].dtype == .bool { throw OperandError("the operand must be numbers, got \(types[0])") }
        let reduction = try Reduction(attributes, of: types[0].shape)
        if reduction.count == 0 && reduction.shape.elementCount > 0 {
            throw OperandError("nothing has no extreme: shape \(types[0].shape) is empty along the axes")
        }
        return [TensorType(types[0].dtype, reduction.shape)]
    }
}

extension DType {
    /// - Precondition: the dtype is not bool.
    var engineNumber: engine_number {
        switch self {
        case .float32: engine_number_f32
        case .float64: engine_number_f64
        case .int64, .bool: engine_number_i64
        }
    }
}
