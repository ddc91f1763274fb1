internal import CEngineKernels

/// e to the power of each element.
public func exp(_ x: Tensor) -> Tensor { Operation.exp(x) }

extension Operation {
    /// exp(x), elementwise.
    ///
    /// The derivative is an operation of its own, which starts from x and not from the rounded result.
    public static let exp: Operation = Operation(name: "exp", shapeRule: sameFloatType) { inputs, _ in
        elementwise("exp", [.float32: engine_exp_f32, .float64: engine_exp_f64], inputs[0])
    } derivative: { call in
        [expGradient(call.inputs[0], call.cotangent)]
    }
}
