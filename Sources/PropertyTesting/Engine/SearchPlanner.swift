/// Plans the next cases of a search: new ones, mutations of recent ones, and steps toward larger measures.
struct SearchPlanner {
    /// How recent cases are changed: by copying what one generator made over what it made elsewhere, in the same case or
    /// from another. That is what makes elements, arguments and rows equal.
    static func mutation(of cases: [JudgedCase], _ random: inout RandomNumbers) -> Replay {
        let target = random.element(of: cases).drawn
        let donor = random.chance(2) ? target : random.element(of: cases).drawn
        var replay = target.replay
        guard !target.choices.isEmpty, !donor.choices.isEmpty else { return replay }
        if !target.spans.isEmpty, random.chance(2) {
            let span = random.element(of: target.spans)
            let candidates = donor.spans.filter { $0.label == span.label && $0.count > 0 }
            if span.count > 0, !candidates.isEmpty {
                let other = random.element(of: candidates)
                let choices = donor.choices[other.range].map(\.recorded)
                replay.choices.replaceSubrange(span.range, with: choices)
                if choices.count != span.count { replay.tensors.removeAll { $0.start >= span.start } }
                return replay
            }
        }
        // One value over another of its kind, or something beside it.
        let place = random.below(target.choices.count)
        let domain = target.choices[place].domain
        let other = donor.choices[random.below(donor.choices.count)]
        if other.domain.kind == domain.kind, domain.permits(other.recorded) {
            replay.choices[place].value = other.value
        } else {
            replay.choices[place].value = redrawn(target.choices[place], &random)
        }
        return replay
    }

    static func redrawn(_ choice: Choice, _ random: inout RandomNumbers) -> UInt64 {
        switch choice.domain {
        case .integer(let domain): random.integer(of: domain)
        case .float(let domain): random.float(of: domain)
        }
    }

    /// A step from a case toward, maybe, a larger measure. Floats move by ulps on the real line of encodings, by bits of
    /// the significand and by exponents, so that a search gets from any float to any other, and into every bit of it.
    static func step(from start: JudgedCase, _ momentum: ClimbingStep?, _ random: inout RandomNumbers) -> (
        Replay, ClimbingStep?
    ) {
        var replay = start.drawn.replay
        let choices = start.drawn.choices
        if let momentum, momentum.place < choices.count, random.chance(4),
            let moved = moved(
                choices[momentum.place], by: random.chance(2) ? momentum.distance &* 2 : momentum.distance)
        {
            replay.choices[momentum.place].value = moved
            return (replay, momentum)
        }
        var step: ClimbingStep?
        let numbers = choices.indices.filter { !isFixed(choices[$0]) }
        guard !numbers.isEmpty else { return (replay, nil) }
        for _ in 0..<(random.chance(5) ? 2 : 1) {
            let place = random.element(of: numbers)
            switch choices[place].domain {
            case .integer(let domain):
                let distance = Int64(1) << Int64(random.below(8))
                let signed = random.chance(2) ? distance : -distance
                if random.chance(4) {
                    replay.choices[place].value = random.integer(of: domain)
                } else if let value = moved(choices[place], by: signed) {
                    replay.choices[place].value = value
                    step = ClimbingStep(place: place, distance: signed)
                }
            case .float(let domain):
                let bits = choices[place].value
                let format = domain.format
                switch random.below(10) {
                case 0...4:
                    let distance = Int64(1) << Int64(random.below(format.significandBits + 3))
                    let signed = random.chance(2) ? distance : -distance
                    if let value = moved(choices[place], by: signed) {
                        replay.choices[place].value = value
                        step = ClimbingStep(place: place, distance: signed)
                    }
                case 5, 6:
                    let flipped = bits ^ 1 << UInt64(random.below(format.significandBits))
                    if domain.permits(flipped) { replay.choices[place].value = flipped }
                case 7:
                    let exponent: UInt64 = 1 << UInt64(format.significandBits)
                    let other = random.chance(2) ? bits &+ exponent : bits &- exponent
                    if domain.permits(other & (format.signBit | format.signBit - 1)) {
                        replay.choices[place].value = other & (format.signBit | format.signBit - 1)
                    }
                case 8:
                    let from = choices[random.element(of: numbers)]
                    if from.domain.kind == choices[place].domain.kind {
                        let related = random.related(to: from.value, format)
                        if domain.permits(related) { replay.choices[place].value = related }
                    }
                default: replay.choices[place].value = random.float(of: domain)
                }
            }
        }
        return (replay, step)
    }

    private static func isFixed(_ choice: Choice) -> Bool {
        if case .integer(let domain) = choice.domain { return domain.lowest == domain.highest }
        return false
    }

    /// A value some places further on its line; nil where the line ends before.
    private static func moved(_ choice: Choice, by distance: Int64) -> UInt64? {
        switch choice.domain {
        case .integer(let domain):
            let (value, overflow) = Int64(bitPattern: choice.value).addingReportingOverflow(distance)
            return overflow || value < domain.lowest || value > domain.highest ? nil : UInt64(bitPattern: value)
        case .float(let domain):
            let (ordinal, overflow) = domain.format.ordinal(choice.value).addingReportingOverflow(distance)
            guard !overflow, ordinal >= domain.lowest, ordinal <= domain.highest else { return nil }
            let bits = domain.format.bits(ordinal: ordinal)
            return domain.permits(bits) ? bits : nil
        }
    }
}

/// A move of one number that a search may repeat while it helps.
struct ClimbingStep: Sendable {
    let place: Int
    let distance: Int64
}
