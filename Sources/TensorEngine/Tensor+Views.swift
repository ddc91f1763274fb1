// Other shapes for the same elements. All of these are views where strides can express them, and are recorded as
// operations.

extension Tensor {
    /// The elements in row-major order under another shape.
    ///
    /// - Precondition: both shapes have the same number of elements.
    public func reshaped(_ shape: Shape) -> Tensor {
        shape == self.shape ? self : Operation.reshape(self, attributes: ["shape": .integers(shape.extents)])
    }

    /// The last two axes swapped: [..., i, j] to [..., j, i].
    ///
    /// - Precondition: there are at least two axes.
    public func transposed() -> Tensor { Operation.transpose(self) }

    /// The axes in another order: axis k of the result is axis `axes[k]` of this tensor.
    ///
    /// - Precondition: every axis is named once.
    public func permuted(_ axes: [Int]) -> Tensor { Operation.permute(self, attributes: ["axes": .integers(axes)]) }

    /// The elements repeated along new leading axes and axes of extent 1.
    ///
    /// - Precondition: this shape broadcasts to `shape`.
    public func expanded(to shape: Shape) -> Tensor {
        shape == self.shape ? self : Operation.expand(self, attributes: ["shape": .integers(shape.extents)])
    }

    func resolvedAxis(_ axis: Int) -> Int {
        shape.axis(axis).orTrap("axis \(axis) is not an axis of shape \(shape)")
    }
}
