internal import CEngineKernels

/// e to the power of each element.
public func exp(_ x: Tensor) -> Tensor { Operation.exp(x) }

extension Operation {
    /// exp(x), elementwise.
    ///
    /// The derivative g exp(x) is computed in binary64 from x, not from the rounded result: where exp(x) is subnormal
    /// or overflows in float32, the product need not.
    public static let exp: Operation = Operation(name: "exp", shapeRule: sameFloatType) { inputs, _ in
        elementwise("exp", [.float32: engine_exp_f32, .float64: engine_exp_f64], inputs[0])
    } derivative: { call in
        let x = call.inputs[0]
        return [(call.cotangent.widened * TensorEngine.exp(x.widened)).cast(to: x.dtype)]
    }
}
