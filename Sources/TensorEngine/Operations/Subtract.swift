internal import CEngineKernels

extension Operation {
    /// a - b, elementwise, broadcasting.
    public static let subtract: Operation = Operation(
        name: "subtract", shapeRule: broadcasting([.float32, .float64, .int64])
    ) { inputs, _ in
        elementwise(
            "subtract", [.float32: engine_subtract_f32, .float64: engine_subtract_f64, .int64: engine_subtract_i64],
            inputs)
    } derivative: { call in
        [
            call.cotangent(ofInput: 0) { reduced(call.cotangent, to: call.inputs[0].shape) },
            call.cotangent(ofInput: 1) { reduced(-call.cotangent, to: call.inputs[1].shape) },
        ]
    }
}
