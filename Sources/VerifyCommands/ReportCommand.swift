internal import ArgumentParser
internal import Reporting
internal import Specifications
internal import Verification

/// Writes the report of a run that is remembered.
struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Write the report of a run that is remembered.",
        discussion: """
              verify report latest --output /tmp/report
              verify report 9c41d07e --format html

            It is drawn from the run's record alone: nothing is computed again. What changed is what changed since the run \
            before it, or the one that --compare names.
            """)

    @OptionGroup var store: StoreOption

    @Argument(
        help: ArgumentHelp("A run: its identifier, 'latest', 'latest~1', or a file.", valueName: "run"),
        completion: .runs)
    var word: String

    @OptionGroup var comparison: ComparisonOption

    @Option(name: .shortAndLong, help: "The folder for the report.", completion: .directory)
    var output: String = "Reports/runs"

    @Option(
        name: .long, parsing: .upToNextOption,
        help: ArgumentHelp("The report's formats: \(ReportFormat.list).", valueName: "format"))
    var format: [ReportFormat] = ReportFormat.allCases

    func run() throws { try run(console: .standard) }

    func run(console: Console) throws {
        let named = try console.reporting { try store.runs.find(word) }
        let changes = try console.reporting { try reference(of: named)?.summary(of: named.record) }
        try Interruption.holding {
            try console.reporting {
                try ReportWriter.write(named.record, comparison: changes, formats: Set(format), to: output)
            }
        }
        for format in ReportFormat.allCases where self.format.contains(format) {
            console.print("\(output.hasSuffix("/") ? output : output + "/")\(format.fileName)")
        }
        if let changes { console.print(changes.answer) }
    }

    private func reference(of run: NamedRun) throws -> RunReference? {
        if let earlier = try comparison.named(in: store.runs) { return RunReference(run: earlier, isImplied: false) }
        guard comparison.isImplied else { return nil }
        return store.runs.predecessor(of: run.record, named: run.word).map { RunReference(run: $0, isImplied: true) }
    }
}

extension ReportFormat {
    /// `markdown, html, json`
    static var list: String { allCases.map(\.rawValue).joined(separator: ", ") }
}
