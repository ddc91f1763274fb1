internal import CEngineKernels

/// The inverse tangent of each element, from -pi/2 to pi/2.
public func atan(_ x: Tensor) -> Tensor { Operation.atan(x) }

extension Operation {
    /// atan(x), elementwise. The derivative is g / (1 + x^2).
    public static let atan: Operation = Operation(name: "atan", shapeRule: sameFloatType) { inputs, _ in
        elementwise("atan", [.float32: engine_atan_f32, .float64: engine_atan_f64], inputs[0])
    } derivative: { call in
        call.widened { x, g in g / (1 + x * x) }
    }
}
