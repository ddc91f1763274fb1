internal import CEngineKernels

/// 1 over the square root of each element: infinite at zeros, with their sign, and NaN for negative numbers.
public func rsqrt(_ x: Tensor) -> Tensor { Operation.rsqrt(x) }

extension Operation {
    /// 1 / sqrt(x), elementwise. The derivative is -g / (2 x sqrt(x)).
    public static let rsqrt: Operation = Operation(name: "rsqrt", shapeRule: sameFloatType) { inputs, _ in
        elementwise("rsqrt", [.float32: engine_rsqrt_f32, .float64: engine_rsqrt_f64], inputs[0])
    } derivative: { call in
        call.widened { x, g in -g / (2 * x * TensorEngine.sqrt(x)) }
    }
}
