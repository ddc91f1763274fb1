// Passes that make values simpler and leave the structure as it is.

extension Shrinker {
    func simplifyEach() {
        var place = 0
        while place < choices.count, !isSpent {
            simplify([place])
            place += 1
        }
    }

    /// Equal values often must stay equal: all of them are made simpler together.
    func simplifyDuplicates() {
        guard choices.count <= 2000 else { return }
        var groups: [RecordedChoice: [Int]] = [:]
        var order: [RecordedChoice] = []
        for (place, choice) in choices.enumerated() where !choice.isSimplest {
            if groups[choice.recorded] == nil { order.append(choice.recorded) }
            groups[choice.recorded, default: []].append(place)
        }
        for value in order {
            let places = groups[value]!
            guard places.count > 1, places.allSatisfy({ $0 < choices.count && choices[$0].recorded == value }) else {
                continue
            }
            simplify(places)
        }
    }

    private func simplify(_ places: [Int]) {
        guard !choices[places[0]].isSimplest else { return }
        if attempt(places, choices[places[0]].domain.simplest) { return }
        switch choices[places[0]].domain {
        case .integer(let domain): simplifyInteger(places, domain)
        case .float(let domain):
            FloatShrinker(domain).run(
                current: { [self] in
                    guard places.allSatisfy({ $0 < choices.count }) else { return nil }
                    return choices[places[0]].domain.kind == domain.format.rawValue ? choices[places[0]].value : nil
                },
                attempt: { [self] in attempt(places, $0) })
        }
    }

    private func simplifyInteger(_ places: [Int], _ domain: IntegerDomain) {
        let value = Int64(bitPattern: choices[places[0]].value)
        let simplest = domain.simplest
        func distance() -> UInt64? {
            guard places.allSatisfy({ $0 < choices.count }), case .integer(domain) = choices[places[0]].domain else {
                return nil
            }
            return choices[places[0]].complexity.major
        }
        /// The value at a distance, on the side where it is or on the other.
        func tryDistance(_ distance: UInt64, isAbove: Bool) -> Bool {
            let bits = UInt64(bitPattern: simplest)
            let value = Int64(bitPattern: isAbove ? bits &+ distance : bits &- distance)
            guard value >= domain.lowest, value <= domain.highest else { return false }
            return attempt(places, UInt64(bitPattern: value))
        }
        var isAbove = value > simplest
        if !isAbove, let now = distance(), tryDistance(now, isAbove: true) { isAbove = true }
        // The nearest values, on both sides: for conditions that no descent leads to.
        for distance in 1...8 as ClosedRange<UInt64>
        where tryDistance(distance, isAbove: true) || tryDistance(distance, isAbove: false) {
            return
        }
        for shift in 1...16 as ClosedRange<UInt64> {
            guard let now = distance() else { return }
            guard now >> shift > 0, tryDistance(now >> shift, isAbove: isAbove) else { break }
        }
        guard let start = distance() else { return }
        _ = largestInteger(upTo: start) { step in
            distance() != nil && tryDistance(start - step, isAbove: isAbove)
        }
    }

    /// Moves what an earlier number has to a later one, for failures that depend on a sum.
    func redistribute() {
        var place = 0
        while place < min(choices.count, 200), !isSpent {
            for other in (place + 1)..<max(place + 1, min(place + 5, choices.count)) where other < choices.count {
                redistribute(place, other)
            }
            place += 1
        }
    }

    private func redistribute(_ place: Int, _ other: Int) {
        guard !choices[place].isSimplest else { return }
        func move(_ first: UInt64, _ second: UInt64) -> Bool {
            var replay = best.drawn.replay
            guard place < replay.choices.count, other < replay.choices.count else { return false }
            replay.choices[place].value = first
            replay.choices[other].value = second
            return attempt(replay)
        }
        switch (choices[place].domain, choices[other].domain) {
        case (.integer(let domain), .integer(let otherDomain)):
            let first = Int64(bitPattern: choices[place].value)
            let second = Int64(bitPattern: choices[other].value)
            let distance = choices[place].complexity.major
            _ = largestInteger(upTo: distance) { step in
                guard let step = Int64(exactly: step) else { return false }
                let signed = first > domain.simplest ? step : -step
                let (sum, overflow) = second.addingReportingOverflow(signed)
                guard !overflow, sum >= otherDomain.lowest, sum <= otherDomain.highest else { return false }
                return move(UInt64(bitPattern: first - signed), UInt64(bitPattern: sum))
            }
            guard choices.indices.contains(other), !choices[place].isSimplest,
                choices[place].value == UInt64(bitPattern: first)
            else { return }
            // Both by the same, for failures that depend on a difference.
            _ = largestInteger(upTo: distance) { step in
                guard let step = Int64(exactly: step) else { return false }
                let signed = first > domain.simplest ? step : -step
                let (difference, overflow) = second.subtractingReportingOverflow(signed)
                guard !overflow, difference >= otherDomain.lowest, difference <= otherDomain.highest else {
                    return false
                }
                return move(UInt64(bitPattern: first - signed), UInt64(bitPattern: difference))
            }
        case (.float(let domain), .float(let otherDomain)) where domain.format == otherDomain.format:
            let format = domain.format
            let first = format.value(choices[place].value)
            let second = format.value(choices[other].value)
            guard first.isFinite, second.isFinite, first != 0 else { return }
            for kept in [0, first.rounded(.towardZero), first / 2] where kept != first {
                let sum = format.bits(nearest: second + (first - kept))
                if otherDomain.permits(sum), move(format.bits(nearest: kept), sum) { return }
            }
        default: return
        }
    }

    /// Puts simpler values of the same domain before others, and simpler siblings before others.
    func sortNeighbours() {
        guard choices.count <= 500 else { return }
        for place in 1..<max(1, choices.count) where place < choices.count {
            var at = place
            while at > 0, !isSpent {
                let (left, right) = (choices[at - 1], choices[at])
                guard left.domain.kind == right.domain.kind, right.complexity < left.complexity else { break }
                var replay = best.drawn.replay
                replay.choices.swapAt(at - 1, at)
                guard attempt(replay) else { break }
                at -= 1
            }
        }
        var number = 0
        while number + 1 < best.drawn.spans.count, !isSpent {
            let spans = best.drawn.spans
            let left = spans[number]
            number += 1
            guard let right = spans[number...].first(where: { $0.start >= left.end && $0.depth <= left.depth }),
                right.depth == left.depth, right.label == left.label, right.start == left.end, right.count > 0,
                left.count > 0
            else { continue }
            var replay = best.drawn.replay
            replay.choices.replaceSubrange(
                left.start..<right.end,
                with: Array(replay.choices[right.range]) + Array(replay.choices[left.range]))
            attempt(replay)
        }
    }
}
