internal import CEngineKernels

extension Tensor {
    /// The place of the largest element along an axis, int64: the first of several, and of NaN before all numbers.
    ///
    /// - Precondition: the axis is not empty.
    public func argmax(axis: Int, keepingDimensions: Bool = false) -> Tensor {
        Operation.argmax(
            cast(to: dtype.arithmetic),
            attributes: ["axis": .integer(axis), "keepingDimensions": .bool(keepingDimensions)])
    }

    /// The place of the smallest element along an axis, int64: the first of several, and of NaN before all numbers.
    ///
    /// - Precondition: the axis is not empty.
    public func argmin(axis: Int, keepingDimensions: Bool = false) -> Tensor {
        Operation.argmin(
            cast(to: dtype.arithmetic),
            attributes: ["axis": .integer(axis), "keepingDimensions": .bool(keepingDimensions)])
    }
}

extension Operation {
    /// The place of the largest element along the attribute `axis`.
    public static let argmax = place("argmax", largest: true)

    /// The place of the smallest element along the attribute `axis`.
    public static let argmin = place("argmin", largest: false)

    private static func place(_ name: String, largest: Bool) -> Operation {
        Operation(name: name) { types, attributes throws(OperandError) in
            try expect(types, count: 1)
            return [TensorType(.int64, try extremeRule(types, try axes(attributes, types[0].shape))[0].shape)]
        } kernel: { inputs, attributes in
            let x = inputs[0]
            let reduction = attributes.checked { try Reduction(axes($0, x.shape), of: x.shape) }
            let result = Storage(.int64, count: reduction.shape.elementCount)
            reduction.rows(of: x).withElements { source in
                result.withElements {
                    engine_extreme(
                        x.dtype.engineNumber, result.count, reduction.count, source, largest, nil,
                        $0.assumingMemoryBound(to: Int64.self))
                }
            }
            return [Tensor(storage: result, shape: reduction.shape)]
        }
    }

    /// The attribute `axis` as the axes of a reduction.
    private static func axes(_ attributes: Attributes, _ shape: Shape) throws(OperandError) -> Attributes {
        attributes.merging(["axes": .integers([try attributes.axis(of: shape)])]) { $1 }
    }
}
