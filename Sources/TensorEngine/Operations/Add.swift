internal import CEngineKernels

extension Operation {
    /// a + b, elementwise, broadcasting.
    public static let add: Operation = Operation(name: "add", shapeRule: broadcasting([.float32, .float64, .int64])) {
        inputs, _ in
        elementwise(
            "add", [.float32: engine_add_f32, .float64: engine_add_f64, .int64: engine_add_i64], inputs)
    } derivative: { call in
        call.inputs.indices.map { position in
            call.cotangent(ofInput: position) { reduced(call.cotangent, to: call.inputs[position].shape) }
        }
    }
}
