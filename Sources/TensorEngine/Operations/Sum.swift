internal import CEngineKernels

/// The axes of a reduction over everything; there is only `.all`, so that it has to be spelled out.
public enum EveryAxis: Sendable {
    case all
}

extension Tensor {
    /// The sum of all elements, of shape []; 0 for an empty tensor.
    ///
    /// There is no `sum()`: a reduction says over what. In `([[1], [2]] + [1, 2]).sum(.all)` one sees that a [2, 2]
    /// result of an unintended broadcast is summed whole.
    public func sum(_ every: EveryAxis) -> Tensor { sum(axes: Array(0..<rank)) }

    /// The sum along one axis.
    public func sum(axis: Int, keepingDimensions: Bool = false) -> Tensor {
        sum(axes: [axis], keepingDimensions: keepingDimensions)
    }

    /// The sum along several axes, which go, or stay with extent 1. Negative axes count from the end; booleans are
    /// summed as integers.
    ///
    /// - Precondition: each axis is one of the tensor's and named once.
    public func sum(axes: [Int], keepingDimensions: Bool = false) -> Tensor {
        Operation.sum(
            cast(to: dtype.arithmetic),
            attributes: ["axes": .integers(axes), "keepingDimensions": .bool(keepingDimensions)])
    }
}

extension Operation {
    /// The sum over the attribute `axes`; `keepingDimensions` keeps them with extent 1.
    ///
    /// Floats are summed in row-major order in binary64 with compensation, so that the result is within an ulp unless
    /// the summands cancel almost wholly; int64 traps on overflow.
    public static let sum: Operation = Operation(name: "sum") { types, attributes throws(OperandError) in
        try expect(types, count: 1)
        if types[0].dtype == .bool { throw OperandError("the operand must be numbers, got \(types[0])") }
        return [TensorType(types[0].dtype, try Reduction(attributes, of: types[0].shape).shape)]
    } kernel: { inputs, attributes in
        let x = inputs[0]
        let reduction = attributes.checked { try Reduction($0, of: x.shape) }
        let elements = Tensor(storage: x.storage, layout: x.layout.permuted(reduction.order)).contiguous()
        let result = Storage(x.dtype, count: reduction.shape.elementCount)
        var fits = true
        elements.withElements { source in
            result.withElements { base in
                if x.dtype == .int64 {
                    fits = engine_sum_i64(result.count, reduction.count, source, base)
                } else {
                    engine_sum(x.dtype.engineFloat, result.count, reduction.count, source, base)
                }
            }
        }
        if !fits { trap("sum: a partial sum does not fit int64") }
        return [Tensor(storage: result, shape: reduction.shape)]
    } derivative: { call in
        let shape = call.inputs[0].shape
        let reduction = call.attributes.checked { try Reduction($0, of: shape) }
        return [call.cotangent.reshaped(reduction.keptShape).expanded(to: shape)]
    }
}
