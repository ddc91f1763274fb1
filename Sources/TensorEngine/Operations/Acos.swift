internal import CEngineKernels

/// The inverse cosine of each element, from 0 to pi; NaN beyond -1 and 1.
public func acos(_ x: Tensor) -> Tensor { Operation.acos(x) }

extension Operation {
    /// acos(x), elementwise. The derivative is -g / sqrt((1 - x) (1 + x)): next to 1, where 1 - x^2 would cancel, the difference
    /// is exact. At -1 and 1 it is infinite.
    public static let acos: Operation = Operation(name: "acos", shapeRule: sameFloatType) { inputs, _ in
        elementwise("acos", [.float32: engine_acos_f32, .float64: engine_acos_f64], inputs[0])
    } derivative: { call in
        call.widened { x, g in quotient(-g, TensorEngine.sqrt((1 - x) * (1 + x))) }
    }
}
