// Passes that know which choices are elements of tensors.

extension Shrinker {
    /// Shortens axes. An integer whose lowering shortens axes of tensors is an extent, whatever generator made it; the
    /// indices that stay are then searched for, in all tensors that share it at once: the rows of one and the columns of
    /// another, where these belong together.
    func sliceTensors() {
        guard !best.drawn.tensors.isEmpty else { return }
        var place = 0
        while place < min(choices.count, 100), !isSpent {
            sliceAxis(place)
            place += 1
        }
    }

    private func sliceAxis(_ place: Int) {
        guard case .integer(let domain) = choices[place].domain else { return }
        let value = Int64(bitPattern: choices[place].value)
        guard value > domain.lowest, let axes = axes(of: place), let first = axes.first else { return }
        let extent = best.drawn.tensors[first.tensor].shape[first.axis]
        guard extent > 1 else { return }

        /// Tries to keep some of the indices that are left.
        func keep(_ indices: [Int]) -> Bool {
            // Whatever was taken last may have led the generator elsewhere.
            guard place < choices.count, case .integer(domain) = choices[place].domain,
                first.tensor < best.drawn.tensors.count, first.axis < best.drawn.tensors[first.tensor].shape.rank
            else { return false }
            let now = Int64(bitPattern: choices[place].value)
            let count = best.drawn.tensors[first.tensor].shape[first.axis]
            let target = now - Int64(count - indices.count)
            guard target >= domain.lowest, target < now else { return false }
            var replay = best.drawn.replay
            replay.choices[place] = .integer(target)
            for axis in axes { replay.kept[axis] = indices }
            return attempt(replay)
        }

        // Zeller's delta debugging over the indices: parts alone, then all but a part, then smaller parts.
        var count = extent
        var parts = 2
        while count > 1, !isSpent {
            let size = (count + parts - 1) / parts
            let ranges = stride(from: 0, to: count, by: size).map { $0..<min($0 + size, count) }
            if let kept = ranges.first(where: { $0.count < count && keep(Array($0)) }) {
                count = kept.count
                parts = 2
            } else if let dropped = ranges.first(where: { range in
                parts > 2 && keep((0..<count).filter { !range.contains($0) })
            }) {
                count -= dropped.count
                parts = max(parts - 1, 2)
            } else if parts < count {
                parts = min(parts * 2, count)
            } else {
                break
            }
        }
        if axes.count == 1 { merge(place, domain, first) }
    }

    /// Adds slices to others before them: sums that cancel stay as they are while they become shorter. Of long axes,
    /// slices are added only to the one before them.
    private func merge(_ place: Int, _ domain: IntegerDomain, _ axis: Replay.TensorAxis) {
        var index = 1
        while !isSpent, place < choices.count, axis.tensor < best.drawn.tensors.count {
            let tensor = best.drawn.tensors[axis.tensor]
            let value = Int64(bitPattern: choices[place].value)
            guard axis.axis < tensor.shape.rank, index < tensor.shape[axis.axis], value > domain.lowest else { return }
            let targets = tensor.shape[axis.axis] <= 8 ? Array((0..<index).reversed()) : [index - 1]
            let isMerged = targets.contains { target in
                var replay = best.drawn.replay
                let distance = tensor.shape.rowMajorStrides[axis.axis] * (index - target)
                for position in 0..<tensor.shape.elementCount where tensor.shape.index(at: position)[axis.axis] == index
                {
                    let (from, to) = (tensor.start + position, tensor.start + position - distance)
                    let format = tensor.format
                    let sum = format.value(replay.choices[from].value) + format.value(replay.choices[to].value)
                    replay.choices[to].value = format.bits(nearest: sum)
                }
                replay.choices[place] = .integer(value - 1)
                replay.kept[axis] = (0..<tensor.shape[axis.axis]).filter { $0 != index }
                return attempt(replay)
            }
            if !isMerged { index += 1 }
        }
    }

    /// The axes of tensors that become shorter by one with an integer.
    private func axes(of place: Int) -> [Replay.TensorAxis]? {
        var replay = best.drawn.replay
        replay.choices[place].value = UInt64(bitPattern: Int64(bitPattern: replay.choices[place].value) - 1)
        let tensors = best.drawn.tensors
        guard let drawn = preview(replay), drawn.tensors.count == tensors.count else { return nil }
        var axes: [Replay.TensorAxis] = []
        for (number, (old, new)) in zip(tensors, drawn.tensors).enumerated() {
            guard old.shape.rank == new.shape.rank else { return nil }
            for axis in 0..<old.shape.rank where old.shape[axis] != new.shape[axis] {
                guard new.shape[axis] == old.shape[axis] - 1 else { return nil }
                axes.append(Replay.TensorAxis(tensor: number, axis: axis))
            }
        }
        return axes
    }

    /// Sets elements to the simplest, in blocks that become smaller, so that a large tensor needs few tries; then to
    /// the simplest element of the tensor, where the simplest of all does not do.
    func fillTensors() {
        var number = 0
        while number < best.drawn.tensors.count, !isSpent {
            let tensor = best.drawn.tensors[number]
            let count = tensor.end - tensor.start
            if count > 0, case .float(let domain) = choices[tensor.start].domain {
                fill(tensor.start..<tensor.end, domain.simplest)
                if let common = mostCommon(tensor.start..<tensor.end) { fill(tensor.start..<tensor.end, common) }
            }
            number += 1
        }
    }

    private func mostCommon(_ range: Range<Int>) -> UInt64? {
        let others = range.filter { !choices[$0].isSimplest }
        guard others.count > 1 else { return nil }
        return others.min { choices[$0].complexity < choices[$1].complexity }.map { choices[$0].value }
    }

    private func fill(_ range: Range<Int>, _ value: UInt64) {
        var size = range.count
        while size >= 1, !isSpent {
            for start in stride(from: range.lowerBound, to: range.upperBound, by: size) {
                let block = (start..<min(start + size, range.upperBound)).filter { place in
                    let domain = choices[place].domain
                    return domain.complexity(value) < choices[place].complexity
                }
                if !block.isEmpty { attempt(block, value) }
            }
            size /= 2
        }
    }
}
