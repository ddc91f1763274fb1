extension Tensor {
    /// Elements, rows and strided parts of the tensor, as views: `x[0]`, `x[1..., 2]`, `x[.all, 0]`, `x[-1, .newAxis]`,
    /// `x[.every(2), .reversed]`, `x[stride(from: 8, through: 0, by: -2)]`. Axes that are not mentioned are whole.
    ///
    /// Assigning writes a value that broadcasts to the selected shape, rounded to this dtype. Copies made before keep
    /// their values.
    ///
    /// - Precondition: every index is on its axis. For assignment, the tensor takes part in no gradient.
    public subscript(_ indices: any TensorIndexConvertible...) -> Tensor {
        get { Selection(indices.map(\.tensorIndex.kind), of: shape)(self) }
        set { write(newValue, to: Selection(indices.map(\.tensorIndex.kind), of: shape)) }
    }

    private mutating func write(_ value: Tensor, to selection: Selection) {
        if history != nil {
            trap(
                isLeaf
                    ? "cannot mutate a \(type) leaf that requires gradients; assign a new leaf instead"
                    : "cannot mutate a \(type) tensor with a gradient history; mutate a detached() copy")
        }
        if value.history != nil {
            trap("cannot write a \(value.type) value with a gradient history: gradients do not flow through mutation")
        }
        let selected = Shape(selection.result)
        if !value.shape.broadcasts(to: selected) {
            trap("cannot write a value of shape \(value.shape) to a selection of shape \(selected)")
        }
        Context.noteUnseen(self, "mutation of a \(type) tensor")
        Context.noteUnseen(value, "mutation with a computed \(value.type) value")
        if !isKnownUniquelyReferenced(&storage) || !isContiguous || storage.count != elementCount {
            storage = copiedStorage()
            layout = Layout(rowMajor: shape)
        }
        let part = layout.sliced(starts: selection.starts, steps: selection.steps, shape: Shape(selection.sliced))
        // The value is made contiguous first, so that `x[0..<3] = x[1...]` reads before it writes.
        let source = Tensor(value.cast(to: dtype).expanded(to: selected).unobservedHostArray)
        let target = Layout(shape: part.shape, strides: part.strides, offset: part.offset)
        let view = Tensor(storage: source.storage, shape: part.shape)
        storage.withElements { view.copyElements(to: $0, layout: target) }
        identity = .next()
    }
}
