internal import Specifications
internal import Values

/// The checks of one implementation, and what they have found so far.
struct ImplementationRun {
    let verifier: OperationVerifier
    let name: String
    let budgets: BudgetPair

    var rowsMet: [Int]
    var rowsFailed: [Int]
    /// The rows of the specification's kinks that settled an element.
    var kinksMet: Set<Int> = []
    var forward: CheckTally
    var gradient: CheckTally?
    var formula = FormulaRecord(
        status: .notRun, cases: 0, elements: 0, disagreeing: 0, undecided: 0, detectable: nil, operations: [],
        unseen: [], problem: nil)
    var differences = DifferencesRecord(
        status: .notRun, oraclePoints: 0, oracleDisagreeing: 0, oracleExcluded: 0, subjectPoints: 0,
        subjectDisagreeing: 0, subjectExcluded: 0)
    var determinism = DeterminismRecord(runs: 3, differing: 0)
    var layouts = InvarianceRecord()
    var positions = InvarianceRecord()
    var findings = FindingList()
    /// The output of the worst case that a map of errors can show, and how bad it is.
    var mappedCase: (id: CaseID, output: Int, badness: (Int, Double))?
    /// The input of a function of one number, element by element, whose binades profiles are by; nil for others.
    let profiledInput: String?

    /// Cases with more elements than this are left out of the checks whose cost grows with the square.
    static let smallCase = 64
    /// Probes with more elements than this are not judged: their frontiers show what there is to see.
    static let largestProbe = 1000
    /// Cases that are run again to see whether bits repeat, beside the first of each tuple of shapes.
    static let repeatedCases = 12

    var specification: Specification { verifier.specification }
    var subject: any Subject { verifier.subject }

    init(verifier: OperationVerifier, name: String) {
        self.verifier = verifier
        self.name = name
        budgets = verifier.budgets(for: name)
        rowsMet = verifier.specification.specials.map { _ in 0 }
        rowsFailed = rowsMet
        let isProfiled = [.real, .givenDraws].contains(verifier.specification.kind)
        profiledInput = verifier.specification.unaryInput
        forward = CheckTally(budget: budgets.forward, isProfiled: isProfiled)
        gradient = budgets.gradient.map { CheckTally(budget: $0, isProfiled: isProfiled) }
    }

    var note: Specification.ImplementationNote? { specification.note(on: name) }

    var isDefault: Bool { name == specification.operation }

    // MARK: The run

    mutating func run() throws -> ImplementationRecord {
        if isDefault { noteDefects() }
        for (number, id) in verifier.plan.ids.enumerated() { try attempt(id, number: number) }
        for id in layoutCases { try attempt(id, number: Self.repeatedCases) }
        let frontiers = try self.frontiers()
        // Frontiers are where errors live: both sides of each are judged like any other case.
        let sides = frontiers.filter { ($0.size ?? 1) <= Self.largestProbe }.flatMap(\.cases)
        for (number, id) in Set(sides).sorted().enumerated() {
            if let id = CaseID(id) { try attempt(id, number: Self.repeatedCases + number) }
        }
        for frontier in frontiers where (frontier.size ?? 1) > Self.largestProbe && !frontier.isInherent {
            note(frontier)
        }
        try checkProperties()
        findStaleRows()
        try completeWorstCases()
        return record(frontiers: frontiers, errorMap: try errorMap())
    }

    /// What was found wrong with the subject before any case.
    private mutating func noteDefects() {
        for (number, defect) in verifier.defects.enumerated() {
            findings.add(
                FindingRecord(
                    id: "\(name)/defect-\(number + 1)", kind: .subject, message: "\(name): \(defect)",
                    isExpected: false,
                    replay: nil, element: nil))
        }
    }

    /// The frontiers; a subject that does not answer a probe is a finding.
    mutating func frontiers() throws -> [FrontierRecord] {
        do {
            return try FrontierProber(
                specification: specification, subject: subject, budgets: budgets, replaySuffix: verifier.replaySuffix
            ).frontiers(of: name)
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
    mutating func note(_ frontier: FrontierRecord) {
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
                replay: frontier.replay,
                element: nil))
    }

    /// Checks one case; a subject that does not answer is a finding.
    mutating func attempt(_ id: CaseID, number: Int) throws {
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
                    message: "\(name): no answer for case \(id): \(error), at \(inputText(subjectCase))",
                    isExpected: false, replay: replayCommand(id), element: nil))
        }
    }

    mutating func check(_ subjectCase: Case, number: Int) throws {
        switch subjectCase.id {
        case .layout(_, let layout): return try checkLayout(subjectCase, layout)
        case .slices: return try checkSlices(subjectCase)
        case .anchor, .special, .seeded, .typed, .probe: break
        }
        let outputs = try subject.outputs(of: name, on: subjectCase.inputs, subjectCase.attributes)
        let judged = try OutputJudge(
            specification: specification, budget: verifier.budgets(for: name, outputs.first?.dtype ?? .float32).forward
        ).judge(outputs, of: subjectCase, below: forward.reach)
        forward.cases += 1
        for (place, judgements) in judged.enumerated() {
            for judgement in judgements where isJudged(judgement, of: subjectCase, outputs[place]) {
                note(judgement, of: subjectCase, outputs[place].dtype, output: place)
            }
            noteMap(judgements, of: subjectCase.id, outputs[place].dtype, output: place)
        }
        try checkInvariants(subjectCase, outputs)
        let isRepeated = number < Self.repeatedCases || subjectCase.id.isFirstOfTuple
        if isRepeated {
            try checkDeterminism(of: "outputs", subjectCase, outputs) { [subject, name] in
                try subject.outputs(of: name, on: subjectCase.inputs, subjectCase.attributes)
            }
        }
        if subjectCase.isFinite, gradient != nil, isDifferentiable(subjectCase) {
            try checkGradients(subjectCase, outputs, isRepeated: isRepeated)
        }
    }

    /// Whether a judgement counts. Where nothing says what is right, NaN is as good an answer as any, and so is anything for
    /// infinities; a number for NaN is not.
    private func isJudged(_ judgement: ElementJudgement, of subjectCase: Case, _ output: HostArray) -> Bool {
        guard judgement.isUnlisted, let handler = verifier.unlistedHandler else { return true }
        let position = judgement.position
        if !output.double(at: position).isNaN {
            if subjectCase.isFinite { return true }
            // Which inputs an element depends on is plain where there are as many.
            let isElementwise = subjectCase.inputs.allSatisfy { $0.count == output.count }
            if isElementwise, subjectCase.inputs.contains(where: { $0.double(at: position).isNaN }) { return true }
        }
        handler()
        return false
    }

    /// What must hold of every answer to real numbers, besides being near the definition.
    mutating func checkInvariants(_ subjectCase: Case, _ outputs: [HostArray]) throws {
        guard subjectCase.isFinite, !specification.invariants.isEmpty else { return }
        let violations = try RelationJudge(specification: specification)
            .violations(of: specification.invariants, outputs, of: subjectCase)
        for violation in violations {
            let text = violation.condition.formula.source.text
            findings.add(
                FindingRecord(
                    id: "\(name)/\(subjectCase.id)/invariant-\(violation.condition.output)[\(violation.position)]",
                    kind: .invariant,
                    message: "\(name): '\(text)' \(violation.isDecided ? "does not hold" : "cannot be decided") for "
                        + "element \(violation.position) of \(violation.condition.output)"
                        + (violation.condition.reason.map { " (\($0))" } ?? "") + ", at \(inputText(subjectCase))",
                    isExpected: isExpected(.forward), replay: replayCommand(subjectCase.id), element: nil))
        }
    }

    /// Whether some input of a case can have a gradient.
    func isDifferentiable(_ subjectCase: Case) -> Bool {
        zip(specification.arguments(of: subjectCase), subjectCase.inputs).contains {
            $0.isDifferentiable && $1.dtype.isFloatingPoint
        }
    }

    mutating func note(_ judgement: ElementJudgement, of subjectCase: Case, _ dtype: DType, output: Int) {
        if let row = judgement.row {
            rowsMet[row] += 1
            if judgement.verdict.isFinding { rowsFailed[row] += 1 }
        }
        let badness = judgement.badness(budgets.forward.metric)
        let standing = forward.note(judgement, at: profiledValue(judgement, of: subjectCase, dtype))
        let isAmongWorst = forward.worstCases.accepts(badness, of: subjectCase.id)
        guard standing.isRecord || isAmongWorst || judgement.verdict.isFinding else { return }
        if !standing.isRecord, !judgement.verdict.isFinding, judgement.real == nil, judgement.special == nil {
            // Its real result is looked up at the end, when it is known to be needed.
            forward.worstCases.add(
                WorstCases.Entry(
                    id: subjectCase.id, badness: badness, position: judgement.position, output: output, element: nil))
            return
        }
        let element = elementRecord(
            judgement, of: subjectCase, dtype, check: "forward", output: output, input: nil, cotangents: [])
        if standing.isWorst { forward.worst = element }
        if standing.hasLargestError { forward.largest = element }
        if isAmongWorst {
            forward.worstCases.add(
                WorstCases.Entry(
                    id: subjectCase.id, badness: badness, position: judgement.position, output: output, element: element
                ))
        }
        if judgement.verdict.isFinding {
            findings.add(
                FindingRecord(
                    id:
                        "\(name)/\(subjectCase.id)/forward\(element.output.map { "-\($0)" } ?? "")\(indexText(element.index))",
                    kind: judgement.isUnlisted ? .unlistedSpecial : .forward,
                    message: message(judgement, element),
                    isExpected: isExpected(.forward) && !judgement.isUnlisted,
                    replay: element.replay, element: element), error: badness.1)
        }
    }

    mutating func checkDeterminism<Answer: Equatable>(
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

    // MARK: Expectations

    func isExpected(_ check: Specification.CheckKind) -> Bool {
        note?.expectedFailures.contains(check) ?? false
    }

    mutating func findStaleRows() {
        guard isDefault, !specification.shapes.isEmpty else { return }
        if gradient != nil, gradient!.cases > 0 {
            for row in specification.kinks.indices where !kinksMet.contains(row) {
                findings.add(
                    FindingRecord(
                        id: "\(name)/kink-row-\(row + 1)", kind: .stale,
                        message:
                            "\(name): no gradient meets the kink '\(specification.kinks[row].condition.source.text)'; add an anchor that does, or delete the row",
                        isExpected: false, replay: nil, element: nil))
            }
        }
        for (row, special) in specification.specials.enumerated() where rowsMet[row] == 0 {
            findings.add(
                FindingRecord(
                    id: "\(name)/special-row-\(row + 1)", kind: .stale,
                    message:
                        "\(name): no case meets the special case '\(special.text)'; add an anchor that does, or delete the row",
                    isExpected: false, replay: nil, element: nil))
        }
    }
}
