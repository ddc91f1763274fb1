internal import CEngineKernels

extension Operation {
    /// a / b, elementwise, broadcasting; for floating-point dtypes.
    ///
    /// The derivative with respect to b, -g a / b^2, is computed in binary64: the square of a float32 can overflow or
    /// vanish where the quotient does not.
    public static let divide: Operation = Operation(name: "divide", shapeRule: broadcasting([.float32, .float64])) {
        inputs, _ in
        elementwise("divide", [.float32: engine_divide_f32, .float64: engine_divide_f64], inputs)
    } derivative: { call in
        let (a, b) = (call.inputs[0], call.inputs[1])
        return [
            call.cotangent(ofInput: 0) {
                a.shape == call.cotangent.shape
                    ? call.cotangent / b
                    : reduced(call.cotangent.widened / b.widened, to: a.shape).cast(to: a.dtype)
            },
            call.cotangent(ofInput: 1) {
                let quotient = -(call.cotangent.widened * a.widened) / (b.widened * b.widened)
                return reduced(quotient, to: b.shape).cast(to: b.dtype)
            },
        ]
    }
}
