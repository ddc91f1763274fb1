internal import CEngineKernels

/// 2 to the power of each element.
public func exp2(_ x: Tensor) -> Tensor { Operation.exp2(x) }

extension Operation {
    /// 2^x, elementwise. The derivative is g 2^x log(2), from x and not from the rounded power.
    public static let exp2: Operation = Operation(name: "exp2", shapeRule: sameFloatType) { inputs, _ in
        elementwise("exp2", [.float32: engine_exp2_f32, .float64: engine_exp2_f64], inputs[0])
    } derivative: { call in
        call.widened { x, g in product(g, TensorEngine.exp2(x)) * Tensor.log(of: 2) }
    }
}
