internal import ArgumentParser
import Foundation
internal import Reporting
internal import Specifications
internal import Subjects
internal import Values
internal import Verification

/// Where the command line prints, and how: colour only on a terminal and without NO_COLOR.
struct Console: Sendable {
    enum Verbosity: Sendable { case quiet, normal, verbose }

    /// Prints text. Nothing in it is an order to the terminal.
    let print: @Sendable (String) -> Void
    let error: @Sendable (String) -> Void
    /// Bytes for the terminal's current lines; nil when standard error is none.
    private(set) var progress: (@Sendable (String) -> Void)?
    private(set) var usesColour: Bool
    /// The characters that a printed line has room for; nil where it goes to no terminal.
    var columns: (@Sendable () -> Int)?
    private(set) var verbosity: Verbosity
    /// Where progress goes as lines of its own; nil where it goes nowhere, or is drawn.
    private(set) var note: (@Sendable (String) -> Void)?
    private let printAsIs: @Sendable (String) -> Void

    init(
        print: @escaping @Sendable (String) -> Void, error: @escaping @Sendable (String) -> Void,
        progress: (@Sendable (String) -> Void)?, usesColour: Bool, verbosity: Verbosity = .normal,
        note: (@Sendable (String) -> Void)? = nil
    ) {
        printAsIs = print
        self.print = Self.visibly(print)
        self.error = Self.visibly(error)
        self.progress = progress
        self.usesColour = usesColour
        self.verbosity = verbosity
        self.note = note.map(Self.visibly)
    }

    private static func visibly(_ write: @escaping @Sendable (String) -> Void) -> @Sendable (String) -> Void {
        { text in write(visible(text, keepsLines: true)) }
    }

    static let standard: Console = {
        let environment = ProcessInfo.processInfo.environment
        let hasColour = environment["NO_COLOR", default: ""].isEmpty && environment["TERM"] != "dumb"
        let writeError: @Sendable (String) -> Void = {
            try? FileHandle.standardError.write(contentsOf: Data($0.utf8))
        }
        var console = Console(
            // A reader that has gone away (a closed pipe, a full disk) is no reason to crash.
            print: { try? FileHandle.standardOutput.write(contentsOf: Data(($0 + "\n").utf8)) },
            error: { writeError($0 + "\n") },
            progress: isatty(2) == 1 && environment["TERM"] != "dumb" ? writeError : nil,
            usesColour: isatty(1) == 1 && hasColour)
        if isatty(1) == 1 { console.columns = { TerminalRegion.terminalWidth(of: 1) } }
        return console
    }()

    /// The same without colours and without anything that is written over: what was drawn becomes lines.
    var plain: Console {
        var console = self
        console.note = progress != nil ? error : note
        console.progress = nil
        console.usesColour = false
        console.columns = nil
        return console
    }

    /// The same as people asked for it. Who wants to hear nothing sees no progress, and who wants to hear all gets it as
    /// lines that stay.
    func speaking(_ verbosity: Verbosity) -> Console {
        var console = self
        console.verbosity = verbosity
        if verbosity != .normal { console.progress = nil }
        console.note = verbosity == .quiet ? nil : verbosity == .verbose ? error : note
        return console
    }

    /// Says text that has colours of its own, and in which everything else is known to be visible.
    func sayStyled(_ text: String) {
        if verbosity != .quiet { printAsIs(text) }
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
