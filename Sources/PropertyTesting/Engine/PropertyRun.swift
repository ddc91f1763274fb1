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
    var random: RandomNumbers
    var report: PropertyReport

    let tree = ChoiceTree()
    private var seen: Set<UInt64> = []
    private var nextStream: UInt64 = 0
    private let clock = ContinuousClock()
    private let start: ContinuousClock.Instant
    /// Cases that were not judged: turned down, repeated, too long.
    private var misses = 0
    private var overruns = 0
    private var domains: Set<ObjectIdentifier> = []

    /// The first case of each kind of failure, in the order in which they were found.
    var failures: [(kind: FailureKind, first: JudgedCase, worst: JudgedCase, isReplayed: Bool)] = []
    /// Recent cases, which others are made from.
    var recent: [JudgedCase] = []
    /// The passing cases with the largest measures, the largest first.
    var leaders: [JudgedCase] = []
    var scoresVary = false
    private var firstFailure: Int?
    private var isReplaying = false

    init(
        name: String, settings: PropertySettings, runner: CaseRunner<Value>,
        describe: @escaping (Value) -> [InputPart], localise: ((Value, Measure) -> Localisation?)?
    ) {
        self.name = name
        self.settings = settings
        self.runner = runner
        self.describe = describe
        self.localise = localise
        random = RandomNumbers(seed: runner.seed, stream: .max)
        report = PropertyReport(name: name, budget: settings.budget)
        start = clock.now
    }

    func run() -> PropertyReport {
        search()
        for failure in failures.prefix(settings.maximumFailures) {
            report.failures.append(simplified(failure.first, failure.worst, failure.kind, failure.isReplayed))
        }
        if let leader = leaders.first { report.largestPassing = example(leader) }
        conclude()
        return report
    }

    private func conclude() {
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

    private func search() {
        guard judge([CasePlan(continuation: .simplest, stream: stream())]) else { return }
        let sweep = EdgeSweep(self).plans
        for from in stride(from: 0, to: sweep.count, by: runner.batch) {
            guard judge(Array(sweep[from..<min(from + runner.batch, sweep.count)])) else { return }
        }
        let target = max(settings.cases, report.cases + (settings.cases + 3) / 4)
        while report.cases < target, !tree.isExhausted, misses < 10 * settings.cases + 1000 {
            let count = min(runner.batch, target - report.cases)
            guard judge(SearchPlanner(self).plans(count)) else { return }
        }
    }

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
        } else {
            if judged.score > 0 || !leaders.isEmpty { scoresVary = true }
            if leaders.count < 8 || judged.score > leaders.last!.score {
                let place = leaders.firstIndex { $0.score < judged.score } ?? leaders.count
                leaders.insert(judged, at: place)
                if leaders.count > 8 { leaders.removeLast() }
            }
        }
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
        if case .value(let value, _) = runner.draw(CasePlan(replay: judged.drawn.replay, continuation: .nothing)) {
            parts = describe(value)
        }
        return Example(
            input: parts, measure: judged.verdict.measure ?? .perfect,
            token: ReplayToken.text(judged.drawn.recorded), choices: judged.drawn.recorded)
    }

    private func simplified(
        _ first: JudgedCase, _ worst: JudgedCase, _ kind: FailureKind, _ isReplayed: Bool
    ) -> PropertyFailure {
        var failure = PropertyFailure(kind: kind, simplest: example(first))
        if case .failed(_, _, let error) = first.verdict { failure.error = error }
        failure.isReplayed = isReplayed
        return failure
    }
}
