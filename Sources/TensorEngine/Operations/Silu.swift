internal import CEngineKernels

/// Each element times its logistic function, x / (1 + exp(-x)); also called swish.
public func silu(_ x: Tensor) -> Tensor { Operation.silu(x) }

/// The gradient of silu, from its argument and the cotangent g of the result, of x's shape.
public func siluGradient(_ x: Tensor, _ g: Tensor) -> Tensor { Operation.siluGradient(x, g) }

extension Operation {
    /// x / (1 + exp(-x)), elementwise; -0 at -infinity.
    ///
    /// The derivative is an operation of its own, accurate next to its zero.
    public static let silu: Operation = Operation(name: "silu", shapeRule: sameFloatType) { inputs, _ in
        elementwise("silu", [.float32: engine_silu_f32, .float64: engine_silu_f64], inputs[0])
    } derivative: { call in
        [siluGradient(call.inputs[0], call.cotangent)]
    }

    /// g (s + x s (1 - s)), s the logistic function of x. A zero cotangent gives zero.
    public static let siluGradient: Operation = Operation(name: "siluGradient", shapeRule: argumentAndCotangent) {
        inputs, _ in
        elementwise(
            "siluGradient", [.float32: engine_silu_gradient_f32, .float64: engine_silu_gradient_f64], inputs)
    } derivative: { call in
        let (x, g, c) = (call.inputs[0], call.inputs[1], call.cotangent)
        return [
            call.cotangent(ofInput: 0) {
                // s (1 - s) (2 + x (1 - 2 s)), where 1 - 2 s is -tanh(x / 2).
                let wide = x.widened
                let (s, rest) = (TensorEngine.sigmoid(wide), TensorEngine.sigmoid(-wide))
                let slope = s * rest * (2 - wide * TensorEngine.tanh(wide / 2))
                return (g.widened * c.widened * slope).cast(to: x.dtype)
            },
            call.cotangent(ofInput: 1) { siluGradient(x, c) },
        ]
    }
}

extension Implementation {
    /// The textbook product, whose second factor loses its digits where it is subnormal.
    static let naiveSilu = Implementation(name: "silu.naive", specification: "silu") { inputs, _ in
        [inputs[0] * sigmoid(inputs[0])]
    }
}
