internal import Multiprecision
internal import Oracle
internal import Specifications
internal import Values

/// Runs the probes of a specification on a subject's implementation, and asks the oracle whether each frontier is the
/// function's own.
struct FrontierProber {
    let specification: Specification
    let subject: any Subject
    /// What answers beside frontiers are held to; nil where their classes must do.
    var budgets: BudgetPair? = nil
    /// What replay commands need besides the case's name.
    var replaySuffix = ""
    /// Families of more elements are left out.
    var largestSize = Int.max

    /// The frontiers of one implementation, forward and of the gradient.
    func frontiers(of implementation: String) throws -> [FrontierRecord] {
        var records: [FrontierRecord] = []
        // Frontiers are sought among the floats.
        guard subject.floatingPointDType != .float64 else { return [] }
        for (number, probe) in specification.probes.enumerated() {
            for size in probe.sizes where size <= largestSize {
                for isGradient in [false, true] {
                    records += try frontiers(
                        implementation, probe, number: number + 1, size: size, isGradient: isGradient)
                }
            }
        }
        return records
    }

    private func frontiers(
        _ implementation: String, _ probe: Specification.Probe, number: Int, size: Int, isGradient: Bool
    ) throws -> [FrontierRecord] {
        let family = ProbeFamily(specification: specification, probe: probe, size: size)
        if isGradient {
            guard try observedGradient(implementation, family, 1) != nil else { return [] }
        }
        let found = try FrontierSearch.frontiers(reachingInfinities: probe.reachesInfinities) { value in
            try Task.checkCancellation()
            let observed =
                isGradient
                ? try observedGradient(implementation, family, value) ?? .nan
                : try observedOutput(implementation, family, value)
            return FloatClass(observed, format: .binary32)
        }
        return try found.compactMap { frontier in
            let classes = [frontier.classBelow, frontier.classAbove].sorted()
            let isRising = frontier.classBelow < frontier.classAbove
            let good = isRising ? frontier.below : frontier.above
            let bad = isRising ? frontier.above : frontier.below
            let step: Int32 = good.ordinal < bad.ordinal ? 1 : -1
            let goodTruth = try family.truth(good, isGradient: isGradient)
            let badTruth = try family.truth(bad, isGradient: isGradient)
            // Where the result should be 0 on both sides, a number that is not is a rounding error, and where those begin
            // and end is accident.
            if goodTruth.floatClass == .zero, badTruth.floatClass == .zero, classes[1] <= .zero { return nil }
            let isExact = goodTruth.floatClass == classes[0] && badTruth.floatClass == classes[1]
            // The real function may change class one float beside: a result within its budget need not be the nearest.
            let beforeTruth = try family.truth(Float(ordinal: good.ordinal &- step), isGradient: isGradient)
            let afterTruth = try family.truth(Float(ordinal: bad.ordinal &+ step), isGradient: isGradient)
            let hasSizes = probe.templates.contains(.repeated)
            let sides = [good, bad].map { CaseID.probe(number: number, size: size, bits: $0.bitPattern) }
            let isRight = try isRight(
                implementation, family, good, id: sides[0], isGradient: isGradient,
                hasClass: goodTruth.floatClass.map { $0 == classes[0] || beforeTruth.floatClass == classes[0] })
            return FrontierRecord(
                probe: probe.name, size: hasSizes ? size : nil, direction: isGradient ? "gradient" : "forward",
                observed: isGradient
                    ? "d\(family.arguments[family.freeInput].name)[\(family.freeElement)]"
                    : "\(specification.outputs[0].name)[\(probe.observed)]",
                lastGood: FloatRecord(good), firstBad: FloatRecord(bad), classBefore: classes[0].rawValue,
                classAfter: classes[1].rawValue,
                isInherent: isExact || beforeTruth.floatClass == classes[0] && afterTruth.floatClass == classes[1],
                truth: badTruth.text, truthBefore: goodTruth.text,
                isAfterRight: badTruth.floatClass == classes[1], isBeforeRight: isRight,
                cases: sides.map(\.description),
                replay: "verify replay \(shellQuoted("\(implementation)/\(sides[1])"))\(replaySuffix)",
                law: try law(of: probe, size: size, near: frontier))
        }
    }

    /// Whether the answer before a frontier is within budget, where it can be judged; else whether its class is right.
    private func isRight(
        _ implementation: String, _ family: ProbeFamily, _ value: Float, id: CaseID, isGradient: Bool, hasClass: Bool?
    ) throws -> Bool? {
        guard hasClass == true, let budgets, family.size <= ImplementationRun.largestProbe else { return hasClass }
        let subjectCase = Case(id: id, inputs: family.inputs(value), attributes: family.attributes, note: nil)
        var judgement: ElementJudgement?
        if !isGradient {
            let outputs = try subject.outputs(of: implementation, on: subjectCase.inputs, subjectCase.attributes)
            // An output that cannot be judged is a finding about the case itself.
            judgement = try? OutputJudge(specification: specification, budget: budgets.forward)
                .judge(outputs, of: subjectCase, below: .unlimited)[0][family.probe.observed]
        } else if let budget = budgets.gradient, subjectCase.isFinite {
            let cotangents = try family.cotangents(subjectCase.inputs)
            let gradients = try subject.gradients(
                of: implementation, on: subjectCase.inputs, subjectCase.attributes, cotangents: cotangents)
            judgement = try? gradients.flatMap {
                try GradientJudge(specification: specification, budget: budget)
                    .judge($0, of: subjectCase, cotangents: cotangents)[family.freeInput].judgements
                    .first { $0.position == family.freeElement }
            }
        }
        guard let judgement, !judgement.isUnlisted else { return hasClass }
        return !judgement.verdict.isFinding
    }

    /// The probe's law, if the frontier lies where it says: within a thousandth, which leaves room for the rounding of
    /// sums.
    private func law(
        of probe: Specification.Probe, size: Int, near frontier: FrontierSearch.Frontier
    ) throws -> String? {
        guard let graph = try probe.lawGraph(size: size), let law = probe.law,
            let value = EnclosureEvaluator(precision: 96).outputs(graph, [])[0]?.first
        else { return nil }
        let place = value.midpoint.toDouble()
        guard abs(Double(frontier.above) - place) <= 1e-3 * abs(place) else { return nil }
        return "\(law.source.text) = \(decimalText(place, digits: 9))"
    }

    private func observedOutput(_ implementation: String, _ family: ProbeFamily, _ value: Float) throws -> Double {
        try subject.outputs(of: implementation, on: family.inputs(value), family.attributes)[0]
            .double(at: family.probe.observed)
    }

    /// Nil for a subject or input without gradients.
    private func observedGradient(
        _ implementation: String, _ family: ProbeFamily, _ value: Float
    ) throws -> Double? {
        let inputs = family.inputs(value)
        let cotangents = try family.cotangents(inputs)
        return try subject.gradients(of: implementation, on: inputs, family.attributes, cotangents: cotangents)?[
            family.freeInput]?.double(at: family.freeElement)
    }
}

/// The inputs of a probe at one size, as a function of the free float.
struct ProbeFamily {
    let specification: Specification
    let probe: Specification.Probe
    let size: Int

    var attributes: Attributes { specification.resolved(probe.attributes) }

    var arguments: [Specification.Input] { specification.arguments(count: probe.templates.count)! }

    func inputs(_ value: Float) -> [HostArray] {
        probe.templates.map { $0.filled(with: value, size: size) }
    }

    /// The first input with a free float, and its first free element.
    var freeInput: Int {
        probe.templates.firstIndex { template in
            switch template {
            case .list(let elements): elements.contains(nil)
            case .repeated, .scalar: true
            case .fixed: false
            }
        } ?? 0
    }

    var freeElement: Int {
        guard case .list(let elements) = probe.templates[freeInput] else { return 0 }
        return elements.firstIndex(of: nil) ?? 0
    }

    private func graph(_ inputs: [HostArray]) throws -> ExpressionGraph {
        try specification.graph(for: inputs, attributes)
    }

    /// The basis vector of the observed element of the first output; zeros for the others.
    func cotangents(_ inputs: [HostArray]) throws -> [HostArray] {
        let graph = try graph(inputs)
        return graph.outputs.enumerated().map { place, node in
            let shape = graph.nodes[node!].shape
            return HostArray(
                (0..<shape.elementCount).map { place == 0 && $0 == probe.observed ? Float(1) : 0 }, shape: shape)
        }
    }

    /// Why the observed output is special, as the row of the table says that holds there.
    private func specialReason(_ inputs: [HostArray], _ attributes: Attributes) throws -> String? {
        let output = specification.outputs[0].name
        let rows = specification.specialRows(about: output)
        guard !rows.isEmpty else { return nil }
        let graph = try specification.specialsGraph(about: output, inputs.map { GraphInput($0) }, attributes)
        let conditions = EnclosureEvaluator(precision: 96, nonfinite: .extended).conditions(graph, inputs)
        let first = zip(rows, conditions).first { $0.1[probe.observed] == .yes }
        return first.flatMap { specification.specials[$0.0].reason }
    }

    /// The class of the certified result, rounded to nearest, and its digits.
    func truth(_ value: Float, isGradient: Bool) throws -> (floatClass: FloatClass?, text: String) {
        let inputs = inputs(value)
        let graph = try graph(inputs)
        for precision in Precision.ladder.dropLast() {
            let real: Interval
            if isGradient {
                real =
                    AdjointEvaluator(precision: precision).gradients(
                        graph, inputs, cotangents: try cotangents(inputs))[freeInput].elements[freeElement]
            } else {
                real = EnclosureEvaluator(precision: precision).outputs(graph, inputs)[0]![probe.observed]
            }
            guard !real.isEmpty else {
                let reason = isGradient ? nil : try specialReason(inputs, attributes)
                return (.nan, "no real value" + (reason.map { ": \($0)" } ?? ""))
            }
            let low = FloatClass(FloatFormat.binary32.rounded(real.lower, .nearest), format: .binary32)
            let high = FloatClass(FloatFormat.binary32.rounded(real.upper, .nearest), format: .binary32)
            // An enclosure around zero says nothing of the class unless all of it rounds to zero.
            let isDecided = low == high && (!real.containsZero || low == .zero)
            if isDecided, real.isTotal { return (low, ElementJudgement.text(of: real)) }
        }
        return (nil, "undecided")
    }
}
