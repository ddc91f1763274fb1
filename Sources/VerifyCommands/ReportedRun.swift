internal import ArgumentParser
internal import Reporting
internal import Values
internal import Verification

/// A run of a verifier with a live table, which is remembered, shown on the terminal, and whose report is written to a
/// folder.
struct ReportedRun {
    var verifier: Verifier
    let output: String
    let formats: [ReportFormat]
    let jobs: Int
    let memory: MemoryOptions
    /// What the report is compared with, if anybody said so.
    var comparison = ComparisonOption()
    /// What sweeps prove, by operation.
    var proofs: [String: [ProofRecord]] = [:]
    /// Files and annotations for CI.
    var outlets = CIOutlets()
    /// What the run is held to besides budgets.
    var baseline: Baseline?
    /// Whether all operations there are were asked for.
    var isWhole = false
    /// Looks for what is wrong with the subject apart from its values, as the first part of the run.
    var defects: @Sendable () throws -> [SubjectDefect] = { [] }
    /// What is to be said below the table.
    var remarks: (Console) -> Void = { _ in }

    /// Runs, remembers, shows, writes and judges.
    ///
    /// - Throws: `ExitCode` when the run cannot be carried out or is interrupted, when a file that somebody asked for could not
    ///   be written, or when there is something to report.
    func run(_ operations: [String], console: Console) async throws {
        try console.reporting {
            try ReportWriter.prepare(output)
            try outlets.prepare()
            try memory.prepare()
        }
        let named = try console.reporting { () throws -> NamedRun? in
            guard let named = try comparison.named(in: memory.place.runs) else { return nil }
            try RunReference(run: named, isImplied: false).check(verifier.record(of: []).subject)
            return named
        }
        // From here on nothing that is known goes away with an interrupt.
        try await Interruption.holding {
            let progress = RunProgress(
                expected: Dictionary(uniqueKeysWithValues: operations.map { ($0, verifier.expectedSeconds(of: $0)) }),
                jobs: jobs, console: console)
            do {
                let (record, found) = try await Interruption.cancellingOnInterrupt {
                    [verifier, jobs, defects, proofs] in
                    var verifier = verifier
                    verifier.defects = try defects()
                    let record = try await verifier.run(operations, jobs: jobs) { (event: Verifier.Event) in
                        progress.note(event)
                    }
                    return (record.adding(proofs), verifier.defects)
                }
                progress.clear()
                try finish(record, against: named, defects: found.map { "\(operations[0]): \($0)" }, console)
            } catch is CancellationError {
                progress.clear()
                end(interrupted: progress.finished, of: operations.count, console)
                throw ExitStatus.interrupted
            } catch let error as ExitCode {
                throw error
            } catch {
                progress.clear()
                try console.reporting { throw error }
            }
        }
    }

    /// What has been found is remembered before anything else and shown whatever becomes of the files: a disk that is full
    /// loses no run.
    private func finish(
        _ record: RunRecord, against named: NamedRun?, defects: [String], _ console: Console
    ) throws {
        var problem: ExitCode?
        func trying(_ body: () throws -> Void) -> Bool {
            do {
                try body()
                return true
            } catch {
                problem = problem ?? error as? ExitCode ?? ExitStatus.usage
                return false
            }
        }
        var remembered: StoredRun?
        _ = trying { remembered = try memory.remember(record, console: console) }
        console.sayStyled(table(of: record, console))
        let verdict = baseline.map { BaselineVerdict(record, against: $0, isWhole: isWhole) }
        var changes: ComparisonSummary?
        _ = trying {
            try console.reporting { changes = try reference(named, for: record, remembered)?.summary(of: record) }
        }
        let isWritten = trying {
            try console.reporting {
                try ReportWriter.write(record, comparison: changes, formats: Set(formats), to: output)
            }
        }
        if isWritten {
            for format in ReportFormat.allCases where formats.contains(format) {
                console.say("\(output.hasSuffix("/") ? output : output + "/")\(format.fileName)")
            }
        }
        for write in outlets.writers(record, verdict: verdict, comparison: changes) {
            _ = trying { try console.reporting { if let path = try write() { console.print(path) } } }
        }
        for line in outlets.annotations(record, verdict: verdict) { console.print(line) }
        if let changes { console.say(changes.answer) }
        remarks(console)
        let passes = judge(record, verdict, defects: defects, console)
        if let problem { throw problem }
        if !passes { throw ExitStatus.findings }
    }

    private func table(of record: RunRecord, _ console: Console) -> String {
        TerminalTable(record: record, useColour: console.usesColour, columns: console.columns?() ?? .max).description
    }

    /// Who wants nothing remembered wants nothing of what is remembered, unless it is named.
    private func reference(_ named: NamedRun?, for record: RunRecord, _ remembered: StoredRun?) -> RunReference? {
        if let named { return RunReference(run: named, isImplied: false) }
        guard comparison.isImplied, !memory.noStore else { return nil }
        return memory.place.runs.predecessor(of: record, named: remembered?.name)
            .map { RunReference(run: $0, isImplied: true) }
    }

    /// Says what failed: all defects, and of other findings the first few. A baseline says itself what it does not allow.
    ///
    /// - Returns: whether the run passes, or does nothing that the baseline does not allow.
    private func judge(
        _ record: RunRecord, _ verdict: BaselineVerdict?, defects: [String], _ console: Console
    ) -> Bool {
        guard let verdict else {
            for line in defects { console.error(line) }
            for finding in record.unexpectedFindings where !defects.contains(finding) { console.error(finding) }
            if !record.passes, let id = record.firstUnexpectedID {
                console.error("why: verify explain \(shellQuoted(id))\(verifier.replaySuffix)")
            }
            return record.passes
        }
        for line in verdict.lines { console.error(line) }
        if console.verbosity == .verbose { for line in verdict.better { console.say("better: \(line)") } }
        console.say(verdict.summary)
        return verdict.passes
    }

    /// What is known so far is shown and remembered; reports stay those of complete runs.
    private func end(interrupted records: [OperationRecord], of total: Int, _ console: Console) {
        let record = verifier.record(of: records)
        if !records.isEmpty {
            console.sayStyled(table(of: record, console))
            for finding in record.unexpectedFindings { console.error(finding) }
            _ = try? memory.remember(record, isComplete: false, console: console)
        }
        console.error("interrupted after \(records.count) of \(total) operations; no report was written")
    }
}

extension RunRecord {
    /// The identifier of the first finding that failed the run.
    fileprivate var firstUnexpectedID: String? {
        operations.flatMap(\.implementations).filter(\.outcome.failsRun).flatMap(\.unexpected)
            .first { $0.replay != nil }?.id
    }
}
