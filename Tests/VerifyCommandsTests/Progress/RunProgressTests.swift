import Foundation
import Specifications
import Subjects
import Synchronization
import Testing
import Verification

@testable import VerifyCommands

@Suite("The progress of a run")
struct RunProgressTests {
    private static let verifier = Verifier(
        catalog: try! SpecificationCatalog(folder: Repository.specs), subject: EngineSubject(), casesPerTuple: 0)

    /// A run of three operations with a console.
    private func run(_ console: Console) async throws -> RunProgress {
        let names = ["negate", "abs", "square"]
        let progress = RunProgress(
            expected: Dictionary(uniqueKeysWithValues: names.map { ($0, Self.verifier.expectedSeconds(of: $0)) }),
            jobs: 1, console: console)
        _ = try await Self.verifier.run(names, jobs: 1) { (event: Verifier.Event) in progress.note(event) }
        progress.clear()
        return progress
    }

    @Test("Verbose, each operation has its line, with its errors and its elements")
    func verbose() async throws {
        let lines = RecordedLines()
        let progress = try await run(lines.console.speaking(.verbose))
        let said = lines.errors.split(separator: "\n")
        #expect(said.count == 3)
        #expect(said.last?.hasPrefix("3/3  ✓ ") == true)
        #expect(said.allSatisfy { $0.contains(" elements, ") })
        #expect(progress.finished.count == 3)
    }

    @Test("Quiet, and where nobody watches, it says nothing")
    func quiet() async throws {
        for verbosity in [Console.Verbosity.quiet, .normal] {
            let lines = RecordedLines()
            _ = try await run(lines.console.speaking(verbosity))
            #expect(lines.errors == "" && lines.printed == "")
        }
    }

    @Test("Plain on a terminal, the end is a line without any control character")
    func plain() async throws {
        let lines = RecordedLines()
        let drawn = Mutex("")
        let terminal = Console(
            print: lines.console.print, error: lines.console.error,
            progress: { text in drawn.withLock { $0 += text } }, usesColour: true)
        _ = try await run(terminal.plain)
        #expect(drawn.withLock { $0 } == "")
        // On a busy machine there may be lines before the last.
        #expect(lines.errors.split(separator: "\n").last?.hasPrefix("3/3 operations") == true)
        #expect(!lines.errors.contains("\u{1B}"))
    }

    @Test("On a terminal it is drawn, and gone at the end")
    func drawn() async throws {
        let lines = RecordedLines()
        let drawn = Mutex("")
        let terminal = Console(
            print: lines.console.print, error: lines.console.error,
            progress: { text in drawn.withLock { $0 += text } }, usesColour: true)
        _ = try await run(terminal)
        #expect(lines.errors == "")
        let text = drawn.withLock { $0 }
        // The first drawing may come after the end of a run as short as this one; what was drawn is taken away.
        #expect(text.isEmpty || text.contains("/3") && text.hasSuffix("\u{1B}[J"))
    }
}
