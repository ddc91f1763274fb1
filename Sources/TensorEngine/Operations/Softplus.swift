internal import CEngineKernels

/// A smooth positive part: log(1 + exp(beta x)) / beta of each element.
///
/// There is no threshold beyond which the result would be x itself: none is needed.
///
/// - Precondition: `beta` is finite and not zero.
public func softplus(_ x: Tensor, beta: Double = 1) -> Tensor {
    Operation.softplus(x, attributes: ["beta": .real(beta)])
}

extension Operation {
    /// log(1 + exp(beta x)) / beta, elementwise, without overflow; the attribute `beta` is 1 unless given. The
    /// derivative is g sigmoid(beta x).
    public static let softplus: Operation = Operation(name: "softplus") { types, attributes throws(OperandError) in
        let results = try sameFloatType(with: "beta")(types, attributes)
        if attributes.real("beta") == 0 { throw OperandError("attribute beta must not be zero") }
        return results
    } kernel: { inputs, attributes in
        elementwise(
            "softplus", [.float32: engine_softplus_f32, .float64: engine_softplus_f64], inputs[0],
            parameter: attributes.real("beta") ?? 1)
    } derivative: { call in
        let x = call.inputs[0]
        let slope = TensorEngine.sigmoid((call.attributes.real("beta") ?? 1) * x.widened)
        return [(call.cotangent.widened * slope).cast(to: x.dtype)]
    }
}

extension Implementation {
    /// The textbook formula, whose exponential overflows on one side and vanishes beside 1 on the other.
    static let naiveSoftplus = Implementation(name: "softplus.naive", specification: "softplus") { inputs, attributes in
        let (x, beta) = (inputs[0], attributes.real("beta") ?? 1)
        let scaled = (beta * x.widened).cast(to: x.dtype)
        return [(log(1 + exp(scaled)).widened / beta).cast(to: x.dtype)]
    }
}
