internal import CEngineKernels

/// The smaller of two tensors, element by element, with broadcasting; NaN where either is.
///
/// - Precondition: the shapes broadcast.
public func minimum(_ a: Tensor, _ b: some TensorOperand) -> Tensor { Tensor.combine(.minimum, a, b) }

extension Operation {
    /// The smaller of a and b, elementwise, broadcasting. Equal elements share the cotangent: each gets half.
    public static let minimum: Operation = Operation(
        name: "minimum", shapeRule: broadcasting([.float32, .float64, .int64])
    ) { inputs, _ in
        elementwise(
            "minimum", [.float32: engine_minimum_f32, .float64: engine_minimum_f64, .int64: engine_minimum_i64], inputs)
    } derivative: { call in
        let (a, b, g) = (call.inputs[0], call.inputs[1], call.cotangent)
        return [
            call.cotangent(ofInput: 0) { share(of: a, beating: a .< b, tied: a .== b, g) },
            call.cotangent(ofInput: 1) { share(of: b, beating: b .< a, tied: a .== b, g) },
        ]
    }
}
