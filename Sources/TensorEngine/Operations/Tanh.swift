internal import CEngineKernels

/// The hyperbolic tangent of each element.
public func tanh(_ x: Tensor) -> Tensor { Operation.tanh(x) }

extension Operation {
    /// tanh(x), elementwise.
    ///
    /// The derivative 1 - tanh(x)^2 would lose all digits where tanh is near 1. With e = exp(-2 |x|) it is
    /// 4 e / (1 + e)^2, which loses none.
    public static let tanh: Operation = Operation(name: "tanh", shapeRule: sameFloatType) { inputs, _ in
        elementwise("tanh", [.float32: engine_tanh_f32, .float64: engine_tanh_f64], inputs[0])
    } derivative: { call in
        let x = call.inputs[0]
        let e = TensorEngine.exp(-2 * TensorEngine.abs(x.widened))
        return [(4 * call.cotangent.widened * e / ((1 + e) * (1 + e))).cast(to: x.dtype)]
    }
}
