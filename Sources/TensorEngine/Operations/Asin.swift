internal import CEngineKernels

/// The inverse sine of each element, from -pi/2 to pi/2; NaN beyond -1 and 1.
public func asin(_ x: Tensor) -> Tensor { Operation.asin(x) }

extension Operation {
    /// asin(x), elementwise. The derivative is g / sqrt((1 - x) (1 + x)): next to 1, where 1 - x^2 would cancel, the difference is
    /// exact. At -1 and 1 it is infinite.
    public static let asin: Operation = Operation(name: "asin", shapeRule: sameFloatType) { inputs, _ in
        elementwise("asin", [.float32: engine_asin_f32, .float64: engine_asin_f64], inputs[0])
    } derivative: { call in
        call.widened { x, g in quotient(g, TensorEngine.sqrt((1 - x) * (1 + x))) }
    }
}
