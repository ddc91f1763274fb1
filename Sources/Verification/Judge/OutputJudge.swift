internal import Multiprecision
internal import Oracle
internal import Specifications
internal import Values

/// Judges the outputs of one case: special values by the table, the rest by enclosures, raising the precision until
/// every verdict is decided.
struct OutputJudge {
    let specification: Specification
    let budget: Budget

    /// Judges the first output of a case.
    ///
    /// - Parameter reach: the largest errors on record; elements that are within budget and certainly below them need not
    ///   be shown, and may be settled by bounds, without the real result and with a coarser error. Nil to know all.
    /// - Throws: `SpecificationError` when the case does not fit the definition, `CheckError` when the output does not
    ///   have the shape that the definition gives.
    func judge(
        _ output: HostArray, of subjectCase: Case, below reach: FastTier.Reach? = nil
    ) throws -> [ElementJudgement] {
        let shapes = subjectCase.inputs.map(\.shape)
        let graph = try specification.graph(shapes: shapes, attributes: subjectCase.attributes)
        let node = graph.nodes[graph.outputs[0]!]
        guard output.shape == node.shape else {
            throw CheckError("the output has shape \(output.shape); the definition gives \(node.shape)")
        }
        guard let format = FloatFormat(output.dtype) else {
            throw CheckError("outputs of dtype \(output.dtype) cannot be judged against a real formula")
        }
        var pending = Set(0..<output.count)
        var judgements = [ElementJudgement?](repeating: nil, count: output.count)
        if let reach {
            let tier = try FastTier(specification, graph, subjectCase, format: format, budget: budget)
            for position in 0..<output.count {
                judgements[position] = tier.judgement(output.double(at: position), at: position, below: reach)
            }
            pending = pending.filter { judgements[$0] == nil }
        }
        let evaluation = CaseEvaluation(specification: specification, graph: graph, subjectCase: subjectCase)
        for precision in Precision.ladder where !pending.isEmpty {
            let isLast = precision == Precision.cap
            let round = try evaluation.values(at: precision)
            for position in pending.sorted() {
                let judgement = try element(
                    output.double(at: position), position, round, Judge(format: format, budget: budget),
                    isLast: isLast)
                if let judgement {
                    judgements[position] = judgement
                    pending.remove(position)
                }
            }
        }
        return judgements.map { $0! }
    }

    /// The judgement of an element, or nil when a higher precision is needed.
    private func element(
        _ output: Double, _ position: Int, _ round: CaseEvaluation.Round, _ judge: Judge, isLast: Bool
    ) throws -> ElementJudgement? {
        // The first row that holds decides; one that cannot be told is waited for.
        for (row, conditions) in round.conditions.enumerated() {
            switch conditions[position] {
            case .no: continue
            case .unknown:
                if !isLast { return nil }
                return ElementJudgement(
                    position: position, output: output, verdict: .undecided, special: specification.specials[row].text)
            case .yes:
                if specification.specials[row].value == .limit {
                    return try limit(output, position, round, judge, row: row, isLast: isLast)
                }
                return special(output, position, specification.specials[row].value, row: row)
            }
        }
        let real = round.reals[position]
        // At a pole the evaluator may answer with an infinity, which is no real number either.
        if !real.isEmpty && real.isTotal && !real.isInfinitePoint {
            return judged(output, position, real, round, judge, row: nil, isLast: isLast)
        }
        if !real.isEmpty && !real.isInfinitePoint && !isLast { return nil }
        if specification.nonfinite == .moved {
            return try limit(output, position, round, judge, row: nil, isLast: isLast)
        }
        return ElementJudgement(
            position: position, output: output, verdict: .wrongClass, special: "a special case that no row lists",
            isUnlisted: true)
    }

    private func judged(
        _ output: Double, _ position: Int, _ real: Interval, _ round: CaseEvaluation.Round, _ judge: Judge, row: Int?,
        isLast: Bool
    ) -> ElementJudgement? {
        let terms = round.terms?[position] ?? 1
        let result = judge.judge(output, real, scale: round.scales?[position], terms: terms)
        if !isLast && (result.verdict == nil || !result.isRoundingDecided) { return nil }
        if specification.kind == .exact, result.verdict == .correctlyRounded, output == 0, real.isZero,
            (output.sign == .minus) != real.lower.signbit
        {
            return ElementJudgement(
                position: position, output: output, verdict: .wrongClass, special: real.lower.signbit ? "-0" : "+0",
                row: row)
        }
        return ElementJudgement(
            position: position, output: output, verdict: result.verdict ?? .undecided,
            isMisrounded: result.isMisrounded, isRoundingDecided: result.isRoundingDecided, ulps: result.ulps,
            omega: result.omega, real: real, nearest: result.nearest, row: row, terms: terms)
    }

    /// By continuity: the definition evaluated on the extended reals.
    private func limit(
        _ output: Double, _ position: Int, _ round: CaseEvaluation.Round, _ judge: Judge, row: Int?, isLast: Bool
    ) throws -> ElementJudgement? {
        let real = try round.limits(row)[position]
        if real.isEmpty { return special(output, position, .nan, row: row) }
        guard real.isTotal else {
            guard isLast else { return nil }
            return ElementJudgement(
                position: position, output: output, verdict: .undecided, special: "a limit that does not exist",
                row: row)
        }
        if real.isInfinitePoint { return special(output, position, .infinity(negative: real.upper.signbit), row: row) }
        return judged(output, position, real, round, judge, row: row, isLast: isLast)
    }

    private func special(
        _ output: Double, _ position: Int, _ value: Specification.SpecialCase.Value, row: Int?
    ) -> ElementJudgement {
        let holds: Bool
        let text: String
        switch value {
        case .nan: (holds, text) = (output.isNaN, "nan")
        case .infinity(let negative):
            (holds, text) = (output == (negative ? -.infinity : .infinity), negative ? "-inf" : "inf")
        case .zero(nil): (holds, text) = (output == 0, "0")
        case .zero(let negative?):
            (holds, text) = (output == 0 && (output.sign == .minus) == negative, negative ? "-0" : "+0")
        case .limit: preconditionFailure("limits are judged by enclosures")
        }
        return ElementJudgement(
            position: position, output: output, verdict: holds ? .correctlyRounded : .wrongClass,
            isMisrounded: !holds, special: text, row: row)
    }
}

/// The oracle's view of one case, at one precision after another.
struct CaseEvaluation {
    let specification: Specification
    let graph: ExpressionGraph
    let subjectCase: Case

    struct Round {
        let reals: [Interval]
        /// By row of the special-value table, then element; empty when no row holds for any.
        let conditions: [[Certainty]]
        let scales: [Interval]?
        let terms: [Int]?
        /// The limits that a row of the table, or else the definition, takes on the extended reals.
        let limits: (_ row: Int?) throws -> [Interval]
    }

    func values(at precision: Int) throws -> Round {
        let inputs = subjectCase.inputs
        let shapes = inputs.map(\.shape)
        let evaluator = EnclosureEvaluator(precision: precision)
        let extended = EnclosureEvaluator(precision: precision, nonfinite: .extended)
        let reals = evaluator.outputs(graph, inputs)[0]!
        var conditions: [[Certainty]] = []
        if !specification.specials.isEmpty {
            let graph = try specification.specialsGraph(shapes: shapes, attributes: subjectCase.attributes)
            // Nearly always no row holds anywhere, which bounds in binary64 tell.
            if FastEvaluator().conditions(graph, inputs).contains(where: { $0.contains { $0 != .no } }) {
                conditions = extended.conditions(graph, inputs)
            }
        }
        var scales: [Interval]?
        var terms: [Int]?
        if let graph = try specification.scaleGraph(shapes: shapes, attributes: subjectCase.attributes) {
            let outputs = extended.outputs(graph, inputs)
            scales = outputs[0]
            if outputs.count > 1 { terms = outputs[1]!.map { Int($0.midpoint.toDouble()) } }
        }
        return Round(
            reals: reals, conditions: conditions, scales: scales, terms: terms,
            limits: { row in
                let graph = try specification.limitGraph(
                    row: row, shapes: shapes, attributes: subjectCase.attributes)
                return extended.outputs(graph, inputs)[0]!
            })
    }
}

/// Why a check could not be carried out: the subject's answer does not fit the question.
public struct CheckError: Error, CustomStringConvertible {
    public let description: String

    init(_ description: String) { self.description = description }
}
