internal import CEngineKernels

extension Tensor {
    /// log(sum(exp(x))) over several axes, which go, or stay with extent 1; -inf over nothing.
    ///
    /// Within an ulp for float32, also where the exponentials sum to about 1 and the result is close to 0. A NaN makes
    /// NaN, else +inf makes +inf; only -inf is -inf.
    ///
    /// - Precondition: the dtype is floating-point; each axis is one of the tensor's and named once.
    public func logSumExp(axes: [Int], keepingDimensions: Bool = false) -> Tensor {
        Operation.logSumExp(
            self, attributes: ["axes": .integers(axes), "keepingDimensions": .bool(keepingDimensions)])
    }

    /// log(sum(exp(x))) along one axis.
    public func logSumExp(axis: Int, keepingDimensions: Bool = false) -> Tensor {
        logSumExp(axes: [axis], keepingDimensions: keepingDimensions)
    }
}

extension Operation {
    /// log(sum(exp(x))) over the attribute `axes`, rounded once.
    ///
    /// The derivative is g softmax(x), a product of binary64 numbers rounded once.
    public static let logSumExp: Operation = Operation(name: "logSumExp", shapeRule: floatReduction) {
        inputs, attributes in
        let x = inputs[0]
        let reduction = attributes.checked { try Reduction($0, of: x.shape) }
        let result = Storage(x.dtype, count: reduction.shape.elementCount)
        reduction.rows(of: x).withElements { source in
            result.withElements { base in
                withUnsafeTemporaryAllocation(of: Double.self, capacity: Swift.max(1, reduction.count)) { scratch in
                    guard let address = scratch.baseAddress else { return }
                    engine_log_sum_exp(
                        x.dtype.engineFloat, result.count, reduction.count, source, base, address)
                }
            }
        }
        return [Tensor(storage: result, shape: reduction.shape)]
    } derivative: { call in
        let x = call.inputs[0]
        let reduction = call.attributes.checked { try Reduction($0, of: x.shape) }
        let moved = x.widened.permuted(reduction.order)
        let rows = Shape([reduction.shape.elementCount, reduction.count])
        let y = TensorEngine.softmax(moved.reshaped(rows)).reshaped(moved.shape)
        var inverse = reduction.order
        for (position, axis) in reduction.order.enumerated() { inverse[axis] = position }
        let g = call.cotangent.widened.reshaped(reduction.keptShape)
        return [(g * y.permuted(inverse)).cast(to: x.dtype)]
    }
}
