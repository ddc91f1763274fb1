internal import CEngineKernels

extension Operation {
    /// The integer part of each float, as int64.
    ///
    /// - Precondition: all elements lie in -2^63..<2^63.
    public static let toInteger: Operation = Operation(name: "toInteger") { types, _ throws(OperandError) in
        try expect(types, count: 1)
        try expectFloat(types)
        return [TensorType(.int64, types[0].shape)]
    } kernel: { inputs, _ in
        elementwise(
            "toInteger", [.float32: engine_cast_f32_i64, .float64: engine_cast_f64_i64], inputs[0], to: .int64)
    }
}
