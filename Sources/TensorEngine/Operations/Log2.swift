internal import CEngineKernels

/// The binary logarithm of each element: -inf at zeros, NaN for negative numbers.
public func log2(_ x: Tensor) -> Tensor { Operation.log2(x) }

extension Operation {
    /// log(x) / log(2), elementwise, exact for powers of two. The derivative is g / (x log(2)).
    public static let log2: Operation = Operation(name: "log2", shapeRule: sameFloatType) { inputs, _ in
        elementwise("log2", [.float32: engine_log2_f32, .float64: engine_log2_f64], inputs[0])
    } derivative: { call in
        call.widened { x, g in g / (x * Tensor.log(of: 2)) }
    }
}
