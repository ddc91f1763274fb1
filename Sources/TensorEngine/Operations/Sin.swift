internal import CEngineKernels

/// The sine of each element, in radians, up to the largest; NaN for infinities.
public func sin(_ x: Tensor) -> Tensor { Operation.sin(x) }

extension Operation {
    /// sin(x), elementwise. The derivative is g cos(x).
    public static let sin: Operation = Operation(name: "sin", shapeRule: sameFloatType) { inputs, _ in
        elementwise("sin", [.float32: engine_sin_f32, .float64: engine_sin_f64], inputs[0])
    } derivative: { call in
        call.widened { x, g in g * TensorEngine.cos(x) }
    }
}
