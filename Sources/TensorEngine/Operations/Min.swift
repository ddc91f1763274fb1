internal import CEngineKernels

extension Tensor {
    /// The smallest element, of shape []; NaN if there is one.
    public func min(_ every: EveryAxis) -> Tensor { min(axes: Array(0..<rank)) }

    /// The smallest elements along one axis.
    public func min(axis: Int, keepingDimensions: Bool = false) -> Tensor {
        min(axes: [axis], keepingDimensions: keepingDimensions)
    }

    /// The smallest elements along several axes, which go, or stay with extent 1. NaN counts as the smallest.
    ///
    /// - Precondition: each axis is one of the tensor's and named once; what is reduced is not empty.
    public func min(axes: [Int], keepingDimensions: Bool = false) -> Tensor {
        Operation.min(
            cast(to: dtype.arithmetic),
            attributes: ["axes": .integers(axes), "keepingDimensions": .bool(keepingDimensions)])
    }
}

extension Operation {
    /// The smallest element over the attribute `axes`; equal ones share the cotangent evenly.
    public static let min = extremum("min", largest: false)
}
