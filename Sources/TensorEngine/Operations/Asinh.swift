internal import CEngineKernels

/// The inverse hyperbolic sine of each element.
public func asinh(_ x: Tensor) -> Tensor { Operation.asinh(x) }

extension Operation {
    /// asinh(x), elementwise. The derivative is g / sqrt(1 + x^2).
    public static let asinh: Operation = Operation(name: "asinh", shapeRule: sameFloatType) { inputs, _ in
        elementwise("asinh", [.float32: engine_asinh_f32, .float64: engine_asinh_f64], inputs[0])
    } derivative: { call in
        call.widened { x, g in g / TensorEngine.sqrt(1 + x * x) }
    }
}
