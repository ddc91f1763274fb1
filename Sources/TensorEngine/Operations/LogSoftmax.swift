internal import CEngineKernels

/// log(softmax(x)) along an axis, without the cancellation of that formula: results near 0 keep all their digits.
///
/// A row with a NaN or +inf, or of nothing but -inf, is NaN; other -inf stay.
public func logSoftmax(_ x: Tensor, axis: Int = -1) -> Tensor {
    Operation.logSoftmax(x, attributes: ["axis": .integer(axis)])
}

extension Operation {
    /// The logarithm of softmax along the attribute `axis`, computed in binary64 and rounded once.
    ///
    /// The derivative g_i - y_i sum(g) is, with its common part g_i y_i taken out, the gradient of cross-entropy for
    /// the labels g, negated; the fused kernel does not lose the difference of g_i and y_i g_i where y_i is near 1.
    public static let logSoftmax: Operation = Operation(name: "logSoftmax", shapeRule: sameFloatTypeWithAxis) {
        inputs, attributes in
        let x = inputs[0]
        let rows = Rows(x, attributes)
        return [
            rows.tensor(
                rows.fill(count: x.elementCount) { source, result, scratch in
                    engine_log_softmax(x.dtype.engineFloat, rows.rows, rows.count, source, result, scratch)
                })
        ]
    } derivative: { call in
        let x = call.inputs[0]
        var shape = x.shape.extents
        shape.remove(at: x.resolvedAxis(call.attributes.integer("axis") ?? -1))
        let each = Tensor(scalar: -1, dtype: x.dtype).expanded(to: Shape(shape))
        return [crossEntropyGradient(x, call.cotangent, each, attributes: call.attributes)]
    }
}
