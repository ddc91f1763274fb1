extension Operation {
    /// The axes in the order of the attribute `axes`, as a view.
    public static let permute: Operation = Operation(name: "permute") { types, attributes throws(OperandError) in
        try expect(types, count: 1)
        let axes = try order(attributes, of: types[0].shape)
        return [TensorType(types[0].dtype, Shape(axes.map { types[0].shape[$0] }))]
    } kernel: { inputs, attributes in
        let x = inputs[0]
        let axes = attributes.checked { try order($0, of: x.shape) }
        return [Tensor(storage: x.storage, layout: x.layout.permuted(axes))]
    } derivative: { call in
        let shape = call.inputs[0].shape
        let axes = call.attributes.checked { try order($0, of: shape) }
        var inverse = axes
        for (position, axis) in axes.enumerated() { inverse[axis] = position }
        return [call.cotangent.permuted(inverse)]
    }

    private static func order(_ attributes: Attributes, of shape: Shape) throws(OperandError) -> [Int] {
        let axes = try attributes.integers("axes")
        let resolved = axes.compactMap { shape.axis($0) }
        guard resolved.sorted() == Array(0..<shape.rank) else {
            throw OperandError("axes \(axes) are not a permutation of the axes of shape \(shape)")
        }
        return resolved
    }
}
