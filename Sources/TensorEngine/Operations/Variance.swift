internal import CEngineKernels

extension Tensor {
    /// The variance along several axes: the sum of squared deviations from the mean over n - correction, NaN unless that is
    /// positive. A correction of 1 makes it unbiased.
    ///
    /// - Precondition: the dtype is floating-point; each axis is one of the tensor's and named once.
    public func variance(axes: [Int], correction: Int = 1, keepingDimensions: Bool = false) -> Tensor {
        Operation.var(
            self,
            attributes: [
                "axes": .integers(axes), "correction": .integer(correction),
                "keepingDimensions": .bool(keepingDimensions),
            ])
    }
}

extension Operation {
    /// The variance over the attribute `axes`, by two passes over deviations, rounded once. The derivative is
    /// 2 g (x - mean) / (n - correction).
    public static let `var`: Operation = Operation(name: "var", shapeRule: floatReduction) { inputs, attributes in
        let x = inputs[0]
        let reduction = attributes.checked { try Reduction($0, of: x.shape) }
        let result = Storage(x.dtype, count: reduction.shape.elementCount)
        let degrees = Double(reduction.count - (attributes.integer("correction") ?? 1))
        reduction.rows(of: x).withElements { source in
            result.withElements {
                engine_variance(x.dtype.engineFloat, result.count, reduction.count, source, degrees, $0)
            }
        }
        return [Tensor(storage: result, shape: reduction.shape)]
    } derivative: { call in
        let x = call.inputs[0]
        let reduction = call.attributes.checked { try Reduction($0, of: x.shape) }
        let axes = call.attributes.checked { try $0.integers("axes") }
        let degrees = Double(reduction.count - (call.attributes.integer("correction") ?? 1))
        let wide = x.widened
        let deviations = wide - wide.mean(axes: axes, keepingDimensions: true)
        let cotangent = call.cotangent.widened.reshaped(reduction.keptShape)
        // Without degrees of freedom there is no variance, and no slope.
        return [(2 * cotangent * deviations / (degrees > 0 ? degrees : .nan)).cast(to: x.dtype)]
    }
}
