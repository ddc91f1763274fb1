internal import CEngineKernels

/// Each element, or the nearer of 0 and 6 where it is beyond one. NaN stays.
public func relu6(_ x: Tensor) -> Tensor { Operation.relu6(x) }

extension Operation {
    /// min(max(x, 0), 6), elementwise. The derivative is g strictly between 0 and 6, else 0.
    public static let relu6: Operation = Operation(name: "relu6", shapeRule: sameFloatType) { inputs, _ in
        elementwise("relu6", [.float32: engine_relu6_f32, .float64: engine_relu6_f64], inputs[0])
    } derivative: { call in
        let (x, g) = (call.inputs[0], call.cotangent)
        return [select(where: (x .> 0) .& (x .< 6), g, Tensor(scalar: 0, dtype: g.dtype))]
    }
}
