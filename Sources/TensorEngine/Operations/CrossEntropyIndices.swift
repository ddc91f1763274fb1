/// How the losses of rows become one.
public enum LossReduction: Sendable {
    /// They do not: one loss a row.
    case none
    /// Their mean over the rows that count; NaN when none does.
    case mean
    case sum
}

/// The cross-entropy of class indices against the softmax of logits: log(sum_k exp(x_k)) - x_c along an axis, which goes.
///
/// With label smoothing s, the share s of the label is spread evenly over all classes. A row whose class is `ignoreIndex`
/// costs nothing, whatever its logits are.
///
/// - Precondition: `classes` is int64 of the logits' shape without the axis; each is a class or `ignoreIndex`.
public func crossEntropy(
    _ logits: Tensor, classes: Tensor, axis: Int = -1, ignoreIndex: Int = -100, labelSmoothing: Double = 0,
    reduction: LossReduction = .mean
) -> Tensor {
    let losses = rowLosses(logits, classes, axis, ignoreIndex, labelSmoothing)
    switch reduction {
    case .none: return losses
    case .sum: return losses.sum(.all)
    case .mean:
        let counted = (classes .!= ignoreIndex).cast(to: .float64).sum(.all)
        return (losses.widened.sum(.all) / counted).cast(to: logits.dtype)
    }
}

private func rowLosses(
    _ logits: Tensor, _ classes: Tensor, _ axis: Int, _ ignoreIndex: Int, _ smoothing: Double
) -> Tensor {
    let axis = logits.resolvedAxis(axis)
    let count = logits.shape[axis]
    if classes.dtype != .int64 { trap("crossEntropy: classes must be int64, got \(classes.type)") }
    if case .int64(let values) = classes.unobservedHostArray.elements {
        for value in values where value != Int64(ignoreIndex) && !(0..<count).contains(Int(value)) {
            trap("crossEntropy: class \(value) is none of \(count) classes")
        }
    }
    let counts = classes .!= ignoreIndex
    // A row that does not count is replaced, so that not even NaN in it matters.
    let zero = Tensor(scalar: 0, dtype: .float64)
    let wide = select(where: counts.unsqueezed(axis: axis), logits.widened, zero)
    var extents = [Int](repeating: 1, count: logits.rank)
    extents[axis] = count
    let names = Tensor((0..<count).map(Int64.init), shape: Shape(extents))
    let isClass = classes.unsqueezed(axis: axis) .== names
    let one = Tensor(scalar: 1, dtype: .float64)
    let own = crossEntropy(wide, labels: select(where: isClass, one, zero), axis: axis)
    guard smoothing != 0 else { return select(where: counts, own, zero).cast(to: logits.dtype) }
    // (1 - s) own + s mean, with s where it need not be rounded.
    let every = crossEntropy(wide, labels: one.expanded(to: logits.shape), axis: axis)
    let losses = own + smoothing * (every / Double(count) - own)
    return select(where: counts, losses, zero).cast(to: logits.dtype)
}

extension Implementation {
    /// Cross-entropy of class indices, one loss a row.
    static let crossEntropyIndices = Implementation(name: "crossEntropyIndices", specification: "crossEntropyIndices") {
        inputs, attributes in
        [
            crossEntropy(
                inputs[0], classes: inputs[1], axis: attributes.integer("axis") ?? -1,
                ignoreIndex: attributes.integer("ignoreIndex") ?? -100,
                labelSmoothing: attributes.real("labelSmoothing") ?? 0, reduction: .none)
        ]
    }
}
