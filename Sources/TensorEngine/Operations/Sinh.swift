internal import CEngineKernels

/// The hyperbolic sine of each element.
public func sinh(_ x: Tensor) -> Tensor { Operation.sinh(x) }

extension Operation {
    /// sinh(x), elementwise. The derivative is g cosh(x).
    public static let sinh: Operation = Operation(name: "sinh", shapeRule: sameFloatType) { inputs, _ in
        elementwise("sinh", [.float32: engine_sinh_f32, .float64: engine_sinh_f64], inputs[0])
    } derivative: { call in
        call.widened { x, g in product(g, TensorEngine.cosh(x)) }
    }
}
