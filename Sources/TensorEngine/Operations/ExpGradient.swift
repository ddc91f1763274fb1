internal import CEngineKernels

/// The gradient of exp: g exp(x), elementwise, from the argument x and the cotangent g of exp(x), of x's shape.
public func expGradient(_ x: Tensor, _ g: Tensor) -> Tensor { Operation.expGradient(x, g) }

extension Operation {
    /// The vector-Jacobian product of exp, computed in binary64 from x and rounded once: where exp(x) is subnormal or
    /// overflows in float32, the product need not. A zero cotangent gives zero however large exp(x) is.
    public static let expGradient: Operation = Operation(name: "expGradient") {
        types, attributes throws(OperandError) in
        try expect(types, count: 2)
        try expectFloat(types)
        if types[0] != types[1] {
            throw OperandError("x and g must have one shape, got \(types[0].shape) and \(types[1].shape)")
        }
        return [types[0]]
    } kernel: { inputs, _ in
        elementwise(
            "expGradient", [.float32: engine_exp_gradient_f32, .float64: engine_exp_gradient_f64], inputs)
    } derivative: { call in
        let (x, g, c) = (call.inputs[0], call.inputs[1], call.cotangent)
        return [
            call.cotangent(ofInput: 0) { expGradient(x.widened, g.widened * c.widened).cast(to: x.dtype) },
            call.cotangent(ofInput: 1) { expGradient(x, c) },
        ]
    }
}
