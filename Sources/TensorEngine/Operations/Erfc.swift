internal import CEngineKernels

/// 1 less the error function of each element, without the cancellation that a subtraction would have.
public func erfc(_ x: Tensor) -> Tensor { Operation.erfc(x) }

extension Operation {
    /// 1 - erf(x), elementwise. The derivative is -g exp(-x^2) 2 / sqrt(pi).
    public static let erfc: Operation = Operation(name: "erfc", shapeRule: sameFloatType) { inputs, _ in
        elementwise("erfc", [.float32: engine_erfc_f32, .float64: engine_erfc_f64], inputs[0])
    } derivative: { call in
        call.widened { x, g in -g * TensorEngine.exp(-x * x) * (2 / TensorEngine.sqrt(Tensor.pi)) }
    }
}
