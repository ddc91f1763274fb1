internal import CEngineKernels

/// The scaled exponential linear unit of each element, with the constants that keep mean 0 and variance 1.
public func selu(_ x: Tensor) -> Tensor { Operation.selu(x) }

/// The gradient of selu, from its argument and the cotangent g of the result, of x's shape.
public func seluGradient(_ x: Tensor, _ g: Tensor) -> Tensor { Operation.seluGradient(x, g) }

extension Operation {
    /// lambda x where x > 0, else lambda alpha (exp(x) - 1), elementwise, with the constants of Klambauer et al.,
    /// Self-Normalizing Neural Networks (2017).
    ///
    /// The derivative is an operation of its own, because no tensor can hold the constants exactly.
    public static let selu: Operation = Operation(name: "selu", shapeRule: sameFloatType) { inputs, _ in
        elementwise("selu", [.float32: engine_selu_f32, .float64: engine_selu_f64], inputs[0])
    } derivative: { call in
        [seluGradient(call.inputs[0], call.cotangent)]
    }

    /// g lambda where x > 0, else g lambda alpha exp(x), which is the slope at 0, too.
    public static let seluGradient: Operation = Operation(name: "seluGradient", shapeRule: argumentAndCotangent) {
        inputs, _ in
        elementwise(
            "seluGradient", [.float32: engine_selu_gradient_f32, .float64: engine_selu_gradient_f64], inputs)
    } derivative: { call in
        let (x, g, c) = (call.inputs[0], call.inputs[1], call.cotangent)
        return [
            call.cotangent(ofInput: 0) {
                // The exponential is its own derivative, the straight line has none.
                let wide = x.widened
                let curved = seluGradient(wide, g.widened * c.widened)
                return select(where: wide .> 0, Tensor(scalar: 0, dtype: .float64), curved).cast(to: x.dtype)
            },
            call.cotangent(ofInput: 1) { seluGradient(x, c) },
        ]
    }
}
