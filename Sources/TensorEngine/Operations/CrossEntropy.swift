internal import CEngineKernels

/// The cross-entropy of soft labels: sum_j p_j (log(sum_k exp(x_k)) - x_j) along an axis, which goes.
///
/// `labels` are probabilities or any nonnegative weights, of the shape of the logits. A label of exactly 0 contributes
/// nothing, not even for a logit of -inf. A row of logits with a NaN or +inf, or of nothing but -inf, gives NaN.
///
/// - Precondition: logits and labels have the same shape.
public func crossEntropy(_ logits: Tensor, labels: Tensor, axis: Int = -1) -> Tensor {
    Operation.crossEntropy(logits, labels, attributes: ["axis": .integer(axis)])
}

extension Operation {
    /// Cross-entropy along the attribute `axis` of logits x and labels p, of the same shape, as a sum of nonnegative
    /// terms in binary64, rounded once.
    public static let crossEntropy: Operation = Operation(name: "crossEntropy") {
        types, attributes throws(OperandError) in
        try expect(types, count: 2)
        try expectFloat(types)
        if types[0] != types[1] {
            throw OperandError("logits and labels must have one shape, got \(types[0].shape) and \(types[1].shape)")
        }
        return [try types[0].removing(axis: attributes)]
    } kernel: { inputs, attributes in
        let x = inputs[0]
        let (rows, p) = (Rows(x, attributes), Rows(inputs[1], attributes).elements)
        let loss = rows.fill(count: rows.rows) { source, result, scratch in
            p.withElements {
                engine_cross_entropy(x.dtype.engineFloat, rows.rows, rows.count, source, $0, result, scratch)
            }
        }
        return [Tensor(storage: loss, shape: Shape(Array(rows.shape.extents.dropLast())))]
    } derivative: { call in
        let (x, p, g) = (call.inputs[0], call.inputs[1], call.cotangent)
        let axis = call.attributes.integer("axis") ?? -1
        return [
            call.cotangent(ofInput: 0) { crossEntropyGradient(x, p, g, attributes: call.attributes) },
            call.cotangent(ofInput: 1) {
                let wide = TensorEngine.logSoftmax(x.widened, axis: axis)
                return (-g.widened.unsqueezed(axis: x.resolvedAxis(axis)) * wide).cast(to: p.dtype)
            },
        ]
    }
}

extension TensorType {
    /// This type without the axis that the attribute `axis` names.
    func removing(axis attributes: Attributes) throws(OperandError) -> TensorType {
        var extents = shape.extents
        extents.remove(at: try attributes.axis(of: shape))
        return TensorType(dtype, Shape(extents))
    }
}

extension Implementation {
    /// The textbook formula -sum(p log(softmax(x))): infinite where a probability underflows, NaN where its label is 0.
    static let naiveCrossEntropy = Implementation(name: "crossEntropy.naive", specification: "crossEntropy") {
        inputs, attributes in
        let axis = attributes.integer("axis") ?? -1
        return [-(inputs[1] * log(softmax(inputs[0], axis: axis))).sum(axis: axis)]
    }
}
