public import Values

/// Where the elements of a tensor lie in memory: in which order, how far apart, and how far from the start.
///
/// A value only; whoever has tensors turns it into a strided view (`storage(of:filling:)` lays elements out).
public struct TensorLayout: Sendable, Hashable {
    public let shape: Shape
    /// The distance of neighbours along each axis, in elements. Negative for axes that run backwards, 0 for axes whose
    /// elements are one (only where the extent is 1 or repetition was asked for).
    public let strides: [Int]
    /// The place of the first element.
    public let offset: Int
    /// How many elements the storage has.
    public let storageCount: Int

    /// Row-major, without gaps, from the start.
    public init(contiguous shape: Shape) {
        self.shape = shape
        strides = shape.rowMajorStrides
        offset = 0
        storageCount = shape.elementCount
    }

    /// - Parameters:
    ///   - order: the axes from the slowest to the fastest in memory.
    ///   - steps: per axis, how many places a step takes; the ones between are gaps.
    ///   - reversed: per axis, whether it runs backwards.
    ///   - offset: unused places before the elements.
    public init(shape: Shape, order: [Int], steps: [Int], reversed: [Bool], offset: Int, padding: Int = 0) {
        var strides = [Int](repeating: 0, count: shape.rank)
        var size = 1
        var start = offset
        for axis in order.reversed() {
            strides[axis] = size * steps[axis]
            size *= max(shape[axis], 1) * steps[axis]
        }
        for axis in 0..<shape.rank where reversed[axis] {
            start += max(shape[axis] - 1, 0) * strides[axis]
            strides[axis] = -strides[axis]
        }
        self.shape = shape
        self.strides = strides
        self.offset = start
        storageCount = offset + size + padding
    }

    public var isContiguous: Bool { offset == 0 && strides == shape.rowMajorStrides }

    /// The place of an element, given by its row-major position.
    public func place(of position: Int) -> Int {
        zip(shape.index(at: position), strides).reduce(offset) { $0 + $1.0 * $1.1 }
    }

    /// The storage of a tensor's elements in this layout, as a tensor of one axis.
    ///
    /// - Parameter gap: where in the elements to find what fills the gaps: any position of the tensor.
    /// - Precondition: the tensor has the layout's shape.
    public func storage(of array: HostArray) -> HostArray {
        precondition(array.shape == shape, "a layout of \(shape) does not fit a tensor of \(array.shape)")
        var from = [Int](repeating: 0, count: storageCount)
        for position in 0..<array.count { from[place(of: position)] = position }
        return array.count == 0 ? array.gathered([], shape: [0]) : array.gathered(from, shape: [storageCount])
    }
}

extension Generator where Value == TensorLayout {
    /// Layouts of tensors of one shape: transposed, with gaps, backwards, away from the start. The simplest is
    /// contiguous.
    public static func layout(of shape: Shape, allowsReversed: Bool = false) -> Generator {
        Generator(label: Label.of("layout", "")) { source in
            guard try source.chance(2) else { return TensorLayout(contiguous: shape) }
            let order = try source.draw(.permutation(count: shape.rank))
            let steps = try (0..<shape.rank).map { _ in try source.chance(3) ? Int(try source.integer(1...3)) : 1 }
            let reversed = try (0..<shape.rank).map { _ in try allowsReversed && source.chance(3) }
            let offset = Int(try source.integer(0...7))
            return TensorLayout(
                shape: shape, order: order, steps: steps, reversed: reversed, offset: offset,
                padding: Int(try source.integer(0...3)))
        }
    }
}
