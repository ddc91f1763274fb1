internal import Values

// What is known from earlier runs: a journal, a token, a file of failures.

extension PropertyRun {
    /// Runs the one case of a token. Nothing else is run.
    func replayToken(_ token: String) {
        let choices: [RecordedChoice]
        do {
            choices = try ReplayToken.choices(token)
        } catch {
            let reason =
                error == .damaged
                ? "is damaged: a character of it is missing or changed" : "is none that a message ends with"
            note(.badToken, "the replay token \"\(token)\" \(reason)")
            report.outcome = .gaveUp
            return
        }
        guard let judged = runner.run(CasePlan(replay: Replay(choices: choices), continuation: .simplest)) else {
            note(.badToken, "the input of the replay token is turned down by the property or its generator")
            report.outcome = .gaveUp
            return
        }
        report.cases = 1
        report.coverage.add(judged.drawn.classes)
        guard judged.drawn.recorded == choices else {
            note(
                .badToken, "the replay token belongs to another property, or to an earlier form of this one's generator"
            )
            report.outcome = .gaveUp
            return
        }
        guard let kind = judged.verdict.failureKind else {
            report.largestPassing = example(judged)
            report.outcome = .passed
            return
        }
        var failure = failure(judged, kind, isReplayed: true)
        explain(judged, &failure)
        report.failures = [failure]
        report.outcome = .failed
    }

    /// What ended the process in an earlier run. False where that is all there is to report.
    func resumeJournal() -> Bool {
        guard let journal = runner.journal else { return true }
        let identity = settings.journalIdentity ?? Journal.programIdentity
        if let guilty = journal.unfinished.first(where: { $0.isGuilty && $0.identity == identity }) {
            // Running it would end this process too.
            journal.keepsUnfinished = true
            report.failures = [trap(guilty)]
            report.outcome = .failed
            return false
        }
        for unfinished in journal.unfinished {
            journal.beginRetry(unfinished)
            let before = failures.count
            isReplaying = true
            _ = judge([CasePlan(replay: Replay(choices: unfinished.choices), continuation: .simplest)])
            isReplaying = false
            journal.clear()
            if failures.count == before, unfinished.isGuilty {
                report.healedTraps.append(ReplayToken.text(unfinished.choices))
            }
        }
        return true
    }

    private func trap(_ unfinished: Journal.Unfinished) -> PropertyFailure {
        var parts: [InputPart] = []
        if unfinished.isPartial {
            parts = [InputPart(name: "input", text: "not made to its end: the process ended in its generator")]
        } else if case .value(let value, let drawn) = drawUnwatched(unfinished.choices) {
            parts = describe(value)
            regressions?.noteNew(RegressionLine(kind: .trap, replay: drawn.replay))
        }
        let example = Example(
            input: parts, measure: Measure(.infinity, kind: .trap), token: ReplayToken.text(unfinished.choices),
            choices: unfinished.choices)
        var failure = PropertyFailure(kind: .trap, simplest: example)
        failure.isReplayed = true
        failure.isShrinkingCutShort = true
        let signal =
            switch unfinished.signal {
            case 0: ""
            case Journal.exitSignal: ", as it called exit,"
            default: " with \(signalName(unfinished.signal))"
            }
        failure.error =
            "an earlier run ended\(signal) while this case ran; it is run again when the program has changed"
        return failure
    }

    /// A case that is made again without the journal, which still holds it.
    private func drawUnwatched(_ choices: [RecordedChoice]) -> CaseRunner<Value>.Drawn {
        CaseRunner(
            generator: runner.generator, seed: runner.seed, limit: runner.limit, journal: nil, judge: runner.judge,
            judgeInParallel: nil
        ).draw(CasePlan(replay: Replay(choices: choices), continuation: .simplest))
    }

    /// Runs the inputs of the regression file, and notes those that say nothing any more.
    func replayRegressions() {
        guard let regressions else { return }
        for line in regressions.file.damaged {
            report.staleRegressions.append(StaleRegression(line: line, reason: .unreadable))
        }
        isReplaying = true
        defer { isReplaying = false }
        for line in regressions.file.lines {
            var replay = line.replay
            if case .value(_, let drawn) = runner.draw(CasePlan(replay: replay, continuation: .simplest)),
                drawn.recorded == replay.choices
            {
            } else {
                // The generator draws in another order now; the values may still find their places by their kinds.
                replay.isByKind = true
            }
            runner.journal?.slot(0).end()
            let outcome = judgeReplayed(CasePlan(replay: replay, continuation: .simplest))
            guard outcome.verdict?.failureKind == nil else { continue }
            let fits = outcome.verdict != nil && inOrder(outcome.choices) == inOrder(line.replay.choices)
            report.staleRegressions.append(
                StaleRegression(line: line.text, reason: fits ? .noLongerFails : .noLongerFits))
        }
    }

    private func inOrder(_ choices: [RecordedChoice]) -> [RecordedChoice] {
        choices.sorted { ($0.kind, $0.value) < ($1.kind, $1.value) }
    }

    /// Adds this run's failures to the regression file.
    func recordRegressions() {
        guard settings.recordsRegressions, let regressions else { return }
        let names = report.failures.filter { $0.kind != .trap }
        for failure in names {
            for example in [failure.simplest] + [failure.worst].compactMap({ $0 }) {
                let plan = CasePlan(replay: Replay(choices: example.choices), continuation: .nothing)
                if case .value(_, let drawn) = runner.draw(plan) {
                    regressions.noteNew(RegressionLine(kind: failure.kind, replay: drawn.replay))
                }
                runner.journal?.slot(0).end()
            }
        }
        do {
            try regressions.file.add(regressions.new, of: name)
        } catch {
            note(.unwritableFile, "\(error)")
        }
    }

    func note(_ kind: HealthFinding.Kind, _ text: String) {
        report.health.append(HealthFinding(kind: kind, text: text))
    }
}

/// The regression file of a run, with what the run adds to it.
final class Regressions {
    var file: RegressionFile
    private(set) var new: [RegressionLine] = []

    init(_ file: RegressionFile) { self.file = file }

    func noteNew(_ line: RegressionLine) { new.append(line) }
}

private func signalName(_ signal: Int32) -> String {
    let names: [Int32: String] = [
        4: "SIGILL (a trap: a failed precondition, an index out of range, an overflow)", 5: "SIGTRAP (a trap)",
        6: "SIGABRT", 8: "SIGFPE", 11: "SIGSEGV", 7: "SIGBUS", 10: "SIGBUS",
    ]
    return names[signal] ?? "signal \(signal)"
}
