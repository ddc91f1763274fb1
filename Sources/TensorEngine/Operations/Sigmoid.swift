internal import CEngineKernels

/// The logistic function 1 / (1 + exp(-x)) of each element.
public func sigmoid(_ x: Tensor) -> Tensor { Operation.sigmoid(x) }

extension Operation {
    /// 1 / (1 + exp(-x)), elementwise, without overflow.
    ///
    /// The derivative s (1 - s) would lose all digits where s is near 1. With e = exp(-|x|) it is e / (1 + e)^2, which
    /// loses none.
    public static let sigmoid: Operation = Operation(name: "sigmoid", shapeRule: sameFloatType) { inputs, _ in
        elementwise("sigmoid", [.float32: engine_sigmoid_f32, .float64: engine_sigmoid_f64], inputs[0])
    } derivative: { call in
        let x = call.inputs[0]
        let e = TensorEngine.exp(-TensorEngine.abs(x.widened))
        return [(call.cotangent.widened * e / ((1 + e) * (1 + e))).cast(to: x.dtype)]
    }
}

extension Implementation {
    /// The textbook formula, whose exponential overflows.
    static let naiveSigmoid = Implementation(name: "sigmoid.naive", specification: "sigmoid") { inputs, _ in
        [1 / (1 + exp(-inputs[0]))]
    }
}
