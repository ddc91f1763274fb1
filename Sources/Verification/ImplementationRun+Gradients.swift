internal import Specifications
internal import Values

// The checks of a case's gradients: as numbers, as a formula, by finite differences.

extension ImplementationRun {
    mutating func checkGradients(
        _ subjectCase: Case, _ outputs: [HostArray], isRepeated: Bool
    ) throws {
        for cotangents in cotangentSets(subjectCase, outputs) {
            try checkGradients(subjectCase, outputs, cotangents, isRepeated: isRepeated)
        }
    }

    /// The random cotangents of a case, then its basis vectors, if it has them.
    func cotangentSets(_ subjectCase: Case, _ outputs: [HostArray]) -> [[HostArray]] {
        let shapes = verifier.cotangentShapes(of: outputs, for: subjectCase)
        return [verifier.plan.cotangents(for: subjectCase.id, outputs: shapes)]
            + (verifier.plan.basisCotangents(for: subjectCase.id, outputs: shapes).map { [$0] } ?? [])
    }

    mutating func checkGradients(
        _ subjectCase: Case, _ outputs: [HostArray], _ cotangents: [HostArray], isRepeated: Bool
    ) throws {
        let dtype = subjectCase.inputs.first { $0.dtype.isFloatingPoint }?.dtype ?? .float32
        guard gradient != nil, let budget = verifier.budgets(for: name, dtype).gradient,
            let gradients = try subject.gradients(
                of: name, on: subjectCase.inputs, subjectCase.attributes, cotangents: cotangents)
        else { return }
        let results = try GradientJudge(specification: specification, budget: budget)
            .judge(gradients, of: subjectCase, cotangents: cotangents)
        gradient!.cases += 1
        for (place, result) in results.enumerated() {
            gradient!.kinks += result.kinks
            kinksMet.formUnion(result.rows)
            for judgement in result.judgements {
                note(gradient: judgement, of: subjectCase, input: place, cotangents: cotangents)
            }
        }
        if isRepeated {
            try checkDeterminism(of: "gradients", subjectCase, gradients) { [subject, name] in
                try subject.gradients(
                    of: name, on: subjectCase.inputs, subjectCase.attributes, cotangents: cotangents) ?? []
            }
        }
        let size = subjectCase.inputs.reduce(0) { $0 + $1.count }
        guard size <= Self.smallCase else { return }
        try checkFormula(subjectCase, cotangents)
        try checkDifferences(subjectCase, cotangents, outputs)
    }

    mutating func note(
        gradient judgement: ElementJudgement, of subjectCase: Case, input: Int, cotangents: [HostArray]
    ) {
        let badness = judgement.badness(gradient!.budget.metric)
        let value = profiledValue(judgement, of: subjectCase, subjectCase.inputs[input].dtype)
        let standing = gradient!.note(judgement, at: value)
        let isAmongWorst = gradient!.worstCases.accepts(badness, of: subjectCase.id)
        guard standing.isRecord || isAmongWorst || judgement.verdict.isFinding else { return }
        let inputName = specification.arguments(of: subjectCase)[input].name
        let element = elementRecord(
            judgement, of: subjectCase, subjectCase.inputs[input].dtype, check: "gradient", input: input,
            cotangents: cotangents)
        if standing.isWorst { gradient!.worst = element }
        if standing.hasLargestError { gradient!.largest = element }
        if isAmongWorst {
            gradient!.worstCases.add(
                WorstCases.Entry(
                    id: subjectCase.id, badness: badness, position: judgement.position, output: 0, element: element))
        }
        if judgement.verdict.isFinding {
            findings.add(
                FindingRecord(
                    id: "\(name)/\(subjectCase.id)/gradient-\(inputName)\(indexText(element.index))", kind: .gradient,
                    message: message(judgement, element), isExpected: isExpected(.gradient),
                    replay: element.replay,
                    element: element), error: badness.1)
        }
    }

    mutating func checkFormula(_ subjectCase: Case, _ cotangents: [HostArray]) throws {
        guard formula.problem == nil,
            let captured = try subject.backwardGraph(
                of: name, on: subjectCase.inputs, subjectCase.attributes, cotangents: cotangents)
        else { return }
        let result: FormulaCheck.Result
        do {
            result = try FormulaCheck(specification: specification, catalog: verifier.catalog)
                .check(captured, of: subjectCase, cotangents: cotangents)
        } catch let error as UntranslatableGraph {
            note(unreadable: error.description, subjectCase)
            return
        } catch let error as SpecificationError {
            note(unreadable: error.description, subjectCase)
            return
        }
        if formula.status == .notRun, result.elements > result.undecided { formula.status = .passed }
        formula.cases += 1
        formula.elements += result.elements
        formula.undecided += result.undecided
        formula.disagreeing += result.disagreements.count
        if let detectable = result.detectable { formula.detectable = max(formula.detectable ?? 0, detectable) }
        let calls = captured.nodes.compactMap { if case .call(let operation, _, _) = $0 { operation } else { nil } }
        formula.operations = Set(formula.operations + calls).sorted()
        formula.unseen = Set(formula.unseen + captured.unseen).sorted()
        for disagreement in result.disagreements {
            formula.status = .failed
            let input = specification.arguments(of: subjectCase)[disagreement.input].name
            let index = subjectCase.inputs[disagreement.input].shape.index(at: disagreement.position)
            findings.add(
                FindingRecord(
                    id: "\(name)/\(subjectCase.id)/formula-\(input)\(indexText(index))", kind: .formula,
                    message: "\(name): wrong formula: the backward pass computes d\(input)\(indexText(index)) = "
                        + ElementJudgement.text(of: disagreement.formula) + ", the derivative is "
                        + ElementJudgement.text(of: disagreement.adjoint) + " at " + inputText(subjectCase),
                    isExpected: isExpected(.formula), replay: replayCommand(subjectCase.id), element: nil))
        }
    }

    /// A backward pass that cannot be read as a formula leaves the most important question open.
    mutating func note(unreadable problem: String, _ subjectCase: Case) {
        formula.problem = problem
        formula.status = .failed
        findings.add(
            FindingRecord(
                id: "\(name)/\(subjectCase.id)/formula", kind: .formula,
                message: "\(name): the backward pass cannot be read as a formula: \(problem)", isExpected: false,
                replay: replayCommand(subjectCase.id), element: nil))
    }

    mutating func checkDifferences(
        _ subjectCase: Case, _ cotangents: [HostArray], _ outputs: [HostArray]
    ) throws {
        // Steps and noise are those of float32.
        guard !subjectCase.inputs.contains(where: { $0.dtype == .float64 }) else { return }
        let check = DifferencesCheck(specification: specification)
        if differences.status == .notRun { differences.status = .passed }
        var random = SeededGenerator(seed: 0, name: "\(specification.operation)/\(subjectCase.id)/direction")
        if isDefault {
            let directions = subjectCase.inputs.map { input in
                let elements = (0..<input.count).map { position in
                    // Integers and truth values stay what they are.
                    let value = abs(input.float32?[position] ?? 0)
                    if !input.dtype.isFloatingPoint { return Float(0) }
                    return Float(0.5 + random.unit()) * random.sign() * (value > 0 ? min(value, 1) : 1)
                }
                return HostArray(elements, shape: input.shape)
            }
            switch try check.oracle(subjectCase, cotangents: cotangents, directions: directions) {
            case .agrees: differences.oraclePoints += 1
            case .excluded: differences.oracleExcluded += 1
            case .disagrees(let text):
                differences.oraclePoints += 1
                differences.oracleDisagreeing += 1
                add(differences: text, subjectCase, "oracle")
            }
        }
        let differentiable = specification.arguments(of: subjectCase).indices.filter {
            specification.arguments(of: subjectCase)[$0].isDifferentiable && subjectCase.inputs[$0].count > 0
        }
        guard !differentiable.isEmpty, outputs.allSatisfy(\.isFinite), budgets.forward.metric != .exact else {
            return
        }
        let input = differentiable[random.below(differentiable.count)]
        let element = random.below(subjectCase.inputs[input].count)
        let outcome = try check.subject(
            subjectCase, cotangents: cotangents, input: input, element: element, budget: budgets.forward
        ) { try subject.outputs(of: name, on: $0, subjectCase.attributes) }
        switch outcome {
        case .agrees: differences.subjectPoints += 1
        case .excluded: differences.subjectExcluded += 1
        case .disagrees(let text):
            differences.subjectPoints += 1
            differences.subjectDisagreeing += 1
            add(differences: text, subjectCase, "subject")
        }
    }

    mutating func add(differences text: String, _ subjectCase: Case, _ side: String) {
        // An implementation whose values are known to be wrong has wrong differences too.
        let isExpected = side == "subject" && isExpected(.forward)
        if !isExpected { differences.status = .failed }
        findings.add(
            FindingRecord(
                id: "\(name)/\(subjectCase.id)/differences-\(side)", kind: .differences,
                message: "\(name): \(text) at \(inputText(subjectCase))", isExpected: isExpected,
                replay: replayCommand(subjectCase.id), element: nil))
    }
}
