/// A walk over one or more layouts of the same shape, in row-major order, row by row.
///
/// Neighbouring axes that every operand crosses with a single stride are merged first, so that contiguous operands
/// make one row, whatever their shape.
struct StridedLoop {
    /// The elements of a row, and the distance between them for every operand.
    private(set) var rowCount = 1
    private(set) var rowStrides: [Int]

    private var outerExtents: [Int] = []
    private var outerStrides: [[Int]] = []
    private let offsets: [Int]
    private let isEmpty: Bool

    /// - Precondition: all layouts have the same shape.
    init(_ layouts: [Layout]) {
        let shape = layouts[0].shape
        offsets = layouts.map(\.offset)
        rowStrides = layouts.map { _ in 1 }
        isEmpty = shape.elementCount == 0
        var extents: [Int] = []
        var strides: [[Int]] = []
        for axis in 0..<shape.rank where shape[axis] != 1 {
            let here = layouts.map { $0.strides[axis] }
            if let last = strides.last, zip(last, here).allSatisfy({ $0 == $1 * shape[axis] }) {
                extents[extents.count - 1] *= shape[axis]
                strides[strides.count - 1] = here
            } else {
                extents.append(shape[axis])
                strides.append(here)
            }
        }
        if let extent = extents.popLast(), let stride = strides.popLast() {
            rowCount = extent
            rowStrides = stride
        }
        outerExtents = extents
        outerStrides = strides
    }

    /// Calls `body` for each row with the offset of its first element in every operand.
    func forEachRow(_ body: ([Int]) -> Void) {
        if isEmpty { return }
        var offsets = offsets
        var index = [Int](repeating: 0, count: outerExtents.count)
        while true {
            body(offsets)
            var axis = outerExtents.count - 1
            while axis >= 0 {
                index[axis] += 1
                let wraps = index[axis] == outerExtents[axis]
                for operand in offsets.indices {
                    offsets[operand] += outerStrides[axis][operand] * (wraps ? 1 - outerExtents[axis] : 1)
                }
                if !wraps { break }
                index[axis] = 0
                axis -= 1
            }
            if axis < 0 { return }
        }
    }
}
