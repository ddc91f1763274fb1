internal import CEngineKernels

/// The error function of each element: 2 / sqrt(pi) times the integral of exp(-t^2) from 0 to it.
public func erf(_ x: Tensor) -> Tensor { Operation.erf(x) }

extension Operation {
    /// erf(x), elementwise. The derivative is g exp(-x^2) 2 / sqrt(pi).
    public static let erf: Operation = Operation(name: "erf", shapeRule: sameFloatType) { inputs, _ in
        elementwise("erf", [.float32: engine_erf_f32, .float64: engine_erf_f64], inputs[0])
    } derivative: { call in
        call.widened { x, g in g * TensorEngine.exp(-x * x) * (2 / TensorEngine.sqrt(Tensor.pi)) }
    }
}
