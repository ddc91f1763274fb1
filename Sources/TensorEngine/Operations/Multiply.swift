internal import CEngineKernels

extension Operation {
    /// a * b, elementwise, broadcasting.
    public static let multiply: Operation = Operation(
        name: "multiply", shapeRule: broadcasting([.float32, .float64, .int64])
    ) { inputs, _ in
        elementwise(
            "multiply", [.float32: engine_multiply_f32, .float64: engine_multiply_f64, .int64: engine_multiply_i64],
            inputs)
    } derivative: { call in
        [
            call.cotangent(ofInput: 0) { product(call.cotangent, call.inputs[1], reducedTo: call.inputs[0]) },
            call.cotangent(ofInput: 1) { product(call.cotangent, call.inputs[0], reducedTo: call.inputs[1]) },
        ]
    }

    /// The cotangent of a factor. Where the factor was broadcast, products are summed before they are rounded.
    private static func product(_ cotangent: Tensor, _ other: Tensor, reducedTo factor: Tensor) -> Tensor {
        if cotangent.shape == factor.shape { return cotangent * other }
        return reduced(cotangent.widened * other.widened, to: factor.shape).cast(to: factor.dtype)
    }
}
