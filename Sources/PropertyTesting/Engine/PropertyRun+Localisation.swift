internal import Values

// A failure of a large input as one of few numbers: the output element that is wrong, what it depends on, and a formula.

extension PropertyRun {
    /// The element that the measure of a case is about, if it is about one, with the numbers that it depends on; nil where
    /// these cannot be found.
    func localised(_ simplest: JudgedCase) -> Localisation? {
        guard let element = simplest.verdict.measure?.element else { return nil }
        let drawn = simplest.drawn
        let floats = drawn.floats
        guard !floats.isEmpty else { return nil }
        func compare(_ input: [UInt64]) -> DependenceProbe.Comparisons? {
            var replay = drawn.replay
            for (number, place) in floats.enumerated() { replay.choices[place].value = input[number] }
            let focus = ElementFocus(element)
            self.focus.focus = focus
            defer { self.focus.focus = nil }
            guard let judged = runner.run(CasePlan(replay: replay, continuation: .nothing)),
                judged.drawn.choices.count == drawn.choices.count, !focus.comparisons.isEmpty
            else { return nil }
            return focus.comparisons
        }
        let own = floats.map { drawn.choices[$0].value }
        let domains = floats.map { place -> FloatDomain in
            guard case .float(let domain) = drawn.choices[place].domain else { fatalError("a float has floats") }
            return domain
        }
        guard let seen = compare(own) else { return nil }
        // Of many numbers, a case takes long, and what an element depends on is rarely few.
        let cases = min(2000, 8_000_000 / floats.count)
        var probe = DependenceProbe(domains, own: own, seed: runner.seed, cases: cases, compare: compare)
        guard probe.run(), !probe.dependents.isEmpty else { return nil }

        let tensors = self.tensors(drawn, holding: Set(probe.dependents.map { floats[$0] }))
        var local = Localisation(element: element, of: tensors.map { ($0.name, $0.array, $0.positions) })
        local.isWholeInput = probe.dependents.count == floats.count
        local.reproduction = reproduction(element, tensors, seen, probe.samples, floats)
        return local
    }

    /// Tensors, and floats by themselves as scalars, that hold some choices.
    private struct Holder {
        let name: String
        let array: HostArray
        let format: FloatFormat
        let positions: [Int]
        /// The place of the first element among the choices.
        let start: Int
    }

    private func tensors(_ drawn: DrawnCase, holding places: Set<Int>) -> [Holder] {
        var holders: [Holder] = []
        var rest = places
        for tensor in drawn.tensors {
            let own = (tensor.start..<tensor.end).filter { rest.contains($0) }
            guard !own.isEmpty else { continue }
            rest.subtract(own)
            holders.append(
                Holder(
                    name: tensorName(drawn, tensor),
                    array: Self.array(drawn.choices[tensor.start..<tensor.end], tensor.format, tensor.shape),
                    format: tensor.format, positions: own.map { $0 - tensor.start }, start: tensor.start))
        }
        for place in rest {
            guard case .float(let domain) = drawn.choices[place].domain else { continue }
            holders.append(
                Holder(
                    name: placeName(drawn, place),
                    array: Self.array(drawn.choices[place...place], domain.format, .scalar), format: domain.format,
                    positions: [0], start: place))
        }
        return holders.sorted { $0.start < $1.start }
    }

    private static func array(_ choices: ArraySlice<Choice>, _ format: FloatFormat, _ shape: Shape) -> HostArray {
        if format == .float64 { return HostArray(choices.map { Double(bitPattern: $0.value) }, shape: shape) }
        let floats = choices.map { choice -> Float in
            format == .float32
                ? Float(bitPattern: UInt32(truncatingIfNeeded: choice.value)) : format.widened(choice.value)
        }
        return HostArray(floats, shape: shape)
    }

    /// Swift code with the numbers that an element depends on, and the formula of what is expected of them where it is a
    /// well-known one; nil for many numbers.
    private func reproduction(
        _ element: ElementIndex, _ holders: [Holder], _ seen: DependenceProbe.Comparisons,
        _ samples: [(input: [UInt64], seen: DependenceProbe.Comparisons)], _ floats: [Int]
    ) -> String? {
        guard holders.count <= 8, holders.reduce(0, { $0 + $1.positions.count }) <= 64 else { return nil }
        // Of several comparisons, the one that fails.
        let which = seen.firstIndex { $0.actual != $0.expected } ?? 0
        let names = Self.identifiers(holders.map(\.name))
        let numberOf = Dictionary(uniqueKeysWithValues: floats.enumerated().map { ($1, $0) })
        let points = samples.compactMap { sample -> (numbers: [[Double]], expected: Double)? in
            guard which < sample.seen.count, let expected = sample.seen[which].expectedNumber else { return nil }
            let numbers = holders.map { holder in
                holder.positions.map { holder.format.value(sample.input[numberOf[holder.start + $0]!]) }
            }
            return (numbers, expected)
        }
        let formula = ScalarFormula.matching(
            names, places: holders.map { Self.place(of: element, in: $0) }, samples: points)
        let seenText = "got \(seen[which].actualText), expected \(seen[which].expectedText)"
        var lines: [String] = []
        for group in formula?.groups ?? Array(holders.indices) {
            let holder = holders[group]
            let isArray = formula?.takesArrays ?? (holder.positions.count > 1)
            let type = holder.format == .float64 ? "Double" : "Float"
            let literals = holder.positions.map { Self.literal(holder.array, $0) }
            let slice = holder.name + TensorSlice(holder.array.shape, holder.positions).text
            lines.append(
                "let \(names[group]): "
                    + (isArray ? "[\(type)] = [\(literals.joined(separator: ", "))]" : "\(type) = \(literals[0])")
                    + (slice == names[group] ? "" : "  // \(slice)"))
        }
        if let formula {
            let isDouble = holders[formula.groups[0]].format == .float64
            let code = isDouble ? formula.code.replacing("Float(", with: "Double(") : formula.code
            lines.append("\(code)  // \(seenText)")
        } else {
            lines.append("// \(seenText)")
        }
        return lines.joined(separator: "\n")
    }

    /// Which number of a slice along one axis has the index that the element has along that axis of the output.
    private static func place(of element: ElementIndex, in holder: Holder) -> Int? {
        let slice = TensorSlice(holder.array.shape, holder.positions)
        guard slice.isBox, element.index.count == holder.array.shape.rank else { return nil }
        let axes = slice.indices.indices.filter { slice.indices[$0].count > 1 }
        // Along an axis of one number there is one place.
        guard axes.count == 1 else { return holder.positions.count == 1 ? 0 : nil }
        return slice.indices[axes[0]].firstIndex(of: element.index[axes[0]])
    }

    /// Names of tensors as Swift takes them, all different.
    private static func identifiers(_ names: [String]) -> [String] {
        var taken: Set<String> = []
        return names.map { name in
            var text = String(name.filter { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") })
            if text.first?.isNumber ?? true { text = "x" + text }
            var other = text
            var number = 2
            while !taken.insert(other).inserted {
                other = "\(text)_\(number)"
                number += 1
            }
            return other
        }
    }

    /// A float as Swift code, exactly.
    private static func literal(_ array: HostArray, _ position: Int) -> String {
        let value = array.double(at: position)
        if value.isNaN {
            let isDouble = array.dtype == .float64
            return
                "\(isDouble ? "Double" : "Float")(bitPattern: 0x\(String(array.bits(at: position), radix: 16, uppercase: true)))"
        }
        if value.isInfinite { return value < 0 ? "-.infinity" : ".infinity" }
        if value == value.rounded(), value.magnitude < 1e6, value != 0 || value.sign == .plus { return "\(Int(value))" }
        return array.float32.map { $0[position].hexText } ?? value.hexText
    }
}

extension DrawnCase {
    /// The places of the floats that are part of the input, in order.
    var floats: [Int] {
        let discarded = spans.filter(\.isDiscarded)
        return choices.indices.filter { place in
            guard case .float = choices[place].domain else { return false }
            return !discarded.contains { $0.range.contains(place) }
        }
    }
}
