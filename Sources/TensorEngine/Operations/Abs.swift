internal import CEngineKernels

/// The absolute value of each element; of integers, that of the smallest int64 traps.
public func abs(_ x: Tensor) -> Tensor { Operation.abs(x.cast(to: x.dtype.arithmetic)) }

extension Operation {
    /// |x|, elementwise; for float32, float64 and int64. At 0, between the slopes -1 and 1, the derivative is 0.
    public static let abs: Operation = Operation(name: "abs") { types, _ throws(OperandError) in
        try expect(types, count: 1)
        if types[0].dtype == .bool { throw OperandError("the operand must be a number, got \(types[0])") }
        return types
    } kernel: { inputs, _ in
        elementwise("abs", [.float32: engine_abs_f32, .float64: engine_abs_f64, .int64: engine_abs_i64], inputs[0])
    } derivative: { call in
        let (x, g) = (call.inputs[0], call.cotangent)
        return [select(where: x .> 0, g, select(where: x .< 0, -g, Tensor(scalar: 0, dtype: g.dtype)))]
    }
}
