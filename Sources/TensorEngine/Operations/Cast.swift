internal import CEngineKernels

extension Tensor {
    /// The elements in another dtype: rounded to nearest, ties to even; toward zero from floats to int64; whether
    /// nonzero to bool.
    ///
    /// - Precondition: floats that become int64 fit.
    public func cast(to dtype: DType) -> Tensor {
        switch (self.dtype, dtype) {
        case (dtype, _): self
        case (_, .bool): self .!= Tensor(scalar: 0, dtype: self.dtype)
        case (.bool, _):
            Operation.where(self, Tensor(scalar: 1, dtype: dtype), Tensor(scalar: 0, dtype: dtype))
        case (_, .int64): Operation.toInteger(self)
        default: Operation.cast(self, attributes: ["dtype": .text(dtype.rawValue)])
        }
    }

    /// As float64. Derivatives that would overflow, vanish or lose bits in the middle in float32 are computed there.
    var widened: Tensor { cast(to: .float64) }
}

extension Operation {
    /// The identity on the reals, rounding to the attribute `dtype`, of numbers that become floats.
    public static let cast: Operation = Operation(name: "cast") { types, attributes throws(OperandError) in
        try expect(types, count: 1)
        if types[0].dtype == .bool { throw OperandError("expected numbers, got \(types[0])") }
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
        guard dtype.isFloatingPoint else {
            throw OperandError(
                "attribute dtype must be float32 or float64, got \(dtype); others are asked for elsewhere")
        }
        return dtype
    }

    private static let loops: [DType: [DType: engine_unary]] = [
        .float32: [.float64: engine_cast_f32_f64],
        .float64: [.float32: engine_cast_f64_f32],
        .int64: [.float32: engine_cast_i64_f32, .float64: engine_cast_i64_f64],
    ]
}
