internal import CEngineKernels

/// e to the power of each element, less 1, without the cancellation that a subtraction would have near 0.
public func expm1(_ x: Tensor) -> Tensor { Operation.expm1(x) }

extension Operation {
    /// exp(x) - 1, elementwise. The derivative is that of exp.
    public static let expm1: Operation = Operation(name: "expm1", shapeRule: sameFloatType) { inputs, _ in
        elementwise("expm1", [.float32: engine_expm1_f32, .float64: engine_expm1_f64], inputs[0])
    } derivative: { call in
        [expGradient(call.inputs[0], call.cotangent)]
    }
}
