public import PropertyTesting
public import TensorEngine
internal import Values

// Tensors as operations get them: with elements that are related, and lying in memory in ways that only strides tell
// apart. Values do not depend on the layout, and shrinking leads to contiguous ones.

extension Generator where Value == Tensor {
    /// Float32 tensors of generated shape, structure and layout.
    ///
    ///     .tensor(shape: .ranks(1...3), .float32(-50...50))
    ///
    /// Half of them are contiguous. The others are transposed, have gaps between their elements, run backwards, start
    /// somewhere in their storage, or repeat elements along an axis (stride 0).
    ///
    /// - Parameters:
    ///   - shape: the shapes.
    ///   - elements: the floats.
    ///   - structures: how elements may be related.
    public static func tensor(
        shape: Generator<Shape> = .shape(), _ elements: Generator<Float> = .float32,
        structures: [TensorStructure] = TensorStructure.allCases
    ) -> Generator {
        laidOut(shape) { .tensor(shape: $0, elements, structures: structures) }
    }

    /// Float64 tensors.
    public static func tensor(
        shape: Generator<Shape> = .shape(), _ elements: Generator<Double>,
        structures: [TensorStructure] = TensorStructure.allCases
    ) -> Generator {
        laidOut(shape) { .tensor(shape: $0, elements, structures: structures) }
    }

    /// Tensors of one shape.
    public static func tensor(
        shape: Shape, _ elements: Generator<Float> = .float32,
        structures: [TensorStructure] = TensorStructure.allCases
    ) -> Generator {
        tensor(shape: .constant(shape), elements, structures: structures)
    }

    public static func tensor(
        shape: Shape, _ elements: Generator<Double>, structures: [TensorStructure] = TensorStructure.allCases
    ) -> Generator {
        tensor(shape: .constant(shape), elements, structures: structures)
    }

    /// Tensors with the elements of a generator of arrays, in generated layouts.
    public static func laidOut(_ arrays: Generator<HostArray>) -> Generator {
        Generator { source in try source.layOut(try source.draw(arrays)) }
    }

    private static func laidOut(
        _ shape: Generator<Shape>, _ arrays: @escaping @Sendable (Shape) -> Generator<HostArray>
    ) -> Generator {
        Generator { source in
            let shape = try source.draw(shape)
            guard shape.elementCount > 1, try source.draw(.integer(in: 0...7)) == 7 else {
                return try source.layOut(try source.draw(arrays(shape)))
            }
            // Only equal elements can share a place, so what repeats is decided before the elements are drawn.
            let narrow = Shape(try shape.extents.map { try source.draw(.bool) ? 1 : $0 })
            return Tensor(try source.draw(arrays(narrow))).expanded(to: shape)
        }
    }
}

extension Generator where Value == [Tensor] {
    /// Tensors whose shapes broadcast against each other, each in a layout of its own.
    public static func broadcastableTensors(
        _ count: Int = 2, ranks: ClosedRange<Int> = 0...3, extents: ClosedRange<Int> = 1...6,
        _ elements: Generator<Float> = .float32
    ) -> Generator {
        let arrays = Generator<[HostArray]>.broadcastableTensors(count, ranks: ranks, extents: extents, elements)
        return Generator { source in try source.draw(arrays).map { try source.layOut($0) } }
    }
}

extension Generator where Value == (Tensor, Tensor) {
    /// Both operands of a matrix product, each in a layout of its own.
    public static func matrixProduct(
        extents: ClosedRange<Int> = 1...6, batchRanks: ClosedRange<Int> = 0...0, allowsVectors: Bool = false,
        _ elements: Generator<Float> = .float32
    ) -> Generator {
        let shapes = Generator<MatrixProductShapes>.matrixProductShapes(
            extents: extents, batchRanks: batchRanks, allowsVectors: allowsVectors)
        return Generator { source in
            let isInput = source.beginsInput()
            let shapes = try source.draw(shapes)
            return (
                try source.part(.laidOut(.tensor(shape: shapes.left, elements)), ofInput: isInput),
                try source.part(.laidOut(.tensor(shape: shapes.right, elements)), ofInput: isInput)
            )
        }
    }
}

extension Source {
    /// A tensor with an array's elements in a layout that is drawn.
    fileprivate func layOut(_ array: HostArray) throws -> Tensor {
        let layout = try draw(.layout(of: array.shape, allowsReversed: true))
        if layout.isContiguous { return Tensor(array) }
        return Tensor(
            viewing: layout.storage(of: array), shape: array.shape, strides: layout.strides, offset: layout.offset)
    }
}
