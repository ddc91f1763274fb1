internal import Multiprecision
internal import Oracle
internal import PropertyTesting
internal import Specifications
internal import Values

/// Measures how far a subject's answers are from what a property claims of them.
struct PropertyJudge {
    let specification: Specification
    let subject: any Subject
    let implementation: String

    func outputs(_ inputs: [HostArray], _ attributes: Attributes) throws -> [HostArray] {
        try subject.outputs(of: implementation, on: inputs, attributes)
    }

    // MARK: Metamorphic relations

    func measure(_ property: Specification.Property, _ related: RelatedCase) throws -> Measure {
        let answers = try outputs(related.base.inputs, related.base.attributes)
        let changedAnswers = try outputs(related.changed, related.base.attributes)
        let changed = related.changed(by: property)
        let graph = try specification.claimGraph(
            of: property, related.base.inputs.map { GraphInput($0) }, draws: related.draws.map { GraphInput($0) },
            outputs: answers.map { GraphInput($0) }, changedInputs: changed.map { GraphInput($0) },
            changedOutputs: changedAnswers.map { GraphInput($0) }, related.attributes)
        let tensors = related.base.inputs + related.draws + answers + changed + changedAnswers
        switch property.claim {
        case .holds(let condition):
            let shape = changedAnswers[place(of: condition.output)].shape
            return measure(
                try truths(graph, tensors)[0], shape: shape, condition.formula.source.text, output: condition.output)
        case .gives(let claims, let budget):
            return try .worst(
                claims.enumerated().map { number, claim in
                    let place = place(of: claim.output)
                    return try measure(
                        changedAnswers[place], claim: number, of: graph, tensors, budget, output: place)
                })
        }
    }

    func place(of output: String) -> Int { specification.definition.outputs.firstIndex { $0.name == output }! }

    /// The largest error of an answer against the numbers that a claim gives.
    private func measure(
        _ answer: HostArray, claim: Int, of graph: ExpressionGraph, _ tensors: [HostArray], _ budget: Budget,
        output: Int
    ) throws -> Measure {
        guard let format = FloatFormat(answer.dtype) else {
            throw CheckError("an answer of \(answer.dtype) has no ulps")
        }
        let judge = Judge(format: format, budget: budget)
        var worst = Measure(0, unit: "ulp")
        var pending = Array(0..<answer.count)
        for precision in Precision.ladder where !pending.isEmpty {
            let isLast = precision == Precision.cap
            let reals =
                EnclosureEvaluator(precision: precision, nonfinite: .extended).outputs(graph, tensors)[claim] ?? []
            pending.removeAll { position in
                guard let found = measure(answer.double(at: position), reals[position], judge, isLast: isLast) else {
                    return false
                }
                if found.score > worst.score {
                    worst = found
                    worst.element = ElementIndex(answer.shape.index(at: position), output: output)
                }
                return true
            }
        }
        return worst
    }

    /// The error of one element; nil where a higher precision is needed.
    private func measure(_ output: Double, _ real: Interval, _ judge: Judge, isLast: Bool) -> Measure? {
        func wrong(_ kind: FailureKind, _ expected: String) -> Measure {
            Measure(
                .infinity, unit: "ulp", kind: kind,
                detail: "got \(Float(output).fullText), expected \(expected)")
        }
        if real.isEmpty { return output.isNaN ? .perfect : wrong(.missingNaN, "nan") }
        if real.isTotal, real.isInfinitePoint {
            let infinity = real.upper.signbit ? -Double.infinity : .infinity
            return output == infinity ? .perfect : wrong(output.isNaN ? .notANumber : .wrongInfinity, "\(infinity)")
        }
        guard real.isTotal else { return isLast ? wrong(.init("undecided"), "a number that is not known") : nil }
        if output.isNaN { return wrong(.notANumber, ElementJudgement.text(of: real)) }
        let judgement = judge.judge(output, real, scale: nil, terms: 1)
        guard let verdict = judgement.verdict, let ulps = judgement.ulps else {
            return isLast ? wrong(.init("undecided"), ElementJudgement.text(of: real)) : nil
        }
        if judge.budget.metric == .exact, verdict == .correctlyRounded { return .perfect }
        return Measure(
            ulps.upperBound, unit: "ulp",
            detail: "got \(Float(output).fullText), expected \(ElementJudgement.text(of: real))")
    }

    // MARK: Conditions

    /// How an invariant fares on an answer.
    func measure(_ invariant: Specification.Condition, _ generated: GeneratedCase) throws -> Measure {
        let answers = try outputs(generated.inputs, generated.attributes)
        let violations = try RelationJudge(specification: specification).violations(
            of: [invariant], answers,
            of: Case(id: .anchor(1), inputs: generated.inputs, attributes: generated.attributes, note: nil))
        let output = place(of: invariant.output)
        guard let first = violations.first else { return .perfect }
        return violation(
            first.isDecided, invariant.formula.source.text,
            ElementIndex(answers[output].shape.index(at: first.position), output: output))
    }

    private func truths(_ graph: ExpressionGraph, _ tensors: [HostArray]) throws -> [[Certainty]] {
        var truths: [[Certainty]] = []
        for precision in Precision.ladder {
            truths = EnclosureEvaluator(precision: precision, nonfinite: .extended).conditions(graph, tensors)
            if !truths.joined().contains(.unknown) { break }
        }
        return truths
    }

    private func measure(_ truths: [Certainty], shape: Shape, _ text: String, output: String) -> Measure {
        guard let position = truths.firstIndex(of: .no) ?? truths.firstIndex(of: .unknown) else { return .perfect }
        return violation(
            truths[position] == .no, text, ElementIndex(shape.index(at: position), output: place(of: output)))
    }

    private func violation(_ isDecided: Bool, _ text: String, _ element: ElementIndex) -> Measure {
        Measure(
            .infinity, kind: isDecided ? .doesNotHold : FailureKind("undecided"), element: element,
            detail: "\(Self.quoted(text)) \(isDecided ? "does not hold" : "cannot be decided")")
    }

    // MARK: Broadcasting

    /// Whether an elementwise operation gives the same bits for tensors that it broadcasts as for the same tensors tiled.
    func measureTiling(_ generated: GeneratedCase, to shape: Shape) throws -> Measure {
        let broadcast = try outputs(generated.inputs, generated.attributes)
        let tiled = try outputs(generated.inputs.map { $0.tiled(to: shape) }, generated.attributes)
        for (output, (one, other)) in zip(broadcast, tiled).enumerated() {
            guard one.shape == other.shape, one.dtype == other.dtype else {
                return Measure(
                    .infinity, kind: .wrongShape,
                    detail: "got \(one.dtype)\(one.shape), tiled \(other.dtype)\(other.shape)")
            }
            for position in 0..<one.count where !one.isSame(other, at: position) {
                return Measure(
                    .infinity, kind: .doesNotHold, element: ElementIndex(one.shape.index(at: position), output: output),
                    detail: "got \(one.fullText(at: position)), tiled \(other.fullText(at: position))")
            }
        }
        return .perfect
    }
}

extension HostArray {
    /// The elements repeated to a shape that this one broadcasts to.
    fileprivate func tiled(to shape: Shape) -> HostArray {
        let own = self.shape
        let strides = own.rowMajorStrides
        let places = (0..<shape.elementCount).map { position -> Int in
            let index = shape.index(at: position).suffix(own.rank)
            return zip(zip(index, own.extents), strides).reduce(0) { $0 + ($1.0.1 == 1 ? 0 : $1.0.0) * $1.1 }
        }
        func moved<Element>(_ values: [Element]) -> [Element] { places.map { values[$0] } }
        switch elements {
        case .float32(let values): return HostArray(moved(values), shape: shape)
        case .float64(let values): return HostArray(moved(values), shape: shape)
        case .int64(let values): return HostArray(moved(values), shape: shape)
        case .bool(let values): return HostArray(moved(values), shape: shape)
        }
    }

    /// Whether two elements have the same bits, or are both NaN.
    fileprivate func isSame(_ other: HostArray, at position: Int) -> Bool {
        let (a, b) = (double(at: position), other.double(at: position))
        return a == b && a.sign == b.sign || a.isNaN && b.isNaN
    }
}

extension PropertyJudge {
    /// A claim as messages quote it: `y'` is the related answer, so that single quotes would read as its end.
    fileprivate static func quoted(_ claim: String) -> String { claim.contains("'") ? "\"\(claim)\"" : "'\(claim)'" }
}
