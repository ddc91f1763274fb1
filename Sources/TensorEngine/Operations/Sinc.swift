internal import CEngineKernels

/// sin(pi x) / (pi x) of each element, 1 at 0: the normalised cardinal sine, which is 0 at all other integers.
public func sinc(_ x: Tensor) -> Tensor { Operation.sinc(x) }

extension Operation {
    /// sin(pi x) / (pi x), elementwise. Multiples of pi are no floats, so sin(pi x) is computed from what x is off an integer.
    ///
    /// The derivative is an operation of its own: near 0 its two terms cancel.
    public static let sinc: Operation = Operation(name: "sinc", shapeRule: sameFloatType) { inputs, _ in
        elementwise("sinc", [.float32: engine_sinc_f32, .float64: engine_sinc_f64], inputs[0])
    } derivative: { call in
        [sincGradient(call.inputs[0], call.cotangent)]
    }
}
