internal import CEngineKernels

/// The gradient of sinc: g (cos(pi x) - sinc(x)) / x, elementwise, from the argument x and the cotangent g of sinc(x), of
/// x's shape. 0 at 0.
public func sincGradient(_ x: Tensor, _ g: Tensor) -> Tensor { Operation.sincGradient(x, g) }

extension Operation {
    /// The vector-Jacobian product of sinc, computed in binary64 and rounded once: by a series near 0, where the terms of
    /// the formula cancel.
    ///
    /// Its own derivative follows from x sinc''(x) = -2 sinc'(x) - pi^2 x sinc(x).
    public static let sincGradient: Operation = Operation(name: "sincGradient") {
        types, attributes throws(OperandError) in
        try expect(types, count: 2)
        try expectFloat(types)
        if types[0] != types[1] {
            throw OperandError("x and g must have one shape, got \(types[0].shape) and \(types[1].shape)")
        }
        return [types[0]]
    } kernel: { inputs, _ in
        elementwise(
            "sincGradient", [.float32: engine_sinc_gradient_f32, .float64: engine_sinc_gradient_f64], inputs)
    } derivative: { call in
        let (x, g, c) = (call.inputs[0], call.inputs[1], call.cotangent)
        return [
            call.cotangent(ofInput: 0) {
                let (x, one, square) = (x.widened, Tensor(scalar: 1, dtype: .float64), Tensor.pi * Tensor.pi)
                let ratio = sincGradient(x, one.expanded(to: x.shape)) / select(where: x .== 0, one, x)
                let curvature = select(where: x .== 0, -square / 3, -2 * ratio - square * TensorEngine.sinc(x))
                return (g.widened * c.widened * curvature).cast(to: call.inputs[0].dtype)
            },
            call.cotangent(ofInput: 1) { sincGradient(x, c) },
        ]
    }
}
