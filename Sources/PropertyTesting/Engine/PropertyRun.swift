internal import Values

/// One run of a property: what is replayed, the sweep, the search, and what is made of failures.
///
/// Nothing in it depends on time (unless a time limit is set) or on threads: cases are planned in batches whose plans
/// depend on verdicts of earlier batches only, and verdicts are taken in the order of plans.
final class PropertyRun<Value> {
    let name: String
    let settings: PropertySettings
    let runner: CaseRunner<Value>
    let describe: (Value) -> [InputPart]
    let localise: ((Value, Measure) -> Localisation?)?
    /// The element that comparisons look at while a failure is localised.
    let focus: FocusBox
    var random: RandomNumbers
    var report: PropertyReport

    let tree = ChoiceTree()
    private var seen: Set<UInt64> = []
    private var nextStream: UInt64 = 0
    private let clock = ContinuousClock()
    private let start: ContinuousClock.Instant
    private var searchTime = Duration.zero
    /// Cases that were not judged: turned down, repeated, too long.
    private(set) var misses = 0
    private(set) var overruns = 0
    private var domains: Set<ObjectIdentifier> = []

    /// The first case of each kind of failure, in the order in which they were found.
    var failures: [(kind: FailureKind, first: JudgedCase, worst: JudgedCase, isReplayed: Bool)] = []
    /// Recent cases, which others are made from.
    var recent: [JudgedCase] = []
    /// The passing case with the largest measure.
    var largestPassing: JudgedCase?
    /// The cases with the largest finite measures, the largest first, which the search climbs from. Failing ones are
    /// among them where the worst is looked for.
    var climbers: [JudgedCase] = []
    var scoresVary = false
    /// The step that led to the largest measure.
    var momentum: ClimbingStep?
    private var firstFailure: Int?
    var isReplaying = false
    let regressions: Regressions?

    init(
        name: String, settings: PropertySettings, runner: CaseRunner<Value>, regressions: Regressions?,
        health: [HealthFinding],
        describe: @escaping (Value) -> [InputPart], localise: ((Value, Measure) -> Localisation?)?,
        focus: FocusBox
    ) {
        self.name = name
        self.settings = settings
        self.runner = runner
        self.regressions = regressions
        self.describe = describe
        self.localise = localise
        self.focus = focus
        random = RandomNumbers(seed: runner.seed, stream: .max)
        report = PropertyReport(name: name, budget: settings.budget)
        report.health = health
        start = clock.now
    }

    func run() -> PropertyReport {
        if let token = settings.replay {
            replayToken(token)
            return report
        }
        guard resumeJournal() else {
            recordRegressions()
            return report
        }
        replayRegressions()
        search()
        searchTime = clock.now - start
        simplifyFailures()
        if let largestPassing { report.largestPassing = example(largestPassing) }
        checkRepetition()
        conclude()
        recordRegressions()
        return report
    }

    /// Passing cases are run once more: a measure that changes is one of more than the input.
    private func checkRepetition() {
        for case let judged? in [recent.first, largestPassing] where judged.verdict.failureKind == nil {
            let again = runner.run(CasePlan(replay: judged.drawn.replay, continuation: .nothing))
            guard again?.score != judged.score || again?.verdict.failureKind != nil else { continue }
            note(
                .flaky,
                "one input was measured twice, \(scoreText(judged.verdict.measure!)) and "
                    + "\(again?.verdict.measure.map(scoreText) ?? "nothing"); the property depends on more than its input"
            )
            return
        }
    }

    private func conclude() {
        let seconds = searchTime / .seconds(1)
        if report.cases >= 5, seconds > 0.2 * Double(report.cases) {
            note(
                .slow,
                "a case takes \(Int(seconds / Double(report.cases) * 1000)) ms; fewer cases, or smaller inputs, may do")
        }
        let attempts = report.cases + report.rejectedCases
        if report.rejectedCases > 50, report.rejectedCases > 9 * report.cases {
            note(
                .rejectsTooMuch,
                "\(grouped(report.rejectedCases)) of \(grouped(attempts)) inputs were turned down by filters and "
                    + "assumptions; a generator that makes only the right ones finds more")
        }
        if overruns > 0 {
            note(
                .tooLarge,
                "\(counted(overruns, "input")) had more than \(grouped(settings.maximumChoices)) numbers and were not run"
            )
        }
        if !report.failures.isEmpty {
            report.outcome = .failed
        } else if tree.isExhausted, report.cases > 0 {
            report.outcome = .proved
        } else if report.cases < min(settings.cases, 10) {
            report.outcome = .gaveUp
        } else {
            report.outcome = .passed
        }
    }

    // MARK: Search

    func stream() -> UInt64 {
        nextStream += 1
        return nextStream
    }

    /// Draws the cases of plans and has them judged. False when the search is over.
    func judge(_ plans: [CasePlan]) -> Bool {
        guard let judgeInParallel = runner.judgeInParallel else {
            for plan in plans {
                guard !isOver else { return false }
                guard let drawn = novel(plan) else { continue }
                let verdict = verdict(of: drawn)
                runner.journal?.slot(0).end()
                take(drawn.case, verdict, plan)
            }
            return !isOver
        }
        guard !isOver else { return false }
        let drawn = plans.compactMap { plan in novel(plan).map { (drawn: $0, plan: plan) } }
        let verdicts = judgeInParallel(drawn.map { $0.drawn.case.recorded })
        for (candidate, verdict) in zip(drawn, verdicts) {
            guard !isOver else { return false }
            take(candidate.drawn.case, verdict, candidate.plan)
        }
        return !isOver
    }

    private struct Candidate {
        let `case`: DrawnCase
        let value: Result<Value, any Error>
    }

    private func verdict(of candidate: Candidate) -> Verdict {
        switch candidate.value {
        case .success(let value): runner.judge(value)
        case .failure(let error): Verdict(error)
        }
    }

    /// The case of a plan, unless it is one that was met before.
    private func novel(_ plan: CasePlan) -> Candidate? {
        switch runner.draw(plan, branch: tree.root) {
        case .overrun:
            overruns += 1
            misses += 1
            return nil
        case .rejected(let drawn):
            tree.insert(drawn.choices)
            report.rejectedCases += 1
            misses += 1
            return nil
        case .value(let value, let drawn):
            tree.insert(drawn.choices)
            guard seen.insert(drawn.fingerprint).inserted else {
                misses += 1
                return nil
            }
            return Candidate(case: drawn, value: .success(value))
        case .failed(let error, let drawn):
            guard seen.insert(drawn.fingerprint).inserted else {
                misses += 1
                return nil
            }
            return Candidate(case: drawn, value: .failure(error))
        }
    }

    /// Judges a case that is known from earlier runs, whether or not it was met in this one.
    func judgeReplayed(_ plan: CasePlan) -> (choices: [RecordedChoice], verdict: Verdict?) {
        defer { runner.journal?.slot(0).end() }
        switch runner.draw(plan) {
        case .value(let value, let drawn):
            let verdict = runner.judge(value)
            tree.insert(drawn.choices)
            if seen.insert(drawn.fingerprint).inserted { take(drawn, verdict, plan) }
            return (drawn.recorded, verdict)
        case .failed(let error, let drawn):
            let verdict = Verdict(error)
            if seen.insert(drawn.fingerprint).inserted { take(drawn, verdict, plan) }
            return (drawn.recorded, verdict)
        case .rejected, .overrun: return ([], nil)
        }
    }

    /// Takes a verdict into account.
    private func take(_ drawn: DrawnCase, _ verdict: Verdict, _ plan: CasePlan) {
        if case .rejected = verdict {
            report.rejectedCases += 1
            misses += 1
            return
        }
        report.cases += 1
        if plan.isSweep { report.sweepCases += 1 }
        report.coverage.add(drawn.classes)
        allow(drawn)
        let judged = JudgedCase(drawn: drawn, verdict: verdict, number: report.cases)
        if recent.count < 32 { recent.append(judged) } else { recent[report.cases % 32] = judged }
        if let kind = verdict.failureKind {
            firstFailure = firstFailure ?? report.cases
            if let place = failures.firstIndex(where: { $0.kind == kind }) {
                if judged.score > failures[place].worst.score { failures[place].worst = judged }
            } else {
                failures.append((kind, judged, judged, isReplaying))
            }
        } else if judged.score > largestPassing?.score ?? -1 {
            largestPassing = judged
        }
        guard judged.score.isFinite, verdict.failureKind == nil || settings.goal == .worst else { return }
        if let other = climbers.first, other.score != judged.score { scoresVary = true }
        guard climbers.count < 8 || judged.score > climbers.last!.score else { return }
        let place = climbers.firstIndex { $0.score < judged.score } ?? climbers.count
        if place == 0 { momentum = plan.step }
        climbers.insert(judged, at: place)
        if climbers.count > 8 { climbers.removeLast() }
    }

    private func allow(_ drawn: DrawnCase) {
        for choice in drawn.choices {
            guard domains.count < 16, case .float(let domain) = choice.domain,
                domains.insert(ObjectIdentifier(domain)).inserted
            else { continue }
            report.coverage.allow(domain.possibleClasses)
        }
    }

    private var isOver: Bool {
        if let limit = settings.timeLimit, clock.now - start > limit { return true }
        guard settings.goal == .simplest, let firstFailure else { return false }
        // What is wrong in one way is often wrong in others; a search as long again looks for these.
        return report.cases >= firstFailure + min(1000, max(100, firstFailure))
    }

    // MARK: Examples

    func example(_ judged: JudgedCase) -> Example {
        var parts: [InputPart] = []
        switch runner.draw(CasePlan(replay: judged.drawn.replay, continuation: .nothing)) {
        case .value(let value, _): parts = describe(value)
        case .failed(_, let drawn):
            let numbers = drawn.choices.prefix(8).map(\.text) + (drawn.choices.count > 8 ? ["…"] : [])
            let text = numbers.isEmpty ? "nothing" : numbers.joined(separator: ", ")
            parts = [InputPart(name: "input", text: "not made: the generator threw the error, having drawn \(text)")]
        case .rejected, .overrun: break
        }
        return Example(
            input: parts, measure: judged.verdict.measure ?? .perfect,
            token: ReplayToken.text(judged.drawn.recorded), choices: judged.drawn.recorded)
    }
}
