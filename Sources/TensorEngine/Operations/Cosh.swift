internal import CEngineKernels

/// The hyperbolic cosine of each element.
public func cosh(_ x: Tensor) -> Tensor { Operation.cosh(x) }

extension Operation {
    /// cosh(x), elementwise. The derivative is g sinh(x).
    public static let cosh: Operation = Operation(name: "cosh", shapeRule: sameFloatType) { inputs, _ in
        elementwise("cosh", [.float32: engine_cosh_f32, .float64: engine_cosh_f64], inputs[0])
    } derivative: { call in
        call.widened { x, g in product(g, TensorEngine.sinh(x)) }
    }
}
