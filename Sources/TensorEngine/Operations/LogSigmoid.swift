internal import CEngineKernels

/// The logarithm of the logistic function, -log(1 + exp(-x)), of each element.
public func logSigmoid(_ x: Tensor) -> Tensor { Operation.logSigmoid(x) }

extension Operation {
    /// -log(1 + exp(-x)), elementwise, without overflow, and without losing the small numbers of confident predictions.
    ///
    /// The derivative is g sigmoid(-x).
    public static let logSigmoid: Operation = Operation(name: "logSigmoid", shapeRule: sameFloatType) { inputs, _ in
        elementwise(
            "logSigmoid", [.float32: engine_log_sigmoid_f32, .float64: engine_log_sigmoid_f64], inputs[0])
    } derivative: { call in
        let x = call.inputs[0]
        return [(call.cotangent.widened * TensorEngine.sigmoid(-x.widened)).cast(to: x.dtype)]
    }
}

extension Implementation {
    /// The logarithm of a rounded probability.
    static let naiveLogSigmoid = Implementation(name: "logSigmoid.naive", specification: "logSigmoid") { inputs, _ in
        [log(sigmoid(inputs[0]))]
    }
}
