internal import CEngineKernels

extension Tensor {
    /// The elements that indices name along an axis: element [..., i, ...] of the result is this tensor's at
    /// [..., indices[..., i, ...], ...].
    ///
    /// - Precondition: `indices` is int64 of the same rank and, off the axis, the same extents; every index is on the axis.
    public func gathered(axis: Int, _ indices: Tensor) -> Tensor {
        Operation.gather(self, indices, attributes: ["axis": .integer(axis)])
    }

    /// The slices that indices name along an axis.
    ///
    /// - Precondition: `indices` is int64 with one axis; every index is on this tensor's.
    public func selected(axis: Int, _ indices: Tensor) -> Tensor {
        Operation.indexSelect(self, indices, attributes: ["axis": .integer(axis)])
    }
}

extension Operation {
    /// Elements of the first input along the attribute `axis`, by the indices that the second holds for each result.
    public static let gather: Operation = Operation(name: "gather") { types, attributes throws(OperandError) in
        let axis = try indexedAxis(types, attributes)
        var expected = types[0].shape
        if types[1].shape.rank == expected.rank { expected[axis] = types[1].shape[axis] }
        if types[1].shape != expected {
            throw OperandError("indices must have the shape \(expected) but for axis \(axis), got \(types[1])")
        }
        return [TensorType(types[0].dtype, expected)]
    } kernel: { inputs, attributes in
        let (rows, indices) = (Rows(inputs[0], attributes), Rows(inputs[1], attributes))
        checkIndices(indices.elements, below: rows.count, "gather")
        return [indices.tensor(gathered(rows, indices.elements, chosen: indices.count, indexRowStride: indices.count))]
    } derivative: { call in
        guard call.inputs[0].dtype.isFloatingPoint else { return [nil, nil] }
        return [scatterAdd(call.cotangent, call.inputs[1], call.attributes, to: call.inputs[0].shape), nil]
    }

    /// Slices of the first input along the attribute `axis`, by the indices in the second, which has one axis.
    public static let indexSelect: Operation = Operation(name: "indexSelect") {
        types, attributes throws(OperandError) in
        let axis = try indexedAxis(types, attributes)
        if types[1].shape.rank != 1 { throw OperandError("indices must have one axis, got \(types[1])") }
        var shape = types[0].shape
        shape[axis] = types[1].shape[0]
        return [TensorType(types[0].dtype, shape)]
    } kernel: { inputs, attributes in
        let rows = Rows(inputs[0], attributes)
        let indices = inputs[1].contiguous()
        checkIndices(indices, below: rows.count, "indexSelect")
        let storage = gathered(rows, indices, chosen: indices.elementCount, indexRowStride: 0)
        let axis = attributes.checked { try $0.axis(of: inputs[0].shape) }
        var shape = inputs[0].shape
        shape[axis] = indices.elementCount
        return [Rows(shape: shape, axis: axis).tensor(storage)]
    } derivative: { call in
        guard call.inputs[0].dtype.isFloatingPoint else { return [nil, nil] }
        let axis = call.attributes.checked { try $0.axis(of: call.inputs[0].shape) }
        var extents = [Int](repeating: 1, count: call.cotangent.rank)
        extents[axis] = call.inputs[1].elementCount
        let indices = call.inputs[1].reshaped(Shape(extents)).expanded(to: call.cotangent.shape)
        return [scatterAdd(call.cotangent, indices, call.attributes, to: call.inputs[0].shape), nil]
    }

    private static func scatterAdd(
        _ source: Tensor, _ indices: Tensor, _ attributes: Attributes, to shape: Shape
    ) -> Tensor {
        scatterAdd(source, indices, attributes: attributes.merging(["shape": .integers(shape.extents)]) { $1 })
    }

    /// The axis, once it is sure that the second operand holds indices.
    static func indexedAxis(_ types: [TensorType], _ attributes: Attributes) throws(OperandError) -> Int {
        try expect(types, count: 2)
        if types[1].dtype != .int64 { throw OperandError("indices must be int64, got \(types[1])") }
        return try attributes.axis(of: types[0].shape)
    }

    /// - Precondition: all indices are in range.
    static func checkIndices(_ indices: Tensor, below extent: Int, _ name: String) {
        guard case .int64(let values) = indices.unobservedHostArray.elements else { return }
        for value in values where !(0..<extent).contains(Int(value)) {
            trap("\(name): index \(value) is not on an axis of extent \(extent)")
        }
    }

    private static func gathered(_ rows: Rows, _ indices: Tensor, chosen: Int, indexRowStride: Int) -> Storage {
        let dtype = rows.elements.dtype
        let result = Storage(dtype, count: rows.rows * chosen)
        rows.elements.withElements { source in
            indices.withElements { places in
                result.withElements {
                    engine_gather(
                        dtype.byteCount, rows.rows, rows.count, chosen, source,
                        places.assumingMemoryBound(to: Int64.self), indexRowStride, $0)
                }
            }
        }
        return result
    }
}
