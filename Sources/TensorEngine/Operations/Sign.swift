internal import CEngineKernels

/// -1, 0 or 1: the sign of each element. Zeros keep their sign, and NaN stays.
public func sign(_ x: Tensor) -> Tensor { Operation.sign(x.cast(to: x.dtype.arithmetic)) }

extension Operation {
    /// The sign, elementwise; for float32, float64 and int64. The derivative is 0, by convention at the jump, too.
    public static let sign: Operation = Operation(name: "sign") { types, _ throws(OperandError) in
        try expect(types, count: 1)
        if types[0].dtype == .bool { throw OperandError("the operand must be a number, got \(types[0])") }
        return types
    } kernel: { inputs, _ in
        elementwise("sign", [.float32: engine_sign_f32, .float64: engine_sign_f64, .int64: engine_sign_i64], inputs[0])
    } derivative: { call in
        call.zeros
    }
}
