internal import CEngineKernels

/// The cosine of each element, in radians, up to the largest; NaN for infinities.
public func cos(_ x: Tensor) -> Tensor { Operation.cos(x) }

extension Operation {
    /// cos(x), elementwise. The derivative is -g sin(x).
    public static let cos: Operation = Operation(name: "cos", shapeRule: sameFloatType) { inputs, _ in
        elementwise("cos", [.float32: engine_cos_f32, .float64: engine_cos_f64], inputs[0])
    } derivative: { call in
        call.widened { x, g in -g * TensorEngine.sin(x) }
    }
}
