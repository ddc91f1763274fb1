internal import ArgumentParser
internal import Reporting
internal import Verification

/// The run that a report is compared with.
struct ComparisonOption: ParsableArguments {
    @Option(
        name: .customLong("compare"),
        help: ArgumentHelp(
            "The earlier run that the report is compared with, as 'verify compare' takes it, or 'none'; by default the latest one of the same subject, of which only the page tells, since Markdown is to be the same on every machine.",
            valueName: "run"),
        completion: .runs)
    var word: String?

    /// What somebody asked for.
    ///
    /// - Throws: `RunStoreError` when there is no such run.
    func named(in store: RunStore) throws -> NamedRun? {
        guard let word, word != "none" else { return nil }
        return try store.find(word)
    }

    /// Whether the latest run will do.
    var isImplied: Bool { word == nil }
}

/// What a run is compared with.
struct RunReference {
    let run: NamedRun
    /// Whether nobody asked for it.
    let isImplied: Bool

    /// - Throws: `CommandError` when the runs are of different subjects.
    func summary(of record: RunRecord) throws -> ComparisonSummary {
        let subjects = (run.record.subject, record.subject)
        guard !subjects.0.isOther(than: subjects.1) else {
            throw CommandError(
                "the run \(run.name) is of the subject '\(subjects.0.title)', not of '\(subjects.1.title)'; 'verify compare' shows two subjects side by side"
            )
        }
        var summary = RunComparison(from: run.record, to: record).summary(reference: run.name)
        summary.isImplied = isImplied
        return summary
    }
}
