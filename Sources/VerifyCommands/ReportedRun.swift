internal import ArgumentParser
internal import Reporting
internal import Verification

/// A run of a verifier with a live table, whose report is written to a folder, which is remembered, and which is summed up
/// on the terminal.
struct ReportedRun {
    let verifier: Verifier
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

    /// - Throws: `ExitCode` when the report cannot be written, the run is interrupted, or there is something to report.
    func run(_ operations: [String], console: Console) async throws -> RunRecord {
        try console.reporting {
            try ReportWriter.prepare(output)
            try outlets.prepare()
            try memory.prepare()
        }
        let named = try console.reporting { try comparison.named(in: memory.place.runs) }
        let progress = RunProgress(
            weights: Dictionary(uniqueKeysWithValues: operations.map { ($0, verifier.weight(of: $0)) }),
            console: console)
        let record: RunRecord
        do {
            record = try await Interruption.cancellingOnInterrupt { [verifier, jobs] in
                try await verifier.run(operations, jobs: jobs) { (event: Verifier.Event) in progress.note(event) }
            }.adding(proofs)
        } catch is CancellationError {
            progress.clear()
            end(interrupted: progress.finished, of: operations.count, console)
            throw ExitStatus.interrupted
        }
        progress.clear()
        // What has been found is written whole: an interrupt waits for the files.
        let changes = try console.reporting { try reference(named, for: record)?.summary(of: record) }
        try Interruption.holding {
            try console.reporting {
                try ReportWriter.write(record, comparison: changes, formats: Set(formats), to: output)
                try outlets.write(record, comparison: changes)
            }
            try memory.remember(record, console: console)
        }
        console.say(TerminalTable(record: record, useColour: console.usesColour).description)
        for format in ReportFormat.allCases where formats.contains(format) {
            console.say("\(output.hasSuffix("/") ? output : output + "/")\(format.fileName)")
        }
        outlets.announce(record, console: console)
        if let changes { console.say(changes.answer) }
        return record
    }

    /// Who wants nothing remembered wants nothing of what is remembered, unless it is named.
    private func reference(_ named: NamedRun?, for record: RunRecord) -> RunReference? {
        if let named { return RunReference(run: named, isImplied: false) }
        guard comparison.isImplied, !memory.noStore else { return nil }
        return memory.place.runs.predecessor(of: record).map { RunReference(run: $0, isImplied: true) }
    }

    /// Says what failed.
    ///
    /// - Parameter defects: findings of which all are said, whereas of others the first few are. A baseline says itself
    ///   which it does not allow.
    /// - Throws: `ExitCode` when something did that no baseline allows.
    func judge(_ record: RunRecord, defects: [String] = [], console: Console) throws {
        guard let baseline else {
            for line in defects { console.error(line) }
            for finding in record.unexpectedFindings where !defects.contains(finding) { console.error(finding) }
            if !record.passes {
                if let id = record.firstUnexpectedID {
                    console.error("why: verify explain '\(id)'\(verifier.replaySuffix)")
                }
                throw ExitStatus.findings
            }
            return
        }
        let verdict = BaselineVerdict(record, against: baseline, isWhole: isWhole)
        for line in verdict.worse { console.error(line) }
        for line in verdict.stale { console.error(line) }
        if console.verbosity == .verbose { for line in verdict.better { console.say("better: \(line)") } }
        console.say(verdict.summary)
        if !verdict.passes { throw ExitStatus.findings }
    }

    /// What is known so far is shown and remembered; reports stay those of complete runs.
    private func end(interrupted records: [OperationRecord], of total: Int, _ console: Console) {
        let record = verifier.record(of: records)
        if !records.isEmpty {
            console.say(TerminalTable(record: record, useColour: console.usesColour).description)
            for finding in record.unexpectedFindings { console.error(finding) }
            Interruption.holding { try? memory.remember(record, isComplete: false, console: console) }
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
