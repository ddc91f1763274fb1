/// The attributes of a reduction, resolved for a shape.
struct Reduction {
    /// The axes that stay, then those that are reduced.
    let order: [Int]
    /// The number of elements that are reduced to one.
    let count: Int
    /// The result's shape with reduced axes of extent 1, and as the attributes want it.
    let keptShape: Shape
    let shape: Shape

    init(_ attributes: Attributes, of shape: Shape) throws(OperandError) {
        var reduced: Set<Int> = []
        for axis in try attributes.integers("axes") {
            guard let resolved = shape.axis(axis) else {
                throw OperandError("axis \(axis) is not an axis of shape \(shape)")
            }
            if !reduced.insert(resolved).inserted { throw OperandError("axis \(axis) is named twice") }
        }
        let axes = 0..<shape.rank
        order = axes.filter { !reduced.contains($0) } + axes.filter { reduced.contains($0) }
        count = reduced.reduce(1) { $0 * shape[$1] }
        keptShape = Shape(axes.map { reduced.contains($0) ? 1 : shape[$0] })
        self.shape =
            attributes.flag("keepingDimensions")
            ? keptShape : Shape(axes.filter { !reduced.contains($0) }.map { shape[$0] })
    }
}

extension Reduction {
    /// The elements with the reduced axes last, without gaps.
    func rows(of x: Tensor) -> Tensor { Tensor(storage: x.storage, layout: x.layout.permuted(order)).contiguous() }
}

extension Operation {
    /// One floating-point input, reduced over the attribute `axes`; `keepingDimensions` keeps them with extent 1.
    static let floatReduction: ShapeRule = { types, attributes throws(OperandError) in
        try expect(types, count: 1)
        try expectFloat(types)
        return [TensorType(types[0].dtype, try Reduction(attributes, of: types[0].shape).shape)]
    }
}
