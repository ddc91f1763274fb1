internal import CEngineKernels

/// The inverse hyperbolic tangent of each element: infinite at -1 and 1, NaN beyond.
public func atanh(_ x: Tensor) -> Tensor { Operation.atanh(x) }

extension Operation {
    /// atanh(x), elementwise. The derivative is g / ((1 - x) (1 + x)): next to 1, where 1 - x^2 would cancel, the difference is
    /// exact.
    public static let atanh: Operation = Operation(name: "atanh", shapeRule: sameFloatType) { inputs, _ in
        elementwise("atanh", [.float32: engine_atanh_f32, .float64: engine_atanh_f64], inputs[0])
    } derivative: { call in
        call.widened { x, g in g / ((1 - x) * (1 + x)) }
    }
}
