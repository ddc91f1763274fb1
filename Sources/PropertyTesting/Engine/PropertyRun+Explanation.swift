internal import Values

// What a simplified failure says about itself: which parts of the input matter, which output element is wrong, and where
// beside the input failing ends.

extension PropertyRun {
    func explain(_ simplest: JudgedCase, _ failure: inout PropertyFailure) {
        let replay = CasePlan(replay: simplest.drawn.replay, continuation: .nothing)
        if let localise {
            if case .value(let value, _) = runner.draw(replay) {
                failure.localisation = localise(value, simplest.verdict.measure ?? .perfect)
            }
        } else {
            failure.localisation = localised(simplest)
        }
        for (part, range) in parts(simplest.drawn).enumerated() where part < failure.simplest.input.count {
            failure.simplest.input[part].othersThatFail = othersThatFail(range, simplest)
        }
        let choices = simplest.drawn.choices
        let floats = simplest.drawn.floats
        // What simplifying has left of a number is there for a reason; the others follow, in the order of the input.
        let ordered = floats.filter { !choices[$0].isSimplest } + floats.filter { choices[$0].isSimplest }
        for (tried, place) in ordered.enumerated() where failure.frontiers.count < 3 {
            if tried == Self.frontierNumbers {
                failure.numbersWithoutFrontierSearch = ordered.count - tried
                break
            }
            failure.frontiers += frontiers(simplest.drawn, place)
        }
    }

    /// The most numbers of an input beside which a frontier is looked for. One takes some 100 cases.
    private static var frontierNumbers: Int { 16 }

    /// The choices of each part of an input; of all of it where it has no parts.
    func parts(_ drawn: DrawnCase) -> [Range<Int>] {
        drawn.parts.isEmpty ? [0..<drawn.choices.count] : drawn.parts
    }

    /// How many others were put in the place of some choices, if the property fails in the same way with each of them;
    /// 0 if it does not with one.
    ///
    /// The simplest values come first, which nearly always decide: simplifying would have ended at them. Then all edge
    /// values, and at random, values alone and mixed with simple ones.
    private func othersThatFail(_ range: Range<Int>, _ simplest: JudgedCase) -> Int {
        guard !range.isEmpty, range.count <= 64, parts(simplest.drawn).count > 1 else { return 0 }
        let choices = simplest.drawn.choices
        let edges = range.map { choices[$0].domain.edges }
        var random = RandomNumbers(seed: runner.seed, stream: UInt64.max - 2)
        var others: [[UInt64]] = [range.map { choices[$0].domain.simplest }]
        others += (0..<(edges.map(\.count).max() ?? 0)).map { number in edges.map { $0[number % $0.count] } }
        for number in 0..<40 {
            others.append(
                range.map { place in
                    let choice = choices[place]
                    if number >= 20, random.chance(2) {
                        return random.chance(2)
                            ? choice.domain.simplest : random.element(of: edges[place - range.lowerBound])
                    }
                    return SearchPlanner.redrawn(choice, &random)
                })
        }
        let own = range.map { choices[$0].value }
        var judged: Set<[UInt64]> = [own]
        var count = 0
        for values in others where judged.insert(values).inserted {
            var replay = simplest.drawn.replay
            for (place, value) in zip(range, values) { replay.choices[place].value = value }
            guard let fitting = keepingRest(of: simplest.drawn, beside: range, replay),
                let other = runner.run(CasePlan(replay: fitting, continuation: .simplest))
            else { continue }
            guard other.verdict.failureKind == simplest.verdict.failureKind else { return 0 }
            count += 1
        }
        return count
    }

    /// Choices for a case whose other parts are as they were, where another shape or layout takes more or fewer choices
    /// than the one before; nil where that cannot be.
    private func keepingRest(of drawn: DrawnCase, beside range: Range<Int>, _ replay: Replay) -> Replay? {
        defer { runner.journal?.slot(0).end() }
        guard case .value(_, let other) = runner.draw(CasePlan(replay: replay, continuation: .simplest)) else {
            return nil
        }
        guard other.choices.count != drawn.choices.count else { return replay }
        guard let part = drawn.parts.firstIndex(of: range), part < other.parts.count else { return nil }
        let end = other.parts[part].upperBound
        var fitting = Replay(choices: Array(other.recorded[..<end]) + drawn.recorded[range.upperBound...])
        fitting.tensors = other.tensors.filter { $0.end <= end }
        fitting.tensors += drawn.tensors.filter { $0.start >= range.upperBound }.map {
            TensorRecord(start: $0.start - range.upperBound + end, shape: $0.shape, format: $0.format)
        }
        return fitting
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
                guard good < room else {
                    // Simplifying has tried the simplest of all, and steps that double may leap over what is around it.
                    let simplest = format.ordinal(domain.simplest)
                    good = UInt64(bitPattern: isAbove ? simplest &- start : start &- simplest)
                    guard isAbove ? simplest > start : simplest < start, fails(simplest) == false else { return nil }
                    bad = 0
                    break
                }
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
    func placeName(_ drawn: DrawnCase, _ place: Int) -> String {
        let range = parts(drawn).first { $0.contains(place) } ?? 0..<drawn.choices.count
        let name = partName(drawn, place)
        if let tensor = drawn.tensors.first(where: { $0.start <= place && place < $0.end }) {
            let name = tensorName(drawn, tensor)
            return tensor.shape == .scalar ? name : name + "\(Shape(tensor.shape.index(at: place - tensor.start)))"
        }
        let floats = range.filter { if case .float = drawn.choices[$0].domain { true } else { false } }
        return floats.count <= 1 ? name : "\(name), number \((floats.firstIndex(of: place) ?? 0) + 1)"
    }

    /// The name of a tensor: that of its part of the input, and which of several it is.
    func tensorName(_ drawn: DrawnCase, _ tensor: TensorRecord) -> String {
        let range = parts(drawn).first { $0.contains(tensor.start) } ?? 0..<drawn.choices.count
        let siblings = drawn.tensors.filter { range.contains($0.start) && $0.end > $0.start }
        let name = partName(drawn, tensor.start)
        guard siblings.count > 1, let number = siblings.firstIndex(where: { $0.start == tensor.start }) else {
            return name
        }
        return "\(name), tensor \(number + 1)"
    }

    /// The name of the part of the input that a choice belongs to; of the whole input where its parts are not known.
    private func partName(_ drawn: DrawnCase, _ place: Int) -> String {
        let names = settings.inputNames
        guard drawn.parts.count > 1 else { return names.count == 1 ? names[0] : "input" }
        let number = drawn.parts.firstIndex { $0.contains(place) } ?? 0
        return inputPartName(number, of: drawn.parts.count, names)
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
