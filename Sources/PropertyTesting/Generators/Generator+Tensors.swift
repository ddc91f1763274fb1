public import Values

extension Generator where Value == HostArray {
    /// Float32 tensors of generated shape, whose elements are related to each other in ways that break code: they
    /// cancel, tie, repeat, differ by many binades (`TensorStructure`).
    ///
    ///     .tensor(shape: .ranks(1...3), .float32(-50...50))
    ///
    /// Simpler tensors have fewer elements and simpler ones. When a case fails, shrinking takes slices of it, drops axes
    /// and shortens reductions, in all tensors whose axes belong together.
    ///
    /// - Parameters:
    ///   - shape: the shapes.
    ///   - elements: the floats. A generator other than a plain `.float32` draws each element by itself.
    ///   - structures: how elements may be related.
    @_disfavoredOverload
    public static func tensor(
        shape: Generator<Shape> = .shape(), _ elements: Generator<Float> = .float32,
        structures: [TensorStructure] = TensorStructure.allCases
    ) -> Generator {
        precondition(!structures.isEmpty, "a tensor needs at least one structure")
        return Generator(label: Label.of("tensor", elements.label)) { source in
            let shape = try source.draw(shape)
            guard let domain = elements.floats else {
                return HostArray(try (0..<shape.elementCount).map { _ in try source.draw(elements) }, shape: shape)
            }
            let format = domain.format
            let bits = try source.tensor(shape, domain, structures)
            return HostArray(
                format == .float32
                    ? bits.map { Float(bitPattern: UInt32(truncatingIfNeeded: $0)) } : bits.map(format.widened),
                shape: shape)
        }
    }

    /// Float64 tensors.
    @_disfavoredOverload
    public static func tensor(
        shape: Generator<Shape> = .shape(), _ elements: Generator<Double>,
        structures: [TensorStructure] = TensorStructure.allCases
    ) -> Generator {
        precondition(!structures.isEmpty, "a tensor needs at least one structure")
        return Generator(label: Label.of("tensor64", elements.label)) { source in
            let shape = try source.draw(shape)
            guard let domain = elements.floats else {
                return HostArray(try (0..<shape.elementCount).map { _ in try source.draw(elements) }, shape: shape)
            }
            return HostArray(
                try source.tensor(shape, domain, structures).map { Double(bitPattern: $0) }, shape: shape)
        }
    }

    /// Tensors of one shape.
    @_disfavoredOverload
    public static func tensor(
        shape: Shape, _ elements: Generator<Float> = .float32,
        structures: [TensorStructure] = TensorStructure.allCases
    ) -> Generator {
        tensor(shape: .constant(shape), elements, structures: structures)
    }

    @_disfavoredOverload
    public static func tensor(
        shape: Shape, _ elements: Generator<Double>, structures: [TensorStructure] = TensorStructure.allCases
    ) -> Generator {
        tensor(shape: .constant(shape), elements, structures: structures)
    }
}

extension Generator where Value == [HostArray] {
    /// Tensors whose shapes broadcast against each other.
    @_disfavoredOverload
    public static func broadcastableTensors(
        _ count: Int = 2, ranks: ClosedRange<Int> = 0...3, extents: ClosedRange<Int> = 1...6,
        _ elements: Generator<Float> = .float32
    ) -> Generator {
        Generator(label: Label.of("broadcastableTensors", elements.label)) { source in
            let shapes = try source.draw(.broadcastableShapes(count, ranks: ranks, extents: extents))
            return try shapes.shapes.map { try source.draw(.tensor(shape: $0, elements)) }
        }
    }
}

extension Generator where Value == (HostArray, HostArray) {
    /// Both operands of a matrix product.
    @_disfavoredOverload
    public static func matrixProduct(
        extents: ClosedRange<Int> = 1...6, batchRanks: ClosedRange<Int> = 0...0, allowsVectors: Bool = false,
        _ elements: Generator<Float> = .float32
    ) -> Generator {
        Generator(label: Label.of("matrixProduct", elements.label)) { source in
            let isInput = source.beginsInput()
            let shapes = try source.draw(
                .matrixProductShapes(extents: extents, batchRanks: batchRanks, allowsVectors: allowsVectors))
            return (
                try source.part(.tensor(shape: shapes.left, elements), ofInput: isInput),
                try source.part(.tensor(shape: shapes.right, elements), ofInput: isInput)
            )
        }
    }
}
