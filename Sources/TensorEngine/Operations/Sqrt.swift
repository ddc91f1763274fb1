internal import CEngineKernels

/// The square root of each element: NaN for negative numbers.
public func sqrt(_ x: Tensor) -> Tensor { Operation.sqrt(x) }

extension Operation {
    /// sqrt(x), elementwise, correctly rounded. The derivative g / (2 sqrt(x)) starts from x, not from the rounded root.
    public static let sqrt: Operation = Operation(name: "sqrt", shapeRule: sameFloatType) { inputs, _ in
        elementwise("sqrt", [.float32: engine_sqrt_f32, .float64: engine_sqrt_f64], inputs[0])
    } derivative: { call in
        call.widened { x, g in quotient(g, 2 * TensorEngine.sqrt(x)) }
    }
}
