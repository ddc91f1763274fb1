internal import CEngineKernels

/// The cube root of each element, which negative numbers have, too.
public func cbrt(_ x: Tensor) -> Tensor { Operation.cbrt(x) }

extension Operation {
    /// The real cube root, elementwise. The derivative is g / (3 cbrt(x)^2), infinite at 0.
    public static let cbrt: Operation = Operation(name: "cbrt", shapeRule: sameFloatType) { inputs, _ in
        elementwise("cbrt", [.float32: engine_cbrt_f32, .float64: engine_cbrt_f64], inputs[0])
    } derivative: { call in
        call.widened { x, g in
            let root = TensorEngine.cbrt(x)
            return quotient(g, 3 * root * root)
        }
    }
}
