internal import Specifications
internal import Values

/// The checks of one implementation, and what they have found so far.
struct ImplementationRun {
    let verifier: OperationVerifier
    let name: String
    private let budgets: BudgetPair

    var rowsMet: [Int]
    var rowsFailed: [Int]
    private var forward: CheckTally
    private var gradient: CheckTally?
    private var formula = FormulaRecord(
        status: .notRun, cases: 0, elements: 0, disagreeing: 0, undecided: 0, detectable: nil, operations: [],
        unseen: [], problem: nil)
    private var differences = DifferencesRecord(
        status: .notRun, oraclePoints: 0, oracleDisagreeing: 0, oracleExcluded: 0, subjectPoints: 0,
        subjectDisagreeing: 0, subjectExcluded: 0)
    private var determinism = DeterminismRecord(runs: 3, differing: 0)
    private var findings = FindingList()

    /// Cases with more elements than this are left out of the checks whose cost grows with the square.
    private static let smallCase = 64
    /// Probes with more elements than this are not judged: their frontiers show what there is to see.
    private static let largestProbe = 1000
    /// Cases that are run again to see whether bits repeat, beside the first of each tuple of shapes.
    private static let repeatedCases = 12

    private var specification: Specification { verifier.specification }
    private var subject: any Subject { verifier.subject }

    init(verifier: OperationVerifier, name: String) {
        self.verifier = verifier
        self.name = name
        budgets = verifier.budgets(for: name)
        rowsMet = verifier.specification.specials.map { _ in 0 }
        rowsFailed = rowsMet
        forward = CheckTally(kind: .forward, budget: budgets.forward)
        gradient = budgets.gradient.map { CheckTally(kind: .gradient, budget: $0) }
    }

    private var note: Specification.ImplementationNote? { specification.note(on: name) }

    private var isDefault: Bool { name == specification.operation }

    // MARK: The run

    mutating func run() throws -> ImplementationRecord {
        for (number, id) in verifier.plan.ids.enumerated() { try attempt(id, number: number) }
        let frontiers = try self.frontiers()
        // Frontiers are where errors live: both sides of each are judged like any other case.
        let sides = frontiers.filter { ($0.size ?? 1) <= Self.largestProbe }.flatMap(\.cases)
        for (number, id) in Set(sides).sorted().enumerated() {
            if let id = CaseID(id) { try attempt(id, number: Self.repeatedCases + number) }
        }
        for frontier in frontiers where (frontier.size ?? 1) > Self.largestProbe && !frontier.isInherent {
            note(frontier)
        }
        findStaleRows()
        return record(frontiers: frontiers)
    }

    /// The frontiers; a subject that does not answer a probe is a finding.
    private mutating func frontiers() throws -> [FrontierRecord] {
        do {
            return try FrontierProber(specification: specification, subject: subject).frontiers(of: name)
        } catch let error as CancellationError {
            throw error
        } catch {
            findings.add(
                FindingRecord(
                    id: "\(name)/probes/subject", kind: .subject, message: "\(name): no answer for a probe: \(error)",
                    isExpected: false, replay: nil, element: nil))
            return []
        }
    }

    /// A frontier of a large family is judged by the classes alone: where the real function does not change class, the
    /// implementation breaks.
    private mutating func note(_ frontier: FrontierRecord) {
        let check: Specification.CheckKind = frontier.direction == "gradient" ? .gradient : .forward
        findings.add(
            FindingRecord(
                id: "\(name)/\(frontier.cases[1])/frontier-\(frontier.direction)",
                kind: check == .gradient ? .gradient : .forward,
                message:
                    "\(name): wrong class: \(frontier.observed) goes from \(frontier.classBefore) to "
                    + "\(frontier.classAfter) at \(frontier.firstBad.decimal) (\(frontier.firstBad.bits)), probe "
                    + "'\(frontier.probe)' with n = \(frontier.size ?? 1); the real result is \(frontier.truth)",
                isExpected: isExpected(check),
                replay: "verify replay \(name)/\(frontier.cases[1])\(verifier.replaySuffix)",
                element: nil))
    }

    /// Checks one case; a subject that does not answer is a finding.
    private mutating func attempt(_ id: CaseID, number: Int) throws {
        try Task.checkCancellation()
        guard let subjectCase = verifier.plan.makeCase(id) else { return }
        do {
            try check(subjectCase, number: number)
        } catch let error as CancellationError {
            throw error
        } catch {
            findings.add(
                FindingRecord(
                    id: "\(name)/\(id)/subject", kind: .subject,
                    message: "\(name): no answer for case \(id): \(error)",
                    isExpected: false, replay: replayCommand(id), element: nil))
        }
    }

    private mutating func check(_ subjectCase: Case, number: Int) throws {
        let outputs = try subject.outputs(of: name, on: subjectCase.inputs, subjectCase.attributes)
        let judged = try OutputJudge(
            specification: specification, budget: verifier.budgets(for: name, outputs[0].dtype).forward
        ).judge(outputs[0], of: subjectCase)
        forward.cases += 1
        for judgement in judged { note(judgement, of: subjectCase, outputs[0].dtype) }
        let isRepeated = number < Self.repeatedCases || subjectCase.id.isFirstOfTuple
        if isRepeated {
            try checkDeterminism(of: "outputs", subjectCase, outputs) { [subject, name] in
                try subject.outputs(of: name, on: subjectCase.inputs, subjectCase.attributes)
            }
        }
        if subjectCase.isFinite, gradient != nil {
            try checkGradients(subjectCase, outputs, isRepeated: isRepeated)
        }
    }

    private mutating func note(_ judgement: ElementJudgement, of subjectCase: Case, _ dtype: DType) {
        if let row = judgement.row {
            rowsMet[row] += 1
            if judgement.verdict.isFinding { rowsFailed[row] += 1 }
        }
        let isCandidate = forward.note(judgement)
        guard isCandidate || judgement.verdict.isFinding else { return }
        let element = elementRecord(judgement, of: subjectCase, dtype, check: "forward", input: nil, cotangents: [])
        if isCandidate { forward.worst = element }
        if judgement.verdict.isFinding {
            findings.add(
                FindingRecord(
                    id: "\(name)/\(subjectCase.id)/forward\(indexText(element.index))",
                    kind: judgement.isUnlisted ? .unlistedSpecial : .forward,
                    message: message(judgement, element, of: subjectCase),
                    isExpected: isExpected(.forward) && !judgement.isUnlisted,
                    replay: element.replay, element: element))
        }
    }

    private mutating func checkDeterminism<Answer: Equatable>(
        of what: String, _ subjectCase: Case, _ answer: Answer, again: () throws -> Answer
    ) throws {
        for _ in 1..<determinism.runs {
            if try again() != answer {
                determinism.differing += 1
                findings.add(
                    FindingRecord(
                        id: "\(name)/\(subjectCase.id)/determinism-\(what)", kind: .nonDeterministic,
                        message:
                            "\(name): the same inputs gave other \(what) when run again, at \(inputText(subjectCase))",
                        isExpected: false,
                        replay: replayCommand(subjectCase.id), element: nil))
                return
            }
        }
    }

    // MARK: Gradients

    private mutating func checkGradients(
        _ subjectCase: Case, _ outputs: [HostArray], isRepeated: Bool
    ) throws {
        for cotangents in cotangentSets(subjectCase, outputs) {
            try checkGradients(subjectCase, outputs, cotangents, isRepeated: isRepeated)
        }
    }

    /// The random cotangents of a case, then its basis vectors, if it has them.
    private func cotangentSets(_ subjectCase: Case, _ outputs: [HostArray]) -> [[HostArray]] {
        let shapes = outputs.map(\.shape)
        return [verifier.plan.cotangents(for: subjectCase.id, shapes: shapes)]
            + (verifier.plan.basisCotangents(for: subjectCase.id, shapes: shapes).map { [$0] } ?? [])
    }

    private mutating func checkGradients(
        _ subjectCase: Case, _ outputs: [HostArray], _ cotangents: [HostArray], isRepeated: Bool
    ) throws {
        guard let budget = gradient?.budget,
            let gradients = try subject.gradients(
                of: name, on: subjectCase.inputs, subjectCase.attributes, cotangents: cotangents)
        else { return }
        let results = try GradientJudge(specification: specification, budget: budget)
            .judge(gradients, of: subjectCase, cotangents: cotangents)
        gradient!.cases += 1
        for (place, result) in results.enumerated() {
            gradient!.kinks += result.kinks
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

    private mutating func note(
        gradient judgement: ElementJudgement, of subjectCase: Case, input: Int, cotangents: [HostArray]
    ) {
        let isCandidate = gradient!.note(judgement)
        guard isCandidate || judgement.verdict.isFinding else { return }
        let inputName = specification.inputs[input].name
        let element = elementRecord(
            judgement, of: subjectCase, subjectCase.inputs[input].dtype, check: "gradient", input: input,
            cotangents: cotangents)
        if isCandidate { gradient!.worst = element }
        if judgement.verdict.isFinding {
            findings.add(
                FindingRecord(
                    id: "\(name)/\(subjectCase.id)/gradient-\(inputName)\(indexText(element.index))", kind: .gradient,
                    message: message(judgement, element, of: subjectCase), isExpected: isExpected(.gradient),
                    replay: element.replay,
                    element: element))
        }
    }

    private mutating func checkFormula(_ subjectCase: Case, _ cotangents: [HostArray]) throws {
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
            let input = specification.inputs[disagreement.input].name
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
    private mutating func note(unreadable problem: String, _ subjectCase: Case) {
        formula.problem = problem
        formula.status = .failed
        findings.add(
            FindingRecord(
                id: "\(name)/\(subjectCase.id)/formula", kind: .formula,
                message: "\(name): the backward pass cannot be read as a formula: \(problem)", isExpected: false,
                replay: replayCommand(subjectCase.id), element: nil))
    }

    private mutating func checkDifferences(
        _ subjectCase: Case, _ cotangents: [HostArray], _ outputs: [HostArray]
    ) throws {
        let check = DifferencesCheck(specification: specification)
        if differences.status == .notRun { differences.status = .passed }
        var random = SeededGenerator(seed: 0, name: "\(specification.operation)/\(subjectCase.id)/direction")
        if isDefault {
            let directions = subjectCase.inputs.map { input in
                let elements = (0..<input.count).map { position in
                    let value = abs(input.float32?[position] ?? 1)
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
        let differentiable = specification.inputs.indices.filter {
            specification.inputs[$0].isDifferentiable && subjectCase.inputs[$0].count > 0
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

    private mutating func add(differences text: String, _ subjectCase: Case, _ side: String) {
        // An implementation whose values are known to be wrong has wrong differences too.
        let isExpected = side == "subject" && isExpected(.forward)
        if !isExpected { differences.status = .failed }
        findings.add(
            FindingRecord(
                id: "\(name)/\(subjectCase.id)/differences-\(side)", kind: .differences,
                message: "\(name): \(text) at \(inputText(subjectCase))", isExpected: isExpected,
                replay: replayCommand(subjectCase.id), element: nil))
    }

    // MARK: Expectations

    private func isExpected(_ check: Specification.CheckKind) -> Bool {
        note?.expectedFailures.contains(check) ?? false
    }

    private mutating func findStaleRows() {
        guard isDefault, !specification.shapes.isEmpty else { return }
        for (row, special) in specification.specials.enumerated() where rowsMet[row] == 0 {
            findings.add(
                FindingRecord(
                    id: "\(name)/special-row-\(row + 1)", kind: .stale,
                    message:
                        "\(name): no case meets the special case '\(special.text)'; add an anchor that does, or delete the row",
                    isExpected: false, replay: nil, element: nil))
        }
    }

    // MARK: The record

    private mutating func record(frontiers: [FrontierRecord]) -> ImplementationRecord {
        let failed: [Specification.CheckKind: Bool] = [
            .forward: forward.hasFindings, .gradient: gradient?.hasFindings ?? false,
            .formula: formula.disagreeing > 0,
        ]
        for check in note?.expectedFailures ?? [] where !failed[check]! {
            findings.add(
                FindingRecord(
                    id: "\(name)/stale-\(check.rawValue)", kind: .stale,
                    message:
                        "\(name): expected to fail its \(check.rawValue) check, but passes; delete the expectation in \(specification.fileName)",
                    isExpected: false, replay: nil, element: nil))
        }
        let outcome: ImplementationRecord.Outcome =
            findings.unexpected.contains { $0.kind != .stale || !$0.id.contains("/stale-") }
            ? .failed
            : !findings.unexpected.isEmpty
                ? .expectationStale : findings.count > 0 ? .failedAsExpected : .passed
        return ImplementationRecord(
            name: name, summary: note?.summary, isMachineDependent: note?.isMachineDependent ?? false,
            expectedFailures: note?.expectedFailures ?? [], expectedReason: note?.reason, outcome: outcome,
            forward: forward.record(replaying: name), gradient: gradient?.record(replaying: name),
            formula: gradient == nil ? nil : formula, differences: gradient == nil ? nil : differences,
            determinism: determinism, frontiers: frontiers,
            worst: [forward.worst, gradient?.worst].compactMap { $0 }, findings: findings.shown,
            findingCount: findings.count)
    }

    private func elementRecord(
        _ judgement: ElementJudgement, of subjectCase: Case, _ dtype: DType, check: String, input: Int?,
        cotangents: [HostArray]
    ) -> ElementRecord {
        let shape = input.map { subjectCase.inputs[$0].shape } ?? outputShape(subjectCase)
        func float(_ value: Double) -> FloatRecord {
            dtype == .float32 ? FloatRecord(Float(value)) : FloatRecord(value)
        }
        let budget = check == "forward" ? budgets.forward : gradient!.budget
        return ElementRecord(
            check: check, verdict: judgement.verdict, caseID: "\(name)/\(subjectCase.id)",
            replay: replayCommand(subjectCase.id),
            inputs: zip(specification.inputs, subjectCase.inputs).map { TensorRecord(name: $0.name, $1) },
            attributes: subjectCase.attributes, index: shape.index(at: judgement.position),
            input: input.map { specification.inputs[$0].name }, got: float(judgement.output),
            expected: judgement.expectedText, nearest: judgement.nearest.map(float),
            ulpsLow: judgement.ulps?.lowerBound,
            ulpsHigh: judgement.ulps?.upperBound, omega: judgement.omega,
            isSilentlyWrong: judgement.isSilentlyWrong(budget: budget),
            cotangents: cotangents.enumerated().map { TensorRecord(name: "cotangent \($0.offset + 1)", $0.element) })
    }

    private func outputShape(_ subjectCase: Case) -> Shape {
        let graph = try? specification.graph(
            shapes: subjectCase.inputs.map(\.shape), attributes: subjectCase.attributes)
        return graph.map { $0.nodes[$0.outputs[0]!].shape } ?? .scalar
    }

    private func replayCommand(_ id: CaseID) -> String { "verify replay \(name)/\(id)\(verifier.replaySuffix)" }

    private func indexText(_ index: [Int]) -> String { "[" + index.map(String.init).joined(separator: ",") + "]" }

    private func inputText(_ subjectCase: Case) -> String {
        zip(specification.inputs, subjectCase.inputs).map { input, array in
            let record = TensorRecord(name: input.name, array)
            let elements = record.elements.map { "\($0.decimal) (\($0.bits))" }.joined(separator: ", ")
            return "\(input.name) = [\(elements)\(array.count > TensorRecord.limit ? ", ..." : "")]"
        }.joined(separator: ", ")
    }

    /// One line that names the operation, the verdict, the input's bits and what should have come out.
    private func message(
        _ judgement: ElementJudgement, _ element: ElementRecord, of subjectCase: Case? = nil
    ) -> String {
        let place = element.input.map { "d\($0)" } ?? specification.definition.outputs[0].name
        let verdict = element.isSilentlyWrong ? "silently wrong (\(judgement.verdict.text))" : judgement.verdict.text
        let inputs = element.inputs.map { tensor in
            "\(tensor.name) = ["
                + tensor.elements.map { "\($0.decimal) (\($0.bits))" }.joined(separator: ", ")
                + (tensor.shape.reduce(1, *) > tensor.elements.count ? ", ...]" : "]")
        }
        let own = subjectCase.map { elementText($0, at: element.index) } ?? ""
        let error = judgement.ulps.map { ", off by \(decimalText($0.upperBound, digits: 4)) ulp" } ?? ""
        return
            "\(name): \(verdict): \(place)\(indexText(element.index)) is \(element.got.decimal) (\(element.got.bits)), "
            + "expected \(element.expected)\(error), at \(own)\(inputs.joined(separator: ", "))"
    }

    /// The input elements at the place of a judged element, aligned as broadcasting does, of inputs that are too long to
    /// be printed whole: `x[36] = -inf (0xFF800000), `.
    private func elementText(_ subjectCase: Case, at index: [Int]) -> String {
        zip(specification.inputs, subjectCase.inputs).map { input, array in
            guard array.count > TensorRecord.limit, array.shape.rank <= index.count else { return "" }
            let aligned = zip(array.shape.extents, index.suffix(array.shape.rank)).map { $0 == 1 ? 0 : $1 }
            guard zip(aligned, array.shape.extents).allSatisfy({ $0 < $1 }) else { return "" }
            let position = zip(aligned, array.shape.rowMajorStrides).reduce(0) { $0 + $1.0 * $1.1 }
            let value = array.float32.map { FloatRecord($0[position]) } ?? FloatRecord(array.double(at: position))
            return "\(input.name)\(indexText(aligned)) = \(value.decimal) (\(value.bits)), "
        }.joined()
    }

    // MARK: Replay

    /// Every element of one case.
    mutating func replay(_ subjectCase: Case) throws -> [ElementRecord] {
        let outputs = try subject.outputs(of: name, on: subjectCase.inputs, subjectCase.attributes)
        let judged = try OutputJudge(specification: specification, budget: budgets.forward)
            .judge(outputs[0], of: subjectCase)
        var records = judged.map {
            elementRecord($0, of: subjectCase, outputs[0].dtype, check: "forward", input: nil, cotangents: [])
        }
        guard subjectCase.isFinite, let budget = gradient?.budget else { return records }
        for cotangents in cotangentSets(subjectCase, outputs) {
            guard
                let gradients = try subject.gradients(
                    of: name, on: subjectCase.inputs, subjectCase.attributes, cotangents: cotangents)
            else { return records }
            let results = try GradientJudge(specification: specification, budget: budget)
                .judge(gradients, of: subjectCase, cotangents: cotangents)
            for (place, result) in results.enumerated() {
                records += result.judgements.map {
                    elementRecord(
                        $0, of: subjectCase, subjectCase.inputs[place].dtype, check: "gradient", input: place,
                        cotangents: cotangents)
                }
            }
        }
        return records
    }

    /// What the checks of one case find that is about no single element: formula, differences, determinism.
    mutating func findings(on id: CaseID) throws -> [FindingRecord] {
        try attempt(id, number: 0)
        return findings.shown.filter { $0.element == nil }
    }
}
