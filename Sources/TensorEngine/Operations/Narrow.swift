extension Tensor {
    /// `length` consecutive positions along an axis, from `start`, as a view.
    ///
    /// - Precondition: all of them are on the axis.
    public func narrowed(axis: Int, start: Int, length: Int) -> Tensor {
        Operation.narrow(
            self, attributes: ["axis": .integer(axis), "start": .integer(start), "length": .integer(length)])
    }
}

extension Operation {
    /// The attribute `length` positions along the attribute `axis`, from the attribute `start`, as a view.
    public static let narrow: Operation = Operation(name: "narrow") { types, attributes throws(OperandError) in
        try expect(types, count: 1)
        let part = try NarrowPart(narrow: attributes, of: types[0].shape)
        try part.part.check(part.shape, within: types[0].shape)
        return [TensorType(types[0].dtype, part.shape)]
    } kernel: { inputs, attributes in
        let x = inputs[0]
        let (part, shape) = attributes.checked { try NarrowPart(narrow: $0, of: x.shape) }.both
        return [
            Tensor(storage: x.storage, layout: x.layout.sliced(starts: part.starts, steps: part.steps, shape: shape))
        ]
    } derivative: { call in
        let x = call.inputs[0]
        let (part, _) = call.attributes.checked { try NarrowPart(narrow: $0, of: x.shape) }.both
        return [
            embed(
                call.cotangent,
                attributes: [
                    "starts": .integers(part.starts), "steps": .integers(part.steps),
                    "shape": .integers(x.shape.extents),
                ])
        ]
    }
}

/// The slice that narrowing is.
private struct NarrowPart {
    let part: Operation.Part
    let shape: Shape

    var both: (Operation.Part, Shape) { (part, shape) }

    init(narrow attributes: Attributes, of whole: Shape) throws(OperandError) {
        let axis = try attributes.axis(of: whole)
        guard let start = attributes.integer("start"), let length = attributes.integer("length"), length >= 0 else {
            throw OperandError("narrow needs the attributes start and length, which is not negative")
        }
        var shape = whole
        shape[axis] = length
        self.shape = shape
        var starts = [Int](repeating: 0, count: whole.rank)
        starts[axis] = start
        part = Operation.Part(starts: starts, steps: [Int](repeating: 1, count: whole.rank))
    }
}
