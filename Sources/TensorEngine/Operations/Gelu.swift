internal import CEngineKernels

/// Which function goes by the name of gelu.
public enum GeluForm: String, Sendable {
    /// x times the distribution function of a normal variable.
    case none
    /// With a hyperbolic tangent in place of the error function.
    case tanh
}

/// Each element times the normal distribution function, x (1 + erf(x / sqrt(2))) / 2, or the form of it with a
/// hyperbolic tangent, x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))) / 2.
public func gelu(_ x: Tensor, approximate form: GeluForm = .none) -> Tensor {
    Operation.gelu(x, attributes: ["approximate": .text(form.rawValue)])
}

/// The gradient of gelu, from its argument and the cotangent g of the result, of x's shape.
public func geluGradient(_ x: Tensor, _ g: Tensor, approximate form: GeluForm = .none) -> Tensor {
    Operation.geluGradient(x, g, attributes: ["approximate": .text(form.rawValue)])
}

extension Operation {
    /// gelu in the form that the attribute `approximate` names, elementwise; -0 at -infinity. The error function is that
    /// of the complement, so that the tail of negative arguments keeps its digits down to the smallest numbers.
    ///
    /// The derivative is an operation of its own, accurate next to its zero.
    public static let gelu: Operation = Operation(name: "gelu") { types, attributes throws(OperandError) in
        _ = try attributes.geluForm()
        return try sameFloatType(types, attributes)
    } kernel: { inputs, attributes in
        switch attributes.checked({ try $0.geluForm() }) {
        case .none: elementwise("gelu", [.float32: engine_gelu_f32, .float64: engine_gelu_f64], inputs[0])
        case .tanh: elementwise("gelu", [.float32: engine_gelu_tanh_f32, .float64: engine_gelu_tanh_f64], inputs[0])
        }
    } derivative: { call in
        [geluGradient(call.inputs[0], call.cotangent, attributes: call.attributes)]
    }

    /// g (P + x p), P the normal distribution function of x and p its density, or what the form with a hyperbolic tangent
    /// has for them. A zero cotangent gives zero.
    public static let geluGradient: Operation = Operation(name: "geluGradient") {
        types, attributes throws(OperandError) in
        _ = try attributes.geluForm()
        return try argumentAndCotangent(types, attributes)
    } kernel: { inputs, attributes in
        switch attributes.checked({ try $0.geluForm() }) {
        case .none:
            elementwise(
                "geluGradient", [.float32: engine_gelu_gradient_f32, .float64: engine_gelu_gradient_f64], inputs)
        case .tanh:
            elementwise(
                "geluGradient", [.float32: engine_gelu_tanh_gradient_f32, .float64: engine_gelu_tanh_gradient_f64],
                inputs)
        }
    } derivative: { call in
        let (x, g, c) = (call.inputs[0], call.inputs[1], call.cotangent)
        return [
            call.cotangent(ofInput: 0) {
                geluCurvature(x.widened, g.widened * c.widened, attributes: call.attributes).cast(to: x.dtype)
            },
            call.cotangent(ofInput: 1) { geluGradient(x, c, attributes: call.attributes) },
        ]
    }

    /// g times the second derivative of gelu at x, which has constants that no tensor can hold exactly and is an
    /// operation for their sake. It has no derivative.
    public static let geluCurvature: Operation = Operation(
        name: "geluCurvature", shapeRule: geluGradient.shapeRule
    ) { inputs, attributes in
        switch attributes.checked({ try $0.geluForm() }) {
        case .none:
            elementwise(
                "geluCurvature", [.float32: engine_gelu_curvature_f32, .float64: engine_gelu_curvature_f64], inputs)
        case .tanh:
            elementwise(
                "geluCurvature",
                [.float32: engine_gelu_tanh_curvature_f32, .float64: engine_gelu_tanh_curvature_f64], inputs)
        }
    }

    /// The textbook formula in float32, with an error function that is near -1 where the result should be small.
    fileprivate static let naiveGelu = gelu.variant(named: "gelu.naive") { inputs, attributes in
        guard inputs[0].dtype == .float32 else { return gelu.kernel(inputs, attributes) }
        return switch attributes.checked({ try $0.geluForm() }) {
        case .none: elementwise("gelu.naive", [.float32: engine_gelu_naive_f32], inputs[0])
        case .tanh: elementwise("gelu.naive", [.float32: engine_gelu_tanh_naive_f32], inputs[0])
        }
    }
}

extension Implementation {
    /// x (1 + erf(x / sqrt(2))) / 2, every step rounded.
    static let naiveGelu = Implementation(Operation.naiveGelu)
}

extension Attributes {
    /// The form of gelu that the attribute `approximate` names; the exact one where it is missing.
    fileprivate func geluForm() throws(OperandError) -> GeluForm {
        guard let value = self["approximate"] else { return .none }
        if case .text(let name) = value, let form = GeluForm(rawValue: name) { return form }
        throw OperandError("attribute approximate must be none or tanh, got \(value)")
    }
}
