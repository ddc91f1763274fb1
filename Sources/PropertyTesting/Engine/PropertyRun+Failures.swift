internal import Values

// What is made of a failure once it is found: confirmed, simplified, made as bad as it gets, put in a place.

extension PropertyRun {
    /// Simplifies failures in the order in which they were found, or where the worst is looked for, the worst first. The
    /// worst input is looked for once, from the worst of all that have a size: a mistake is often several failures, of
    /// several sizes.
    func simplifyFailures() {
        var ordered = failures
        if settings.goal == .worst {
            ordered.sort { ($0.worst.score, -$0.first.number) > ($1.worst.score, -$1.first.number) }
        }
        ordered = Array(ordered.prefix(settings.maximumFailures))
        let worst = ordered.indices.filter { ordered[$0].worst.score.isFinite }
            .max { ordered[$0].worst.score < ordered[$1].worst.score }
        for (place, failure) in ordered.enumerated() {
            report.failures.append(
                simplified(
                    failure.first, place == worst ? failure.worst : nil, failure.kind, isReplayed: failure.isReplayed))
        }
    }

    /// - Parameter worst: where to look for the worst input from; nil where it is not looked for.
    private func simplified(
        _ first: JudgedCase, _ worst: JudgedCase?, _ kind: FailureKind, isReplayed: Bool
    ) -> PropertyFailure {
        guard let again = runner.run(CasePlan(replay: first.drawn.replay, continuation: .nothing)),
            again.verdict.failureKind == kind, again.score == first.score
        else {
            report.health.append(
                HealthFinding(
                    kind: .flaky,
                    text:
                        "the same input failed once (\(kind)) and did not fail in the same way when it was run again; "
                        + "the property depends on more than its input"))
            return failure(first, kind, isReplayed: isReplayed)
        }
        let deadline = settings.timeLimit.map { ContinuousClock.now + $0 }
        let shrinker = Shrinker(runner, first, limit: settings.shrinkingCases, deadline: deadline) {
            $0.failureKind == kind
        }
        shrinker.run()
        let simplest = shrinker.best
        var failure = failure(simplest, kind, isReplayed: isReplayed)
        failure.isShrinkingCutShort = shrinker.isSpent
        failure.shrinkingCases = shrinker.cases
        if let worst, let extreme = extreme(simplest.score > worst.score ? simplest : worst, kind, deadline) {
            failure.shrinkingCases += extreme.cases
            if extreme.best.score > simplest.score { failure.worst = example(extreme.best) }
        }
        explain(simplest, &failure)
        return failure
    }

    func failure(_ judged: JudgedCase, _ kind: FailureKind, isReplayed: Bool) -> PropertyFailure {
        var failure = PropertyFailure(kind: kind, simplest: example(judged))
        if case .failed(_, _, let error) = judged.verdict { failure.error = error }
        failure.isReplayed = isReplayed
        failure.foundAtCase = judged.number
        return failure
    }

    /// The worst input near the worst known, simplified while 90 % of its measure is kept; nil where measures have no
    /// size.
    private func extreme(
        _ start: JudgedCase, _ kind: FailureKind, _ deadline: ContinuousClock.Instant?
    ) -> (best: JudgedCase, cases: Int)? {
        guard start.score.isFinite, start.score > 0 else { return nil }
        var worst = start
        var momentum: ClimbingStep?
        var random = RandomNumbers(seed: runner.seed, stream: UInt64.max - 1)
        let steps = settings.goal == .worst ? settings.shrinkingCases : min(500, settings.shrinkingCases)
        var cases = 0
        while cases < steps, deadline.map({ ContinuousClock.now < $0 }) ?? true {
            cases += 1
            let (replay, step) = SearchPlanner.step(from: worst, momentum, &random)
            guard let next = runner.run(CasePlan(replay: replay, continuation: .simplest)), next.score.isFinite,
                next.verdict.failureKind != nil, next.score > worst.score
            else { continue }
            momentum = step
            worst = next
        }
        let floor = worst.score * 0.9
        let shrinker = Shrinker(runner, worst, limit: settings.shrinkingCases, deadline: deadline) { verdict in
            guard verdict.failureKind != nil, let score = verdict.measure?.score else { return false }
            return score >= floor && score.isFinite
        }
        shrinker.run()
        return (shrinker.best, cases + shrinker.cases)
    }
}
