internal import CEngineKernels

/// Each element times the hyperbolic tangent of its softplus, x tanh(log(1 + exp(x))).
public func mish(_ x: Tensor) -> Tensor { Operation.mish(x) }

/// The gradient of mish, from its argument and the cotangent g of the result, of x's shape.
public func mishGradient(_ x: Tensor, _ g: Tensor) -> Tensor { Operation.mishGradient(x, g) }

extension Operation {
    /// x tanh(log(1 + exp(x))), elementwise; -0 at -infinity.
    ///
    /// The derivative is an operation of its own, accurate next to its zero.
    public static let mish: Operation = Operation(name: "mish", shapeRule: sameFloatType) { inputs, _ in
        elementwise("mish", [.float32: engine_mish_f32, .float64: engine_mish_f64], inputs[0])
    } derivative: { call in
        [mishGradient(call.inputs[0], call.cotangent)]
    }

    /// g (t + x (1 - t^2) s), s the logistic function of x and t = tanh(log(1 + exp(x))). A zero cotangent gives zero.
    public static let mishGradient: Operation = Operation(name: "mishGradient", shapeRule: argumentAndCotangent) {
        inputs, _ in
        elementwise(
            "mishGradient", [.float32: engine_mish_gradient_f32, .float64: engine_mish_gradient_f64], inputs)
    } derivative: { call in
        let (x, g, c) = (call.inputs[0], call.inputs[1], call.cotangent)
        return [
            call.cotangent(ofInput: 0) {
                // With t' = (1 - t^2) s, the slope is 2 t' + x t'' = t' (2 + x (1 - s - 2 t s)).
                let wide = x.widened
                let (s, rest) = (TensorEngine.sigmoid(wide), TensorEngine.sigmoid(-wide))
                let t = TensorEngine.tanh(TensorEngine.softplus(wide))
                // 1 - t^2 would lose its digits where t is near 1; with r = 1 - s it is 4 r^2 / (1 + r^2)^2.
                let squares = 1 + rest * rest
                let first = 4 * rest * rest * s / (squares * squares)
                let slope = first * (2 + wide * (rest - 2 * t * s))
                return (g.widened * c.widened * slope).cast(to: x.dtype)
            },
            call.cotangent(ofInput: 1) { mishGradient(x, c) },
        ]
    }
}

extension Implementation {
    /// The textbook formula, whose sum with 1 loses what is small beside it.
    static let naiveMish = Implementation(name: "mish.naive", specification: "mish") { inputs, _ in
        [inputs[0] * tanh(log(1 + exp(inputs[0])))]
    }
}
