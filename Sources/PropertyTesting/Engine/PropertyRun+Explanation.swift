internal import Values

// What a simplified failure says about itself: which parts of the input matter, which output element is wrong, and where
// beside the input failing ends.

extension PropertyRun {
    func explain(_ simplest: JudgedCase, _ failure: inout PropertyFailure) {
        let replay = CasePlan(replay: simplest.drawn.replay, continuation: .nothing)
        if let localise, case .value(let value, _) = runner.draw(replay) {
            failure.localisation = localise(value, simplest.verdict.measure ?? .perfect)
        }
        for (part, range) in parts(simplest.drawn).enumerated() where part < failure.simplest.input.count {
            failure.simplest.input[part].isIrrelevant = isIrrelevant(range, simplest)
        }
        let floats = simplest.drawn.choices.indices.filter {
            if case .float = simplest.drawn.choices[$0].domain { true } else { false }
        }
        for place in floats.prefix(8) where failure.frontiers.count < 4 {
            failure.frontiers += frontiers(simplest.drawn, place)
        }
    }

    /// The choices of each part of an input; of all of it where it has no parts.
    func parts(_ drawn: DrawnCase) -> [Range<Int>] {
        drawn.parts.isEmpty ? [0..<drawn.choices.count] : drawn.parts
    }

    /// Whether the property fails in the same way whatever is put in the place of some choices: of 20 others, all.
    private func isIrrelevant(_ range: Range<Int>, _ simplest: JudgedCase) -> Bool {
        guard !range.isEmpty, range.count <= 64, parts(simplest.drawn).count > 1 else { return false }
        var random = RandomNumbers(seed: runner.seed, stream: UInt64.max - 2)
        var judged = 0
        for _ in 0..<20 {
            var replay = simplest.drawn.replay
            for place in range {
                replay.choices[place].value = SearchPlanner.redrawn(simplest.drawn.choices[place], &random)
            }
            guard let other = runner.run(CasePlan(replay: replay, continuation: .simplest)) else { continue }
            guard other.verdict.failureKind == simplest.verdict.failureKind else { return false }
            judged += 1
        }
        return judged >= 10
    }

    /// The neighbouring pairs of which one fails and the other does not, above and below one float, all else as it is.
    private func frontiers(_ drawn: DrawnCase, _ place: Int) -> [PropertyFrontier] {
        guard case .float(let domain) = drawn.choices[place].domain else { return [] }
        let format = domain.format
        let start = format.ordinal(drawn.choices[place].value)
        guard start >= domain.lowest, start <= domain.highest else { return [] }
        /// Whether the property fails with another float here; nil where that is no input.
        func fails(_ ordinal: Int64) -> Bool? {
            let bits = format.bits(ordinal: ordinal)
            guard domain.permits(bits) else { return nil }
            var replay = drawn.replay
            replay.choices[place].value = bits
            guard let judged = runner.run(CasePlan(replay: replay, continuation: .nothing)),
                judged.drawn.choices.count == drawn.choices.count
            else { return nil }
            return judged.verdict.failureKind != nil
        }
        return [true, false].compactMap { isAbove -> PropertyFrontier? in
            // Distances of float64 take all 64 bits.
            let room = UInt64(bitPattern: isAbove ? domain.highest &- start : start &- domain.lowest)
            func ordinal(_ distance: UInt64) -> Int64 {
                isAbove ? start &+ Int64(bitPattern: distance) : start &- Int64(bitPattern: distance)
            }
            guard room > 0 else { return nil }
            var bad: UInt64 = 0
            var good: UInt64 = 1
            while true {
                let answer = fails(ordinal(good))
                if answer == false { break }
                guard good < room else { return nil }
                if answer == true { bad = good }
                good = good > room / 2 ? room : good * 2
            }
            while good - bad > 1 {
                let middle = bad + (good - bad) / 2
                if fails(ordinal(middle)) == false { good = middle } else { bad = middle }
            }
            // Between floats that are no inputs there is no neighbour to show.
            guard fails(ordinal(bad)) == true else { return nil }
            return PropertyFrontier(
                place: placeName(drawn, place),
                lastGood: text(format.bits(ordinal: ordinal(good)), format),
                firstBad: text(format.bits(ordinal: ordinal(bad)), format))
        }
    }

    /// The name of the number that a choice stands for: that of its part of the input, with an index in a tensor.
    private func placeName(_ drawn: DrawnCase, _ place: Int) -> String {
        let parts = parts(drawn)
        let number = parts.firstIndex { $0.contains(place) } ?? 0
        let names = settings.inputNames
        let name = number < names.count ? names[number] : parts.count == 1 ? "input" : "input \(number + 1)"
        if let tensor = drawn.tensors.first(where: { $0.start <= place && place < $0.end }) {
            if tensor.shape == .scalar { return name }
            return name + "\(Shape(tensor.shape.index(at: place - tensor.start)))"
        }
        let range = parts.isEmpty ? 0..<drawn.choices.count : parts[number]
        let floats = range.filter { if case .float = drawn.choices[$0].domain { true } else { false } }
        return floats.count <= 1 ? name : "\(name), number \((floats.firstIndex(of: place) ?? 0) + 1)"
    }

    private func text(_ bits: UInt64, _ format: FloatFormat) -> String {
        switch format {
        case .float64:
            let value = Double(bitPattern: bits)
            return "\(value.hexText) (\(value.decimalText), \(value.bitsText))"
        default:
            let value = format == .float32 ? Float(bitPattern: UInt32(truncatingIfNeeded: bits)) : format.widened(bits)
            return "\(value.hexText) (\(value.decimalText), \(format.bitsText(bits)))"
        }
    }
}
