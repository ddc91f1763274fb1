import ArgumentParser
import Foundation
import Reporting
import Synchronization
import Verification

@testable import VerifyCommands

/// What `verify all` printed, wrote and ended with.
struct PlantedRun {
    let status: Int32
    /// What went to standard output.
    let printed: String
    /// What went to standard error: the findings.
    let findings: String
    let record: RunRecord

    /// Checks one operation of a subject, by the path that the command line takes.
    ///
    /// - Parameter options: what else the command line says; without any the run is not remembered.
    init(
        of operations: String..., subject: any Subject, specs: String = Repository.specs, cases: Int = 2,
        options: [String] = ["--no-store"]
    ) async throws {
        let folder = TemporaryFolder()
        let lines = RecordedLines()
        let command = try AllCommand.parse(
            [
                "--specs", specs, "--cases", "\(cases)", "--output", folder.path, "--format", "json", "--jobs", "1",
                "--operation",
            ] + operations + options)
        var status: Int32 = 0
        do {
            try await command.run(subject: subject, console: lines.console)
        } catch let code as ExitCode {
            status = code.rawValue
        }
        self.status = status
        printed = lines.printed
        findings = lines.errors
        let json = folder.path + "/" + ReportFormat.json.fileName
        record = try RunRecord(json: Data(contentsOf: URL(fileURLWithPath: json)))
    }

    /// Checks one operation, which nobody remembers.
    init(
        of operation: String, _ subject: any Subject, specs: String = Repository.specs, cases: Int = 2
    ) async throws {
        try await self.init(of: operation, subject: subject, specs: specs, cases: cases)
    }

    /// The kinds of the findings that nobody expected.
    var kinds: Set<FindingRecord.Kind> {
        Set(record.operations.flatMap(\.implementations).flatMap(\.findings).filter { !$0.isExpected }.map(\.kind))
    }

    /// The implementation's part of the record.
    func implementation(_ name: String) -> ImplementationRecord? {
        record.operations.flatMap(\.implementations).first { $0.name == name }
    }
}

/// A console that keeps what is printed.
final class RecordedLines: Sendable {
    private let lines = Mutex<(printed: [String], errors: [String])>(([], []))

    var console: Console {
        Console(
            print: { line in self.lines.withLock { $0.printed.append(line) } },
            error: { line in self.lines.withLock { $0.errors.append(line) } }, progress: nil, usesColour: false)
    }

    var printed: String { lines.withLock { $0.printed.joined(separator: "\n") } }
    var errors: String { lines.withLock { $0.errors.joined(separator: "\n") } }
}
