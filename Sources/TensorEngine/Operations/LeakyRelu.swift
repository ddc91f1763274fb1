internal import CEngineKernels

/// Each element where it is positive, else a small multiple of it.
///
/// - Precondition: `slope` is finite.
public func leakyRelu(_ x: Tensor, slope: Double = 0.01) -> Tensor {
    Operation.leakyRelu(x, attributes: ["slope": .real(slope)])
}

extension Operation {
    /// x where x > 0, else slope x, elementwise; the attribute `slope` is 0.01 unless given, and need not be a float32. A
    /// slope of 0 makes 0 even of -infinity.
    ///
    /// The derivative is g where x > 0, else g slope: at 0, where there are two slopes, that of negative numbers.
    public static let leakyRelu: Operation = Operation(name: "leakyRelu", shapeRule: sameFloatType(with: "slope")) {
        inputs, attributes in
        elementwise(
            "leakyRelu", [.float32: engine_leaky_relu_f32, .float64: engine_leaky_relu_f64], inputs[0],
            parameter: attributes.real("slope") ?? 0.01)
    } derivative: { call in
        let g = call.cotangent.widened
        let scaled = (call.attributes.real("slope") ?? 0.01) * g
        return [select(where: call.inputs[0] .> 0, g, scaled).cast(to: call.inputs[0].dtype)]
    }
}
