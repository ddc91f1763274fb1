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

            It is drawn from the run's record alone: nothing is computed again.
            """)

    @OptionGroup var store: StoreOption

    @Argument(
        help: ArgumentHelp("A run: its identifier, 'latest', 'latest~1', or a file.", valueName: "run"),
        completion: .runs)
    var word: String

    @Option(name: .shortAndLong, help: "The folder for the report.", completion: .directory)
    var output: String = "Reports/runs"

    @Option(
        name: .long, parsing: .upToNextOption,
        help: ArgumentHelp("The report's formats: \(ReportFormat.list).", valueName: "format"))
    var format: [ReportFormat] = ReportFormat.allCases

    func run() throws { try run(console: .standard) }

    func run(console: Console) throws {
        let named = try console.reporting { try store.runs.find(word) }
        try Interruption.holding {
            try console.reporting { try ReportWriter.write(named.record, formats: Set(format), to: output) }
        }
        for format in ReportFormat.allCases where self.format.contains(format) {
            console.print("\(output.hasSuffix("/") ? output : output + "/")\(format.fileName)")
        }
    }
}

extension ReportFormat {
    /// `markdown, html, json`
    static var list: String { allCases.map(\.rawValue).joined(separator: ", ") }
}
