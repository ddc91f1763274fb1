internal import CEngineKernels

/// The natural logarithm of 1 plus each element, without the rounding of the sum: -inf at -1, NaN below.
public func log1p(_ x: Tensor) -> Tensor { Operation.log1p(x) }

extension Operation {
    /// log(1 + x), elementwise. The derivative is g / (1 + x).
    public static let log1p: Operation = Operation(name: "log1p", shapeRule: sameFloatType) { inputs, _ in
        elementwise("log1p", [.float32: engine_log1p_f32, .float64: engine_log1p_f64], inputs[0])
    } derivative: { call in
        call.widened { x, g in g / (1 + x) }
    }
}
