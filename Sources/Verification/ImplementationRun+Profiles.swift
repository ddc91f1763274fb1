internal import Specifications
internal import Values

// Where errors are: by binade, by case, by element.

extension ImplementationRun {
    /// The float whose binade an element belongs to: the input at its place for a function of one number, else the real
    /// result. Nil for elements of other dtypes.
    func profiledValue(_ judgement: ElementJudgement, of subjectCase: Case, _ dtype: DType) -> Double? {
        guard dtype == .float32 else { return nil }
        guard profiledInput != nil, subjectCase.inputs[0].count > judgement.position else {
            return judgement.nearest ?? judgement.output
        }
        return subjectCase.inputs[0].double(at: judgement.position)
    }

    /// Judges again, without shortcuts, the cases of which bounds have settled the worst element.
    mutating func completeWorstCases() throws {
        for entry in forward.worstCases.entries where entry.element == nil {
            guard let (subjectCase, outputs, judged) = try judgedAgain(entry.id),
                judged.indices.contains(entry.output), judged[entry.output].indices.contains(entry.position)
            else { continue }
            forward.worstCases.replace(
                entry.id,
                with: elementRecord(
                    judged[entry.output][entry.position], of: subjectCase, outputs[entry.output].dtype,
                    check: "forward", output: entry.output, input: nil, cotangents: []))
        }
    }

    /// The worst element of each verdict that is worth showing, and those of the next worst cases; the one with the largest
    /// error is always among them.
    func worstElements(of tally: CheckTally) -> [ElementRecord] {
        let known = tally.worstCases.entries.compactMap(\.element)
        let elements = known.isEmpty ? [tally.worst].compactMap(\.self) : known
        guard let largest = tally.largest, !elements.contains(largest), largest.error(tally.budget) > 0 else {
            return elements
        }
        return elements + [largest]
    }

    /// Tensors with fewer or more elements make no map.
    private static let mapSizes = 4...1024

    /// Remembers the worst case with a tensor as result; of functions of one number place means nothing.
    mutating func noteMap(_ judgements: [ElementJudgement], of id: CaseID, _ dtype: DType, output: Int) {
        guard profiledInput == nil, forward.profile != nil, dtype == .float32, Self.mapSizes.contains(judgements.count),
            let worst = judgements.map({ $0.badness(budgets.forward.metric) }).max(by: <),
            worst > mappedCase?.badness ?? (0, 0)
        else { return }
        mappedCase = (id, output, worst)
    }

    /// The errors of the worst case, element by element.
    func errorMap() throws -> ErrorMapRecord? {
        guard let (id, output, _) = mappedCase, let (subjectCase, outputs, judged) = try judgedAgain(id),
            outputs.indices.contains(output)
        else { return nil }
        let names = try? specification.graph(for: subjectCase.inputs, subjectCase.attributes).outputNames
        return ErrorMapRecord(
            caseID: "\(name)/\(id)", replay: replayCommand(id), output: outputs.count > 1 ? names?[output] : nil,
            shape: outputs[output].shape.extents, ulps: judged[output].map { $0.ulps?.upperBound },
            wrong: judged[output].filter { $0.verdict == .wrongClass }.map(\.position))
    }

    /// A case, the answers to it, and what is to be said of every element.
    private func judgedAgain(
        _ id: CaseID
    ) throws -> (subjectCase: Case, outputs: [HostArray], judged: [[ElementJudgement]])? {
        try Task.checkCancellation()
        guard let subjectCase = verifier.plan.makeCase(id),
            let outputs = try? subject.outputs(of: name, on: subjectCase.inputs, subjectCase.attributes)
        else { return nil }
        let budget = verifier.budgets(for: name, outputs.first?.dtype ?? .float32).forward
        let judge = OutputJudge(specification: specification, budget: budget)
        guard let judged = try? judge.judge(outputs, of: subjectCase) else { return nil }
        return (subjectCase, outputs, judged)
    }
}

extension Specification {
    /// The input of an operation that computes each element of its result from the element in the same place alone; nil
    /// for all others.
    var unaryInput: String? {
        guard inputs.count == 1, !inputs[0].isVariadic, inputs[0].dtype == nil || inputs[0].dtype == .float32,
            let graph = try? graph(shapes: [Shape([2])], attributes: resolved([:])), graph.outputs.count == 1,
            let output = graph.outputs[0], graph.nodes[output].shape == Shape([2]), graph.isElementwise
        else { return nil }
        return inputs[0].name
    }
}

extension ElementRecord {
    /// In the metric of a budget; 0 where there is none.
    fileprivate func error(_ budget: Budget) -> Double { (budget.metric == .omega ? omega : ulpsHigh) ?? 0 }
}
