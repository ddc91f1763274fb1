internal import ArgumentParser
internal import Reporting
internal import Verification

/// A run of a verifier with a progress bar, whose report is written to a folder and summed up on the terminal.
struct ReportedRun {
    let verifier: Verifier
    let output: String
    let formats: [ReportFormat]
    let jobs: Int
    /// What sweeps prove, by operation.
    var proofs: [String: [ProofRecord]] = [:]
    /// Files and annotations for CI.
    var outlets = CIOutlets()

    /// - Throws: `ExitCode` when the report cannot be written or the run is interrupted.
    func run(_ operations: [String], console: Console) async throws -> RunRecord {
        try console.reporting {
            try ReportWriter.prepare(output)
            try outlets.prepare()
        }
        let progress = ProgressBar(total: operations.count, console: console)
        let record: RunRecord
        do {
            record = try await Interruption.cancellingOnInterrupt { [verifier, jobs] in
                try await verifier.run(operations, jobs: jobs) { operation, done in
                    progress.show(done: done, operation)
                }
            }.adding(proofs)
        } catch is CancellationError {
            progress.clear()
            console.error("interrupted; no report was written")
            throw ExitStatus.interrupted
        }
        progress.clear()
        // What has been found is written whole: an interrupt waits for the files.
        try Interruption.holding {
            try console.reporting {
                try ReportWriter.write(record, formats: Set(formats), to: output)
                try outlets.write(record)
            }
        }
        console.print(TerminalTable(record: record, useColour: console.usesColour).description)
        for format in ReportFormat.allCases where formats.contains(format) {
            console.print("\(output.hasSuffix("/") ? output : output + "/")\(format.fileName)")
        }
        outlets.announce(record, console: console)
        return record
    }
}
