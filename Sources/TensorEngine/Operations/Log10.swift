internal import CEngineKernels

/// The decimal logarithm of each element: -inf at zeros, NaN for negative numbers.
public func log10(_ x: Tensor) -> Tensor { Operation.log10(x) }

extension Operation {
    /// log(x) / log(10), elementwise. The derivative is g / (x log(10)).
    public static let log10: Operation = Operation(name: "log10", shapeRule: sameFloatType) { inputs, _ in
        elementwise("log10", [.float32: engine_log10_f32, .float64: engine_log10_f64], inputs[0])
    } derivative: { call in
        call.widened { x, g in g / (x * Tensor.log(of: 10)) }
    }
}
