internal import CEngineKernels

extension Tensor {
    /// The Euclidean norm along several axes, the root of the sum of squares; it neither overflows nor vanishes on the way.
    ///
    /// - Precondition: the dtype is floating-point; each axis is one of the tensor's and named once.
    public func norm(axes: [Int], keepingDimensions: Bool = false) -> Tensor {
        Operation.norm(self, attributes: ["axes": .integers(axes), "keepingDimensions": .bool(keepingDimensions)])
    }
}

extension Operation {
    /// The Euclidean norm over the attribute `axes`, rounded once. The derivative is g x / norm; at the origin, where there is
    /// none, it is 0.
    public static let norm: Operation = Operation(name: "norm", shapeRule: floatReduction) { inputs, attributes in
        let x = inputs[0]
        let reduction = attributes.checked { try Reduction($0, of: x.shape) }
        let result = Storage(x.dtype, count: reduction.shape.elementCount)
        reduction.rows(of: x).withElements { source in
            result.withElements { engine_norm(x.dtype.engineFloat, result.count, reduction.count, source, $0) }
        }
        return [Tensor(storage: result, shape: reduction.shape)]
    } derivative: { call in
        let x = call.inputs[0].widened
        let reduction = call.attributes.checked { try Reduction($0, of: x.shape) }
        let axes = call.attributes.checked { try $0.integers("axes") }
        let size = x.norm(axes: axes, keepingDimensions: true)
        let one = Tensor(scalar: 1, dtype: .float64)
        let direction = x / select(where: size .== 0, one, size)
        let cotangent = call.cotangent.widened.reshaped(reduction.keptShape)
        return [(cotangent * direction).cast(to: call.inputs[0].dtype)]
    }
}
