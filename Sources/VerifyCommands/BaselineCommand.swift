internal import ArgumentParser
import Foundation
internal import Reporting
internal import Verification

/// What a project lives with for now.
struct BaselineCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "baseline",
        abstract: "Keep what is found today, and fail only on what gets worse.",
        discussion: """
              verify all
              verify baseline save
              verify all --baseline plumbline-baseline.json

            The file belongs into version control. A run that is held to it fails on new findings, on more elements with a \
            finding and on larger errors, and on allowances that are no longer needed: save it again to take them out.
            """,
        subcommands: [Save.self, Check.self])

    static let defaultFile = "plumbline-baseline.json"

    struct Save: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "save", abstract: "Write what a run found as a baseline for others.")

        @OptionGroup var store: StoreOption

        @Argument(
            help: ArgumentHelp("A run: its identifier, 'latest', 'latest~1', or a file.", valueName: "run"),
            completion: .runs)
        var word: String = "latest"

        @Option(
            name: .shortAndLong, help: ArgumentHelp("The baseline.", valueName: "file"),
            completion: .file(extensions: ["json"]))
        var output: String = BaselineCommand.defaultFile

        func run() throws { try run(console: .standard) }

        func run(console: Console) throws {
            let (name, baseline) = try console.reporting { () throws -> (String, Baseline) in
                let named = try store.runs.find(word)
                let baseline = try Baseline(named.record)
                try Interruption.holding { try ReportWriter.write(try baseline.data, to: output) }
                return (named.name, baseline)
            }
            console.print(
                "\(output): \(baseline.implementations.count) "
                    + "\(baseline.implementations.count == 1 ? "implementation" : "implementations") of \(baseline.subject) as in \(name), "
                    + "\(baseline.allowanceCount) \(baseline.allowanceCount == 1 ? "allowance" : "allowances")")
            for (name, entry) in baseline.implementations.sorted(by: { $0.key < $1.key })
            where !entry.allowances.isEmpty {
                console.print("  \(name): \(entry.allowances.keys.sorted().joined(separator: ", "))")
            }
        }
    }

    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "check", abstract: "Hold a run that is remembered to a baseline.")

        @OptionGroup var store: StoreOption

        @Argument(
            help: ArgumentHelp("A run: its identifier, 'latest', 'latest~1', or a file.", valueName: "run"),
            completion: .runs)
        var word: String = "latest"

        @Option(
            name: .long, help: ArgumentHelp("The baseline.", valueName: "file"),
            completion: .file(extensions: ["json"]))
        var baseline: String = BaselineCommand.defaultFile

        func run() throws { try run(console: .standard) }

        func run(console: Console) throws {
            let (record, baseline) = try console.reporting { () throws -> (RunRecord, Baseline) in
                let record = try store.runs.find(word).record
                var option = BaselineOption()
                option.baseline = self.baseline
                return (record, try option.read(of: record.subject.name)!)
            }
            // What a run of a part lacks is not gone; a run that has every operation of the baseline is no part.
            let names = Set(record.operations.map(\.name))
            let isWhole = Set(baseline.implementations.values.map(\.operation)).isSubset(of: names)
            let verdict = BaselineVerdict(record, against: baseline, isWhole: isWhole)
            for line in verdict.lines { console.error(line) }
            console.print(verdict.summary)
            if !verdict.passes { throw ExitStatus.findings }
        }
    }
}
