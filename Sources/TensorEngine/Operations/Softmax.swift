internal import CEngineKernels

/// exp(x) / sum(exp(x)) along an axis. Results are nonnegative and, but for rounding, sum to 1 along it.
///
/// A row with a NaN or +inf, or of nothing but -inf, is NaN; other -inf become 0.
public func softmax(_ x: Tensor, axis: Int = -1) -> Tensor {
    Operation.softmax(x, attributes: ["axis": .integer(axis)])
}

extension Operation {
    /// Softmax along the attribute `axis`, shifted by the largest element, computed in binary64 and rounded once.
    public static let softmax: Operation = Operation(name: "softmax", shapeRule: sameFloatTypeWithAxis) {
        inputs, attributes in
        let x = inputs[0]
        let rows = Rows(x, attributes)
        return [
            rows.tensor(
                rows.fill(count: x.elementCount) { source, result, scratch in
                    engine_softmax(x.dtype.engineFloat, rows.rows, rows.count, source, result, scratch)
                })
        ]
    } derivative: { call in
        [softmaxGradient(call.inputs[0], call.cotangent, attributes: call.attributes)]
    }
}

extension Implementation {
    /// The textbook formula, which overflows from 88.73 on in float32 and loses everything below -103.98.
    static let naiveSoftmax = Implementation(name: "softmax.naive", specification: "softmax") { inputs, attributes in
        let exponentials = exp(inputs[0])
        return [exponentials / exponentials.sum(axis: attributes.integer("axis") ?? -1, keepingDimensions: true)]
    }
}
