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

    /// Makes sure that a run of a subject can be compared with it.
    ///
    /// - Throws: `CommandError` when it is of another subject.
    func check(_ subject: SubjectRecord) throws {
        guard run.record.subject.isOther(than: subject) else { return }
        throw CommandError(
            "the run \(run.name) is of the subject '\(run.record.subject.title)', not of '\(subject.title)'; 'verify compare' shows two subjects side by side"
        )
    }

    /// - Throws: `CommandError` when the runs are of different subjects.
    func summary(of record: RunRecord) throws -> ComparisonSummary {
        try check(record.subject)
        var summary = RunComparison(from: run.record, to: record).summary(reference: run.name)
        summary.isImplied = isImplied
        return summary
    }
}
