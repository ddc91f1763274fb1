internal import CEngineKernels

// Rounding to integers, which stay in their floating-point dtype. NaN, infinities and the signs of zeros stay.

/// The largest integer that is not above each element.
public func floor(_ x: Tensor) -> Tensor { Operation.floor(x) }

/// The smallest integer that is not below each element.
public func ceil(_ x: Tensor) -> Tensor { Operation.ceil(x) }

/// The integer next to each element; of two, the even one.
public func round(_ x: Tensor) -> Tensor { Operation.round(x) }

/// Each element without its fraction.
public func trunc(_ x: Tensor) -> Tensor { Operation.trunc(x) }

extension Operation {
    /// Down.
    public static let floor = rounding("floor", [.float32: engine_floor_f32, .float64: engine_floor_f64])

    /// Up.
    public static let ceil = rounding("ceil", [.float32: engine_ceil_f32, .float64: engine_ceil_f64])

    /// To nearest, ties to even.
    public static let round = rounding("round", [.float32: engine_round_f32, .float64: engine_round_f64])

    /// Toward zero.
    public static let trunc = rounding("trunc", [.float32: engine_trunc_f32, .float64: engine_trunc_f64])

    /// Steps have the slope 0, by convention where they jump, too.
    private static func rounding(_ name: String, _ loops: [DType: engine_unary]) -> Operation {
        Operation(name: name, shapeRule: sameFloatType) { inputs, _ in
            elementwise(name, loops, inputs[0])
        } derivative: { call in
            call.zeros
        }
    }
}
