internal import CEngineKernels

/// Each element where it is positive, else alpha (exp(x) - 1).
///
/// - Precondition: `alpha` is finite.
public func elu(_ x: Tensor, alpha: Double = 1) -> Tensor {
    Operation.elu(x, attributes: ["alpha": .real(alpha)])
}

extension Operation {
    /// x where x > 0, else alpha (exp(x) - 1), elementwise; the attribute `alpha` is 1 unless given.
    ///
    /// The derivative is g where x > 0, else g alpha exp(x): at 0, where there are two slopes, that of negative numbers.
    public static let elu: Operation = Operation(name: "elu", shapeRule: sameFloatType(with: "alpha")) {
        inputs, attributes in
        elementwise(
            "elu", [.float32: engine_elu_f32, .float64: engine_elu_f64], inputs[0],
            parameter: attributes.real("alpha") ?? 1)
    } derivative: { call in
        let (x, g) = (call.inputs[0].widened, call.cotangent.widened)
        // The exponential of what is not chosen could be infinite, and its own derivative NaN.
        let below = minimum(x, Tensor(scalar: 0, dtype: .float64))
        let slope = (call.attributes.real("alpha") ?? 1) * expGradient(below, g)
        return [select(where: x .> 0, g, slope).cast(to: call.inputs[0].dtype)]
    }
}
