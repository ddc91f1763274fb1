internal import Multiprecision
internal import Oracle
internal import Specifications
internal import Values

/// Judges the outputs of one case: special values by the table, the rest by enclosures, raising the precision until
/// every verdict is decided.
struct OutputJudge {
    let specification: Specification
    /// What floating-point outputs are allowed; integers and truth values are right or wrong.
    let budget: Budget
    /// Whether the relation decides where there is one. The definition gives one of the right answers.
    var usesRelation = true

    /// Judges the outputs of a case: for each its elements, in order.
    ///
    /// - Parameter reach: the largest errors on record; elements that are within budget and certainly below them need not
    ///   be shown, and may be settled by bounds, without the real result and with a coarser error. Nil to know all.
    /// - Throws: `SpecificationError` when the case does not fit the definition, `CheckError` when the outputs do not
    ///   have the number and the shapes that the definition gives.
    func judge(
        _ outputs: [HostArray], of subjectCase: Case, below reach: FastTier.Reach? = nil
    ) throws -> [[ElementJudgement]] {
        let graph = try specification.graph(for: subjectCase.inputs, subjectCase.attributes)
        guard outputs.count == graph.outputs.count else {
            throw CheckError("there are \(outputs.count) outputs; the definition gives \(graph.outputs.count)")
        }
        for (place, output) in outputs.enumerated() {
            let node = graph.nodes[graph.outputs[place]!]
            guard output.shape == node.shape else {
                throw CheckError("the output has shape \(output.shape); the definition gives \(node.shape)")
            }
            // Where numbers may be of several dtypes, those of integers are integers.
            let isInteger =
                specification.output(named: graph.outputNames[place]).dtype == .int64
                || !node.isLogical && !subjectCase.inputs.contains { $0.dtype.isFloatingPoint }
            guard output.dtype.isFloatingPoint || (isInteger ? output.dtype == .int64 : node.isLogical) else {
                throw CheckError("outputs of dtype \(output.dtype) cannot be judged against a real formula")
            }
        }
        if specification.kind == .relation && usesRelation {
            return try RelationJudge(specification: specification).judge(outputs, graph.outputNames, of: subjectCase)
        }
        let evaluation = CaseEvaluation(specification: specification, graph: graph, subjectCase: subjectCase)
        return try outputs.indices.map { place in
            try judge(outputs[place], evaluation.output(place), below: reach)
        }
    }

    /// Judges the only output of a case.
    func judge(
        _ output: HostArray, of subjectCase: Case, below reach: FastTier.Reach? = nil
    ) throws -> [ElementJudgement] {
        try judge([output], of: subjectCase, below: reach)[0]
    }

    private func judge(
        _ output: HostArray, _ evaluation: OutputEvaluation, below reach: FastTier.Reach?
    ) throws -> [ElementJudgement] {
        var pending = Set(0..<output.count)
        var judgements = [ElementJudgement?](repeating: nil, count: output.count)
        if let reach, let format = FloatFormat(output.dtype),
            let tier = try FastTier(evaluation, format: format, budget: budget)
        {
            for position in 0..<output.count {
                judgements[position] = tier.judgement(output.double(at: position), at: position, below: reach)
            }
            pending = pending.filter { judgements[$0] == nil }
        }
        for precision in Precision.ladder where !pending.isEmpty {
            let isLast = precision == Precision.cap
            let round = try evaluation.values(at: precision, of: output.dtype)
            for position in pending.sorted() {
                if let judgement = try element(output, position, round, isLast: isLast) {
                    judgements[position] = judgement
                    pending.remove(position)
                }
            }
        }
        return judgements.map { $0! }
    }

    /// The judgement of an element, or nil when a higher precision is needed.
    private func element(
        _ array: HostArray, _ position: Int, _ round: OutputEvaluation.Round, isLast: Bool
    ) throws -> ElementJudgement? {
        let output = array.double(at: position)
        // The first row that holds decides; one that cannot be told is waited for.
        for (row, conditions) in zip(round.rows, round.conditions) {
            switch conditions[position] {
            case .no: continue
            case .unknown:
                if !isLast { return nil }
                return ElementJudgement(
                    position: position, output: output, verdict: .undecided, special: specification.specials[row].text)
            case .yes:
                if specification.specials[row].value == .limit {
                    return try limit(array, position, round, row: row, isLast: isLast)
                }
                var value = specification.specials[row].value
                // The zero of integers has no sign.
                if case .zero = value, array.dtype == .int64 { value = .zero(negative: nil) }
                return special(output, position, value, row: row)
            }
        }
        let reals: [Interval]
        switch round.values {
        case .logical(let truths): return logical(output, position, truths[position], isLast: isLast)
        case .real(let elements): reals = elements
        }
        let real = reals[position]
        if case .int64(let values) = array.elements {
            return integer(Int(values[position]), position, real, isLast: isLast)
        }
        // At a pole the evaluator may answer with an infinity, which is no real number either.
        if !real.isEmpty && real.isTotal && !real.isInfinitePoint {
            return judged(array, position, real, round, row: nil, isLast: isLast)
        }
        if !real.isEmpty && !real.isInfinitePoint && !isLast { return nil }
        if specification.nonfinite == .moved {
            return try limit(array, position, round, row: nil, isLast: isLast)
        }
        return ElementJudgement(
            position: position, output: output, verdict: .wrongClass, special: "a special case that no row lists",
            isUnlisted: true)
    }

    private func judged(
        _ array: HostArray, _ position: Int, _ real: Interval, _ round: OutputEvaluation.Round, row: Int?, isLast: Bool
    ) -> ElementJudgement? {
        guard let format = FloatFormat(array.dtype) else { return nil }
        let output = array.double(at: position)
        let terms = round.terms?[position] ?? 1
        let result = Judge(format: format, budget: budget)
            .judge(output, real, scale: round.scales?[position], terms: terms)
        if !isLast && (result.verdict == nil || !result.isRoundingDecided) { return nil }
        if specification.kind == .exact, result.verdict == .correctlyRounded, output == 0, real.isZero,
            (output.sign == .minus) != real.lower.signbit
        {
            return ElementJudgement(
                position: position, output: output, verdict: .wrongClass, special: real.lower.signbit ? "-0" : "+0",
                row: row)
        }
        return ElementJudgement(position: position, output: output, result, real: real, row: row, terms: terms)
    }

    /// By continuity: the definition evaluated on the extended reals.
    private func limit(
        _ array: HostArray, _ position: Int, _ round: OutputEvaluation.Round, row: Int?, isLast: Bool
    ) throws -> ElementJudgement? {
        let output = array.double(at: position)
        let real = try round.limits(row)[position]
        if case .int64(let values) = array.elements {
            return integer(Int(values[position]), position, real, isLast: isLast)
        }
        if real.isEmpty { return special(output, position, .nan, row: row) }
        guard real.isTotal else {
            guard isLast else { return nil }
            return ElementJudgement(
                position: position, output: output, verdict: .undecided, special: "a limit that does not exist",
                row: row)
        }
        if real.isInfinitePoint { return special(output, position, .infinity(negative: real.upper.signbit), row: row) }
        return judged(array, position, real, round, row: row, isLast: isLast)
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

    /// A truth value, which is right or wrong.
    private func logical(_ output: Double, _ position: Int, _ truth: Certainty, isLast: Bool) -> ElementJudgement? {
        guard truth != .unknown else {
            return isLast
                ? ElementJudgement(
                    position: position, output: output, verdict: .undecided, special: "true or false, which is open")
                : nil
        }
        let holds = (output != 0) == (truth == .yes)
        return ElementJudgement(
            position: position, output: output, verdict: holds ? .correctlyRounded : .overBudget, isMisrounded: !holds,
            special: truth == .yes ? "true" : "false")
    }

    /// An integer, which is right or wrong.
    private func integer(_ output: Int, _ position: Int, _ real: Interval, isLast: Bool) -> ElementJudgement? {
        guard !real.isEmpty, real.isTotal, real.lower == real.upper else {
            return isLast || real.isEmpty
                ? ElementJudgement(
                    position: position, output: Double(output), verdict: .undecided,
                    special: real.isEmpty ? "no integer" : ElementJudgement.text(of: real))
                : nil
        }
        let holds = real.isEqual(to: Interval(output, precision: 64)) == .yes
        return ElementJudgement(
            position: position, output: Double(output), verdict: holds ? .correctlyRounded : .overBudget,
            isMisrounded: !holds, special: ElementJudgement.text(of: real))
    }
}

/// Why a check could not be carried out: the subject's answer does not fit the question.
public struct CheckError: Error, CustomStringConvertible {
    public let description: String

    init(_ description: String) { self.description = description }
}
