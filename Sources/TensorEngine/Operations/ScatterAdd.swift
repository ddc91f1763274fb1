internal import CEngineKernels

extension Operation {
    /// The adjoint of `gather`: zeros of the attribute `shape`, with each element of the first input added at the index that
    /// the second holds for it along the attribute `axis`. What meets at one place is summed in binary64, whatever its order.
    public static let scatterAdd: Operation = Operation(name: "scatterAdd") { types, attributes throws(OperandError) in
        let axis = try indexedAxis(types, attributes)
        let shape = try attributes.shape("shape")
        var expected = shape
        if types[0].shape.rank == shape.rank { expected[axis] = types[0].shape[axis] }
        guard types[0].dtype.isFloatingPoint, types[0].shape == expected, types[1].shape == expected else {
            throw OperandError(
                "source and indices must be floats and int64 of the shape \(shape) but for axis \(axis), got \(types[0]) and \(types[1])"
            )
        }
        return [TensorType(types[0].dtype, shape)]
    } kernel: { inputs, attributes in
        let (source, indices) = (Rows(inputs[0], attributes), Rows(inputs[1], attributes))
        let shape = attributes.checked { try $0.shape("shape") }
        let axis = attributes.checked { try $0.axis(of: shape) }
        let target = Rows(shape: shape, axis: axis)
        checkIndices(indices.elements, below: shape[axis], "scatterAdd")
        let result = Storage(zeros: inputs[0].dtype, count: shape.elementCount)
        source.elements.withElements { from in
            indices.elements.withElements { places in
                result.withElements { to in
                    withUnsafeTemporaryAllocation(of: Double.self, capacity: 2 * shape[axis] + 1) { scratch in
                        engine_scatter_add(
                            inputs[0].dtype.engineFloat, source.rows, shape[axis], source.count, from,
                            places.assumingMemoryBound(to: Int64.self), to, scratch.baseAddress!)
                    }
                }
            }
        }
        return [target.tensor(result)]
    } derivative: { call in
        let axis = call.attributes.checked { try $0.axis(of: call.cotangent.shape) }
        return [call.cotangent.gathered(axis: axis, call.inputs[1]), nil]
    }
}
