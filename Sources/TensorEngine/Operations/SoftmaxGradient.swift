internal import CEngineKernels

/// The gradient of softmax: y_i sum_j y_j (g_i - g_j) along an axis, y the softmax of x and g the cotangent of y, of
/// x's shape.
public func softmaxGradient(_ x: Tensor, _ g: Tensor, axis: Int = -1) -> Tensor {
    Operation.softmaxGradient(x, g, attributes: ["axis": .integer(axis)])
}

extension Operation {
    /// The vector-Jacobian product of softmax along the attribute `axis`, from the logits x rather than from rounded
    /// probabilities. A constant g gives exact zeros.
    ///
    /// It is symmetric in g and its own cotangent c. With respect to x it is the composition of y -> y (g - sum(y g)),
    /// whose cotangent is c (g - sum(y g)) - g sum(c y), with softmax.
    public static let softmaxGradient: Operation = Operation(name: "softmaxGradient") {
        types, attributes throws(OperandError) in
        try expect(types, count: 2)
        try expectFloat(types)
        _ = try attributes.axis(of: types[0].shape)
        if types[0] != types[1] {
            throw OperandError("x and g must have one shape, got \(types[0].shape) and \(types[1].shape)")
        }
        return [types[0]]
    } kernel: { inputs, attributes in
        let x = inputs[0]
        let (rows, g) = (Rows(x, attributes), Rows(inputs[1], attributes).elements)
        return [
            rows.tensor(
                rows.fill(count: x.elementCount) { source, result, scratch in
                    g.withElements {
                        engine_softmax_gradient(
                            x.dtype.engineFloat, rows.rows, rows.count, source, $0, result, scratch)
                    }
                })
        ]
    } derivative: { call in
        let (x, g, c) = (call.inputs[0], call.inputs[1], call.cotangent)
        return [
            call.cotangent(ofInput: 0) {
                let axis = call.attributes.integer("axis") ?? -1
                let (wideX, wideG, wideC) = (x.widened, g.widened, c.widened)
                let y = TensorEngine.softmax(wideX, axis: axis)
                let meanG = (wideG * y).sum(axis: axis, keepingDimensions: true)
                let meanC = (wideC * y).sum(axis: axis, keepingDimensions: true)
                let cotangent = wideC * (wideG - meanG) - wideG * meanC
                return softmaxGradient(wideX, cotangent, attributes: call.attributes).cast(to: x.dtype)
            },
            call.cotangent(ofInput: 1) { softmaxGradient(x, c, attributes: call.attributes) },
        ]
    }
}
