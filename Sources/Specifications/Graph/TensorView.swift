internal import Values

/// A node read through an index map: what structural functions, broadcasting and indexing make.
struct TensorView {
    let node: Int
    let shape: Shape
    let map: IndexMap

    init(node: Int, shape: Shape, map: IndexMap = .identity) {
        self.node = node
        self.shape = shape
        self.map = map
    }

    /// The view whose element at each index is this view's element at `start + sum of index * stride`, counted in
    /// row-major order: broadcasting, indexing, permutations and slices are all of this kind.
    ///
    /// - Precondition: all places are within the view.
    func strided(to shape: Shape, start: Int = 0, _ strides: [Int]) -> TensorView {
        let isContiguous = zip(zip(shape.extents, strides), shape.rowMajorStrides).allSatisfy {
            $0.0 == 1 || $0.1 == $1
        }
        if start == 0, isContiguous, shape.elementCount == self.shape.elementCount { return reshaped(to: shape) }
        var table: [Int32] = []
        table.reserveCapacity(shape.elementCount)
        var index = [Int](repeating: 0, count: shape.rank)
        var position = start
        for _ in 0..<shape.elementCount {
            table.append(map[position].map(Int32.init) ?? IndexMap.hole)
            for axis in stride(from: shape.rank - 1, through: 0, by: -1) {
                index[axis] += 1
                position += strides[axis]
                if index[axis] < shape[axis] { break }
                position -= shape[axis] * strides[axis]
                index[axis] = 0
            }
        }
        return TensorView(node: node, shape: shape, map: .table(table))
    }

    /// The view whose element at each place is this view's element at a row-major position, or a hole where that is nil.
    func gathered(to shape: Shape, _ positions: [Int?]) -> TensorView {
        let table = positions.map { $0.flatMap { map[$0] }.map(Int32.init) ?? IndexMap.hole }
        return TensorView(node: node, shape: shape, map: .table(table))
    }

    /// The view whose element at each index is this view's element at `source(index)`, or a hole when that is nil.
    func rearranged(to shape: Shape, _ source: ([Int]) -> [Int]?) -> TensorView {
        let strides = self.shape.rowMajorStrides
        var table: [Int32] = []
        table.reserveCapacity(shape.elementCount)
        var index = [Int](repeating: 0, count: shape.rank)
        for _ in 0..<shape.elementCount {
            let position = source(index).map { zip($0, strides).reduce(0) { $0 + $1.0 * $1.1 } }
            table.append(position.flatMap { map[$0] }.map(Int32.init) ?? IndexMap.hole)
            Self.advance(&index, in: shape)
        }
        return TensorView(node: node, shape: shape, map: .table(table))
    }

    private static func advance(_ index: inout [Int], in shape: Shape) {
        for axis in stride(from: shape.rank - 1, through: 0, by: -1) {
            index[axis] += 1
            if index[axis] < shape[axis] { return }
            index[axis] = 0
        }
    }

    /// The view under another shape with the same number of elements.
    func reshaped(to shape: Shape) -> TensorView { TensorView(node: node, shape: shape, map: map) }

    /// NumPy's rule: shapes are aligned at their last axes, and an extent of 1 repeats. Nil when it does not apply.
    func broadcast(to target: Shape) -> TensorView? {
        if shape == target { return self }
        if shape.elementCount == 1, shape.rank <= target.rank, case .identity = map {
            return TensorView(node: node, shape: target, map: .scalar)
        }
        let offset = target.rank - shape.rank
        guard offset >= 0 else { return nil }
        for axis in 0..<shape.rank where shape[axis] != 1 && shape[axis] != target[axis + offset] { return nil }
        var strides = [Int](repeating: 0, count: offset)
        for (extent, stride) in zip(shape.extents, shape.rowMajorStrides) { strides.append(extent == 1 ? 0 : stride) }
        return strided(to: target, strides)
    }

    /// The shape that shapes broadcast to together, or nil when they do not fit.
    static func broadcastShape(_ shapes: [Shape]) -> Shape? {
        let rank = shapes.map(\.rank).max() ?? 0
        var extents = [Int](repeating: 1, count: rank)
        for shape in shapes {
            for axis in 0..<shape.rank where shape[axis] != 1 {
                let place = axis + rank - shape.rank
                guard extents[place] == 1 || extents[place] == shape[axis] else { return nil }
                extents[place] = shape[axis]
            }
        }
        return Shape(extents)
    }

    var operand: ExpressionGraph.Operand { .init(node: node, map: map) }
}

extension Shape {
    /// The most elements that a tensor within a formula may have: an oracle's numbers take some 200 bytes each.
    static let mostElements = 1 << 24

    /// Whether a tensor may have this shape. Without elements, too, extents are bounded, so that strides do not
    /// overflow.
    var isBuildable: Bool {
        var count = 1
        for extent in extents {
            let (product, overflow) = count.multipliedReportingOverflow(by: max(extent, 1))
            guard !overflow, product <= Self.mostElements else { return false }
            count = product
        }
        return true
    }

    var unbuildableMessage: String {
        "a tensor of shape \(self) has too many elements; the most is \(Self.mostElements)"
    }
}
