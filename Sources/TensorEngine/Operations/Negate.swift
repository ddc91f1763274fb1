internal import CEngineKernels

extension Operation {
    /// -x, elementwise; for float32, float64 and int64.
    public static let negate: Operation = Operation(name: "negate") { types, _ throws(OperandError) in
        try expect(types, count: 1)
        if types[0].dtype == .bool { throw OperandError("the operand must be a number, got \(types[0])") }
        return types
    } kernel: { inputs, _ in
        elementwise(
            "negate", [.float32: engine_negate_f32, .float64: engine_negate_f64, .int64: engine_negate_i64], inputs[0])
    } derivative: { call in
        [-call.cotangent]
    }
}
