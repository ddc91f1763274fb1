public import ArgumentParser
internal import Verification

/// The command line: `verify all`, `verify list`, `verify show softmax`, `verify replay softmax/anchor-1`.
public struct VerifyCommand: AsyncParsableCommand {
    public static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Says how wrong numeric operations are, and proves it.",
        discussion: """
            Exit status: 0 when everything is within budget, 1 for findings, 64 for a command that cannot be carried \
            out (unknown operations, mistakes in specifications, unwritable folders), 130 when interrupted.
            """,
        version: Plumbline.version,
        subcommands: [
            AllCommand.self, ListCommand.self, ShowCommand.self, ReplayCommand.self, ExplainCommand.self,
            CheckCommand.self, EvaluateCommand.self, OracleCommand.self, LibraryCommand.self, PropertiesCommand.self,
            SearchCommand.self, SweepCommand.self, MergeCommand.self, RecheckCommand.self, CertifyCommand.self,
            SelfTestCommand.self, HistoryCommand.self, CompareCommand.self, ReportCommand.self, BaselineCommand.self,
            InitCommand.self, DoctorCommand.self, CompletionsCommand.self, ManualCommand.self, WorkerCommand.self,
        ])

    public init() {}
}

/// The statuses with which `verify` ends.
enum ExitStatus {
    static let findings = ExitCode(1)
    static let usage = ExitCode(64)
    static let interrupted = ExitCode(130)
}
