extension Tensor {
    /// With new axes of extent 1, at these places of the result, as a view; -1 is its last.
    ///
    /// - Precondition: each place is one of the result's and named once.
    public func unsqueezed(axes: [Int]) -> Tensor { Operation.unsqueeze(self, attributes: ["axes": .integers(axes)]) }

    /// With a new axis of extent 1 at the given place; -1 puts it last.
    public func unsqueezed(axis: Int) -> Tensor { unsqueezed(axes: [axis]) }
}

extension Operation {
    /// The elements with new axes of extent 1 where the attribute `axes` says, counted in the result, as a view.
    public static let unsqueeze: Operation = Operation(name: "unsqueeze") { types, attributes throws(OperandError) in
        try expect(types, count: 1)
        let places = try newAxes(attributes, of: types[0].shape)
        return [TensorType(types[0].dtype, Shape(interleave(types[0].shape.extents, with: 1, at: places)))]
    } kernel: { inputs, attributes in
        let x = inputs[0]
        let places = attributes.checked { try newAxes($0, of: x.shape) }
        let layout = Layout(
            shape: Shape(interleave(x.shape.extents, with: 1, at: places)),
            strides: interleave(x.layout.strides, with: 0, at: places), offset: x.layout.offset)
        return [Tensor(storage: x.storage, layout: layout)]
    } derivative: { call in
        let shape = call.inputs[0].shape
        let places = call.attributes.checked { try newAxes($0, of: shape) }
        return [squeeze(call.cotangent, attributes: ["axes": .integers(places.sorted())])]
    }

    private static func newAxes(_ attributes: Attributes, of shape: Shape) throws(OperandError) -> Set<Int> {
        let axes = try attributes.integers("axes")
        let rank = shape.rank + axes.count
        var places: Set<Int> = []
        for axis in axes {
            let place = axis < 0 ? axis + rank : axis
            guard (0..<rank).contains(place) else {
                throw OperandError("axis \(axis) is not an axis of a result of rank \(rank), made from shape \(shape)")
            }
            if !places.insert(place).inserted { throw OperandError("axis \(axis) is named twice") }
        }
        return places
    }

    private static func interleave(_ values: [Int], with new: Int, at places: Set<Int>) -> [Int] {
        var rest = values.makeIterator()
        return (0..<values.count + places.count).map { places.contains($0) ? new : rest.next() ?? new }
    }
}
