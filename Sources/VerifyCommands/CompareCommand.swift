public import ArgumentParser
import Foundation
public import Reporting
internal import Verification

/// Says what changed between two runs.
struct CompareCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare",
        abstract: "Say what changed from one run to another: what is worse, what is better, what could be tightened.",
        discussion: """
            A run is the beginning of an identifier that 'verify history' lists, 'latest', 'latest~1' (the one before), or \
            a file that a run was written to:

              verify compare latest~1 latest
              verify compare 9c41d07e Reports/stability-report.json

            Runs of two subjects, such as the engine and a C library, are shown side by side. The status is 1 when \
            something is worse.
            """)

    @OptionGroup var store: StoreOption

    @Argument(help: "The earlier run.", completion: .runs)
    var before: String

    @Argument(help: "The later run.", completion: .runs)
    var after: String

    @Option(name: .long, help: "text, or markdown for a comment on a change.")
    var form: ComparisonText.Form = .text

    func run() throws { try run(console: .standard) }

    func run(console: Console) throws {
        let (old, new) = try console.reporting { (try store.runs.find(before), try store.runs.find(after)) }
        if old.record.subject.isOther(than: new.record.subject) {
            let comparison = SubjectComparison(old.record, new.record)
            for line in SubjectComparisonText(comparison, first: old.name, second: new.name).lines {
                console.print(line)
            }
            return
        }
        let comparison = RunComparison(from: old.record, to: new.record)
        for line in ComparisonText(comparison, before: old.name, after: new.name, form: form).lines {
            console.print(line)
        }
        if comparison.hasRegressions { throw ExitStatus.findings }
    }
}

extension ComparisonText.Form: ExpressibleByArgument {}
