internal import CEngineKernels

extension Tensor {
    /// The elements in another dtype: rounded to nearest, ties to even; toward zero from floats to int64; whether
    /// nonzero to bool.
    ///
    /// - Precondition: floats that become int64 fit.
    public func cast(to dtype: DType) -> Tensor {
        dtype == self.dtype ? self : Operation.cast(self, attributes: ["dtype": .text(dtype.rawValue)])
    }

    /// As float64. Derivatives that would overflow, vanish or lose bits in the middle in float32 are computed there.
    var widened: Tensor { cast(to: .float64) }
}

extension Operation {
    /// The identity on the reals, rounding to the attribute `dtype`.
    public static let cast: Operation = Operation(name: "cast") { types, attributes throws(OperandError) in
        try expect(types, count: 1)
        return [TensorType(try dtype(attributes), types[0].shape)]
    } kernel: { inputs, attributes in
        let target = attributes.checked(dtype)
        return inputs[0].dtype == target
            ? [inputs[0]]
            : elementwise("cast", loops.compactMapValues { $0[target] }, inputs[0], to: target)
    } derivative: { call in
        call.inputs[0].dtype.isFloatingPoint ? [call.cotangent.cast(to: call.inputs[0].dtype)] : [nil]
    }

    private static func dtype(_ attributes: Attributes) throws(OperandError) -> DType {
        guard case .text(let name) = attributes["dtype"], let dtype = DType(rawValue: name) else {
            throw OperandError(
                "attribute dtype must name a dtype, got \(attributes["dtype"]?.description ?? "nothing")")
        }
        return dtype
    }

    private static let loops: [DType: [DType: engine_unary]] = [
        .float32: [.float64: engine_cast_f32_f64, .int64: engine_cast_f32_i64, .bool: engine_cast_f32_bool],
        .float64: [.float32: engine_cast_f64_f32, .int64: engine_cast_f64_i64, .bool: engine_cast_f64_bool],
        .int64: [.float32: engine_cast_i64_f32, .float64: engine_cast_i64_f64, .bool: engine_cast_i64_bool],
        .bool: [.float32: engine_cast_bool_f32, .float64: engine_cast_bool_f64, .int64: engine_cast_bool_i64],
    ]
}
