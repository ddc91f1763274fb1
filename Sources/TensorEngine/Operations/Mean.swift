internal import CEngineKernels

extension Tensor {
    /// The mean of all elements, of shape []; NaN for an empty tensor.
    public func mean(_ every: EveryAxis) -> Tensor { mean(axes: Array(0..<rank)) }

    /// The mean along one axis; NaN along an empty one.
    public func mean(axis: Int, keepingDimensions: Bool = false) -> Tensor {
        mean(axes: [axis], keepingDimensions: keepingDimensions)
    }

    /// The mean along several axes, which go, or stay with extent 1. Negative axes count from the end.
    ///
    /// - Precondition: the dtype is floating-point; each axis is one of the tensor's and named once.
    public func mean(axes: [Int], keepingDimensions: Bool = false) -> Tensor {
        Operation.mean(self, attributes: ["axes": .integers(axes), "keepingDimensions": .bool(keepingDimensions)])
    }
}

extension Operation {
    /// The mean over the attribute `axes`: the compensated binary64 sum, divided and rounded once.
    public static let mean: Operation = Operation(name: "mean", shapeRule: floatReduction) { inputs, attributes in
        let x = inputs[0]
        let reduction = attributes.checked { try Reduction($0, of: x.shape) }
        let result = Storage(x.dtype, count: reduction.shape.elementCount)
        reduction.rows(of: x).withElements { source in
            result.withElements { engine_mean(x.dtype.engineFloat, result.count, reduction.count, source, $0) }
        }
        return [Tensor(storage: result, shape: reduction.shape)]
    } derivative: { call in
        let x = call.inputs[0]
        let reduction = call.attributes.checked { try Reduction($0, of: x.shape) }
        let share = (call.cotangent.widened / Double(reduction.count)).cast(to: x.dtype)
        return [share.reshaped(reduction.keptShape).expanded(to: x.shape)]
    }
}
