/// Each element, or the nearer bound where it is beyond one. NaN stays.
///
/// The gradient flows where the element is within the bounds, which belong to it, and nowhere else.
///
/// - Precondition: the lower bound is not above the upper one.
public func clamp(_ x: Tensor, lower: Double = -.infinity, upper: Double = .infinity) -> Tensor {
    Operation.clamp(x, attributes: ["lower": .real(lower), "upper": .real(upper)])
}

extension Operation {
    /// min(max(x, lower), upper), elementwise, with the attributes `lower` and `upper`, which have no bound unless given.
    public static let clamp: Operation = Operation(name: "clamp") { types, attributes throws(OperandError) in
        try expect(types, count: 1)
        try expectFloat(types)
        let bounds = (attributes.real("lower") ?? -.infinity, attributes.real("upper") ?? .infinity)
        if !(bounds.0 <= bounds.1) {
            throw OperandError("the lower bound \(bounds.0) is above the upper bound \(bounds.1)")
        }
        return types
    } kernel: { inputs, attributes in
        let (lower, upper) = bounds(attributes)
        let dtype = inputs[0].dtype
        return [minimum(maximum(inputs[0], lower.cast(to: dtype)), upper.cast(to: dtype))]
    } derivative: { call in
        // A bound need not be a float32; next to it, rounding would let elements in that are outside.
        let (x, g) = (call.inputs[0].widened, call.cotangent)
        let (lower, upper) = bounds(call.attributes)
        return [select(where: (x .>= lower) .& (x .<= upper), g, Tensor(scalar: 0, dtype: g.dtype))]
    }

    private static func bounds(_ attributes: Attributes) -> (lower: Tensor, upper: Tensor) {
        (
            Tensor(scalar: attributes.real("lower") ?? -.infinity, dtype: .float64),
            Tensor(scalar: attributes.real("upper") ?? .infinity, dtype: .float64)
        )
    }
}

extension Attributes {
    func real(_ name: String) -> Double? { if case .real(let value) = self[name] { value } else { nil } }
}
