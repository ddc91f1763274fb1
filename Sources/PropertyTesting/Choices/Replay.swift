internal import Values

/// Choices to make again. Where a tensor has become smaller than it was, its elements are found by index rather than by
/// position, so that shortening an axis takes a slice.
struct Replay: Sendable {
    var choices: [RecordedChoice] = []
    /// The tensors that the choices were recorded with, in order.
    var tensors: [TensorRecord] = []
    /// Which indices remain, by tensor and axis; the first ones where nothing is said.
    var kept: [TensorAxis: [Int]] = [:]
    /// Whether choices are found by kind rather than by position: the next float32, the next integer, the next tensor.
    var isByKind = false

    struct TensorAxis: Hashable, Sendable {
        let tensor: Int
        let axis: Int
    }

    /// The recorded elements of a tensor that has another shape now, nil for those that there were not; and the choice
    /// that follows them. Nil where elements follow each other as they did.
    func elements(
        of tensor: TensorRecord, number: Int, at position: Int
    ) -> (choices: [RecordedChoice?], next: Int)? {
        guard number < tensors.count else { return nil }
        let old = tensors[number]
        guard isByKind || old.start == position, old.format == tensor.format, isByKind || old.shape != tensor.shape,
            old.shape.rank == tensor.shape.rank, old.end <= choices.count
        else { return nil }
        let strides = old.shape.rowMajorStrides
        let count = tensor.shape.elementCount
        let found = (0..<count).map { place -> RecordedChoice? in
            var from = old.start
            for (axis, index) in tensor.shape.index(at: place).enumerated() {
                let list = kept[TensorAxis(tensor: number, axis: axis)]
                let source = list.map { index < $0.count ? $0[index] : Int.max } ?? index
                guard source < old.shape[axis] else { return nil }
                from += source * strides[axis]
            }
            return choices[from]
        }
        return (found, old.end)
    }

    /// The place of the next choice of a kind that is not an element of a tensor, from some place on.
    func next(_ kind: UInt8, from start: Int) -> Int? {
        choices.indices.dropFirst(start).first { place in
            choices[place].kind == kind && !tensors.contains { $0.start <= place && place < $0.end }
        }
    }
}
