internal import CEngineKernels

extension Tensor {
    /// The largest element, of shape []; NaN if there is one.
    public func max(_ every: EveryAxis) -> Tensor { max(axes: Array(0..<rank)) }

    /// The largest elements along one axis.
    public func max(axis: Int, keepingDimensions: Bool = false) -> Tensor {
        max(axes: [axis], keepingDimensions: keepingDimensions)
    }

    /// The largest elements along several axes, which go, or stay with extent 1. NaN counts as the largest.
    ///
    /// - Precondition: each axis is one of the tensor's and named once; what is reduced is not empty.
    public func max(axes: [Int], keepingDimensions: Bool = false) -> Tensor {
        Operation.max(
            cast(to: dtype.arithmetic),
            attributes: ["axes": .integers(axes), "keepingDimensions": .bool(keepingDimensions)])
    }
}

extension Operation {
    /// The largest element over the attribute `axes`; equal ones share the cotangent evenly.
    public static let max = extremum("max", largest: true)
}
