// Passes that make a case shorter.

extension Shrinker {
    /// Drops what filters turned down, then whole spans, largest first; what cannot be dropped becomes the simplest.
    func simplifySpans() {
        var place = 0
        while place < best.drawn.spans.count, !isSpent {
            let span = best.drawn.spans[place]
            if span.count > 0, attemptDeleting(span.range) { continue }
            if span.count > 1, choices[span.range].contains(where: { !$0.isSimplest }) {
                var replay = best.drawn.replay
                for index in span.range { replay.choices[index].value = choices[index].domain.simplest }
                attempt(replay)
            }
            place += 1
        }
    }

    /// Drops runs of choices, long ones first, and as many runs behind each other as go.
    func deleteChoices() {
        // Long cases are tensors, whose elements go by slices.
        guard choices.count <= 2000 else { return }
        for length in [8, 4, 3, 2, 1] {
            var place = 0
            var step = length
            while place < choices.count, !isSpent {
                let end = min(place + step, choices.count)
                if attemptDeleting(place..<end) {
                    step *= 2
                } else if step > length {
                    step = length
                } else {
                    place += 1
                }
            }
        }
    }

    /// Puts an inner value in the place of an outer one made by the same generator: subtrees for trees.
    func replaceByDescendants() {
        var place = 0
        outer: while place < best.drawn.spans.count, !isSpent {
            let spans = best.drawn.spans
            let outer = spans[place]
            for inner in spans[(place + 1)...] {
                guard inner.start < outer.end else { break }
                guard inner.label == outer.label, inner.count < outer.count, inner.end <= outer.end else { continue }
                var replay = best.drawn.replay
                let kept = Array(replay.choices[inner.range])
                replay.delete(outer.range)
                replay.choices.insert(contentsOf: kept, at: outer.start)
                replay.tensors.removeAll { $0.start >= outer.start }
                if attempt(replay) { continue outer }
            }
            place += 1
        }
    }

    /// Lowers an integer and drops one or several choices behind it: counts and ranks with what they count.
    func lowerAndDelete() {
        var place = 0
        while place < min(choices.count, 300), !isSpent {
            let choice = choices[place]
            guard case .integer(let domain) = choice.domain, !choice.isSimplest else {
                place += 1
                continue
            }
            let value = Int64(bitPattern: choice.value)
            let lowered = UInt64(bitPattern: value > domain.simplest ? value - 1 : value + 1)
            var isDone = false
            search: for length in 1...4 {
                for start in (place + 1)..<max(place + 2, min(place + 24, choices.count - length + 1)) {
                    guard start + length <= choices.count else { break }
                    if attemptDeleting(start..<start + length, after: { $0.choices[place].value = lowered }) {
                        isDone = true
                        break search
                    }
                }
            }
            if !isDone { place += 1 }
        }
    }
}
