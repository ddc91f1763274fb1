internal import ArgumentParser
import Foundation
internal import Reporting
internal import Specifications
internal import Subjects
internal import Verification

/// Where the command line prints, and how: colour only on a terminal and without NO_COLOR.
struct Console: Sendable {
    let print: @Sendable (String) -> Void
    let error: @Sendable (String) -> Void
    /// Bytes for the terminal's current line; nil when standard error is none.
    let progress: (@Sendable (String) -> Void)?
    let usesColour: Bool

    static let standard: Console = {
        let environment = ProcessInfo.processInfo.environment
        let hasColour = environment["NO_COLOR", default: ""].isEmpty && environment["TERM"] != "dumb"
        let writeError: @Sendable (String) -> Void = {
            try? FileHandle.standardError.write(contentsOf: Data($0.utf8))
        }
        return Console(
            // A reader that has gone away (a closed pipe, a full disk) is no reason to crash.
            print: { try? FileHandle.standardOutput.write(contentsOf: Data(($0 + "\n").utf8)) },
            error: { writeError($0 + "\n") },
            progress: isatty(2) == 1 && environment["TERM"] != "dumb" ? writeError : nil,
            usesColour: isatty(1) == 1 && hasColour)
    }()

    /// Turns what keeps a command from being carried out into one line and status 64.
    func reporting<Result>(_ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch let problem as SpecificationError {
            // As compilers print it, so that editors and terminals find the place.
            error("\(problem)")
        } catch let problem as CatalogError {
            error("verify: \(problem)")
        } catch let problem as ValueError {
            error("verify: \(problem)")
        } catch let problem as CommandError {
            error("verify: \(problem)")
        } catch let problem as ReportError {
            error("verify: \(problem)")
        } catch let problem as SweepError {
            error("verify: \(problem)")
        } catch let problem as EngineError {
            error("verify: \(problem)")
        } catch let problem as LibraryError {
            error("verify: \(problem)")
        } catch let problem as CheckError {
            error("verify: \(problem)")
        }
        throw ExitStatus.usage
    }
}

/// How much is done, on one line of the terminal.
final class ProgressBar: Sendable {
    private let total: Int
    private let console: Console

    init(total: Int, console: Console) {
        self.total = total
        self.console = console
        show(done: 0, "")
    }

    func show(done: Int, _ operation: String) {
        let width = 24
        let filled = total == 0 ? width : width * done / total
        let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: width - filled)
        console.progress?("\r\u{1B}[K\(bar) \(done)/\(total) \(operation)")
    }

    func clear() { console.progress?("\r\u{1B}[K") }
}

/// The machine that the command runs on.
enum Machine {
    static var processorCount: Int { max(1, ProcessInfo.processInfo.activeProcessorCount) }
}
