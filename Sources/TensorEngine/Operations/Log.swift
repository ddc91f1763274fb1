internal import CEngineKernels

/// The natural logarithm of each element: -inf at zeros, NaN for negative numbers.
public func log(_ x: Tensor) -> Tensor { Operation.log(x) }

extension Operation {
    /// log(x), elementwise.
    public static let log: Operation = Operation(name: "log", shapeRule: sameFloatType) { inputs, _ in
        elementwise("log", [.float32: engine_log_f32, .float64: engine_log_f64], inputs[0])
    } derivative: { call in
        [call.cotangent / call.inputs[0]]
    }
}
