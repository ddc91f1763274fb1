internal import CEngineKernels

/// The larger of two tensors, element by element, with broadcasting; NaN where either is.
///
/// - Precondition: the shapes broadcast.
public func maximum(_ a: Tensor, _ b: some TensorOperand) -> Tensor { Tensor.combine(.maximum, a, b) }

extension Operation {
    /// The larger of a and b, elementwise, broadcasting. Equal elements share the cotangent: each gets half.
    public static let maximum: Operation = Operation(
        name: "maximum", shapeRule: broadcasting([.float32, .float64, .int64])
    ) { inputs, _ in
        elementwise(
            "maximum", [.float32: engine_maximum_f32, .float64: engine_maximum_f64, .int64: engine_maximum_i64], inputs)
    } derivative: { call in
        let (a, b, g) = (call.inputs[0], call.inputs[1], call.cotangent)
        return [
            call.cotangent(ofInput: 0) { share(of: a, beating: a .> b, tied: a .== b, g) },
            call.cotangent(ofInput: 1) { share(of: b, beating: b .> a, tied: a .== b, g) },
        ]
    }
}

extension Operation {
    /// The part of a cotangent that goes to one of two competing inputs: all where it wins, half where both are equal.
    static func share(of input: Tensor, beating wins: Tensor, tied: Tensor, _ cotangent: Tensor) -> Tensor {
        // Half of the smallest float is no float: where shares are summed, and halved, binary64 holds them.
        let wide = cotangent.widened
        let zero = Tensor(scalar: 0, dtype: .float64)
        return reduced(select(where: wins, wide, select(where: tied, wide / 2, zero)), to: input.shape)
            .cast(to: input.dtype)
    }
}
