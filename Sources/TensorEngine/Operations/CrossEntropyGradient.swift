internal import CEngineKernels

/// The gradient of cross-entropy with respect to its logits: g (y_i sum_{j != i} p_j - p_i sum_{j != i} y_j) along an
/// axis, y the softmax of x. `g` is the cotangent of the loss: of x's shape without the axis.
public func crossEntropyGradient(_ x: Tensor, labels p: Tensor, _ g: Tensor, axis: Int = -1) -> Tensor {
    Operation.crossEntropyGradient(x, p, g, attributes: ["axis": .integer(axis)])
}

extension Operation {
    /// The vector-Jacobian product of cross-entropy along the attribute `axis`, with respect to the logits. Over the
    /// reals it is g (y_i sum(p) - p_i), from which its derivatives follow. Weights p may have any sign.
    public static let crossEntropyGradient: Operation = Operation(name: "crossEntropyGradient") {
        types, attributes throws(OperandError) in
        try expect(types, count: 3)
        try expectFloat(types)
        let rows = try types[0].removing(axis: attributes)
        if types[0] != types[1] || types[2] != rows {
            throw OperandError(
                "x and p must have one shape and g the same without the axis, got \(types[0].shape), "
                    + "\(types[1].shape) and \(types[2].shape)")
        }
        return [types[0]]
    } kernel: { inputs, attributes in
        let x = inputs[0]
        let (rows, p, g) = (Rows(x, attributes), Rows(inputs[1], attributes).elements, inputs[2].contiguous())
        return [
            rows.tensor(
                rows.fill(count: x.elementCount) { source, result, scratch in
                    p.withElements { pBase in
                        g.withElements { gBase in
                            engine_cross_entropy_gradient(
                                x.dtype.engineFloat, rows.rows, rows.count, source, pBase, gBase, result, scratch)
                        }
                    }
                })
        ]
    } derivative: { call in
        let (x, p, g, c) = (call.inputs[0], call.inputs[1], call.inputs[2], call.cotangent)
        let axis = x.resolvedAxis(call.attributes.integer("axis") ?? -1)
        let (wideX, wideP, wideC) = (x.widened, p.widened, c.widened)
        let wideG = g.widened.unsqueezed(axis: axis)
        return [
            call.cotangent(ofInput: 0) {
                let weight = wideG * wideP.sum(axis: axis, keepingDimensions: true)
                return softmaxGradient(wideX, wideC * weight, attributes: call.attributes).cast(to: x.dtype)
            },
            call.cotangent(ofInput: 1) {
                let y = TensorEngine.softmax(wideX, axis: axis)
                let mean = (wideC * y).sum(axis: axis, keepingDimensions: true)
                return (wideG * (mean - wideC)).cast(to: p.dtype)
            },
            call.cotangent(ofInput: 2) {
                let ones = Tensor(scalar: 1, dtype: .float64).expanded(to: g.shape)
                let unit = crossEntropyGradient(wideX, wideP, ones, attributes: call.attributes)
                return (wideC * unit).sum(axis: axis).cast(to: g.dtype)
            },
        ]
    }
}
