internal import CEngineKernels

/// 1 / x, elementwise: infinite at zeros, with their sign.
public func reciprocal(_ x: Tensor) -> Tensor { Operation.reciprocal(x) }

extension Operation {
    /// 1 / x, elementwise. The square in the derivative, -g / x^2, is computed in binary64.
    public static let reciprocal: Operation = Operation(name: "reciprocal", shapeRule: sameFloatType) { inputs, _ in
        elementwise("reciprocal", [.float32: engine_reciprocal_f32, .float64: engine_reciprocal_f64], inputs[0])
    } derivative: { call in
        let x = call.inputs[0].widened
        return [(-call.cotangent.widened / (x * x)).cast(to: call.inputs[0].dtype)]
    }
}
