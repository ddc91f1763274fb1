internal import CEngineKernels

/// The tangent of each element, in radians, up to the largest; NaN for infinities.
public func tan(_ x: Tensor) -> Tensor { Operation.tan(x) }

extension Operation {
    /// tan(x), elementwise. The derivative is g / cos(x)^2.
    public static let tan: Operation = Operation(name: "tan", shapeRule: sameFloatType) { inputs, _ in
        elementwise("tan", [.float32: engine_tan_f32, .float64: engine_tan_f64], inputs[0])
    } derivative: { call in
        call.widened { x, g in
            let cosine = TensorEngine.cos(x)
            return g / (cosine * cosine)
        }
    }
}
