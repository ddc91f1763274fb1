internal import CEngineKernels

/// The square of each element.
public func square(_ x: Tensor) -> Tensor { Operation.square(x) }

extension Operation {
    /// x^2, elementwise, correctly rounded. The derivative 2 g x is computed in binary64, where 2 g does not overflow.
    public static let square: Operation = Operation(name: "square", shapeRule: sameFloatType) { inputs, _ in
        elementwise("square", [.float32: engine_square_f32, .float64: engine_square_f64], inputs[0])
    } derivative: { call in
        call.widened { x, g in 2 * g * x }
    }
}
