internal import ArgumentParser
import Foundation
internal import Reporting
internal import Specifications
internal import Subjects
internal import Verification

/// Where the command line prints, and how: colour only on a terminal and without NO_COLOR.
struct Console: Sendable {
    enum Verbosity: Sendable { case quiet, normal, verbose }

    let print: @Sendable (String) -> Void
    let error: @Sendable (String) -> Void
    /// Bytes for the terminal's current lines; nil when standard error is none.
    let progress: (@Sendable (String) -> Void)?
    let usesColour: Bool
    var verbosity = Verbosity.normal
    /// Where progress goes as lines of its own; nil where it goes nowhere, or is drawn.
    var note: (@Sendable (String) -> Void)?

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

    /// The same without colours and without anything that is written over: what was drawn becomes lines.
    var plain: Console {
        Console(
            print: print, error: error, progress: nil, usesColour: false, verbosity: verbosity,
            note: progress != nil ? error : note)
    }

    /// The same as people asked for it. Who wants to hear nothing sees no progress, and who wants to hear all gets it as
    /// lines that stay.
    func speaking(_ verbosity: Verbosity) -> Console {
        Console(
            print: print, error: error, progress: verbosity == .normal ? progress : nil, usesColour: usesColour,
            verbosity: verbosity,
            note: verbosity == .quiet ? nil : verbosity == .verbose ? error : note)
    }

    /// Prints what is no finding, and so nothing that a quiet command has to say.
    func say(_ text: String) {
        if verbosity != .quiet { print(text) }
    }

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
        } catch let problem as RunStoreError {
            error("verify: \(problem)")
        } catch let problem as BaselineError {
            error("verify: \(problem)")
        }
        throw ExitStatus.usage
    }
}

/// The machine that the command runs on.
enum Machine {
    static var processorCount: Int { max(1, ProcessInfo.processInfo.activeProcessorCount) }
}
