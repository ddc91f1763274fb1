internal import CEngineKernels

/// The inverse hyperbolic cosine of each element, not negative; NaN below 1.
public func acosh(_ x: Tensor) -> Tensor { Operation.acosh(x) }

extension Operation {
    /// acosh(x), elementwise. The derivative is g / (sqrt(x - 1) sqrt(x + 1)): next to 1, where x^2 - 1 would cancel, the
    /// difference is exact. At 1 it is infinite.
    public static let acosh: Operation = Operation(name: "acosh", shapeRule: sameFloatType) { inputs, _ in
        elementwise("acosh", [.float32: engine_acosh_f32, .float64: engine_acosh_f64], inputs[0])
    } derivative: { call in
        call.widened { x, g in quotient(g, TensorEngine.sqrt(x - 1) * TensorEngine.sqrt(x + 1)) }
    }
}
