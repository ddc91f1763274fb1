import Foundation
import Testing

@Suite("verify all")
struct AllCommandTests {
    static let reports = ["stability-report.html", "stability-report.json", "stability-report.md"]

    @Test("Two runs with one seed write the same bytes, however many operations run at the same time")
    func reproducible() throws {
        let (one, other) = (TemporaryFolder(), TemporaryFolder())
        for (folder, jobs) in [(one, "1"), (other, "3")] {
            let run = try Executable(
                "all", "--operation", "exp", "add", "sum", "log", "--cases", "2", "--seed", "11", "--jobs", jobs,
                "--output", folder.path)
            #expect(run.status == 0, "\(run.errors)")
            #expect(run.errors == "")
            #expect(folder.names == Self.reports)
        }
        for name in Self.reports {
            let bytes = try one.data(name)
            #expect(!bytes.isEmpty)
            #expect(try bytes == other.data(name), "\(name)")
        }
    }

    @Test("Another seed writes other bytes")
    func seeds() throws {
        let (one, other) = (TemporaryFolder(), TemporaryFolder())
        for (folder, seed) in [(one, "1"), (other, "2")] {
            _ = try Executable(
                "all", "--operation", "add", "--cases", "1", "--seed", seed, "--format", "json", "--output",
                folder.path)
        }
        #expect(try one.data("stability-report.json") != other.data("stability-report.json"))
    }

    @Test("Only the formats that are asked for are written, and named on standard output")
    func formats() throws {
        let folder = TemporaryFolder()
        let run = try Executable(
            "all", "--operation", "negate", "--cases", "1", "--format", "markdown", "--output", folder.path)
        #expect(run.status == 0)
        #expect(folder.names == ["stability-report.md"])
        #expect(run.output.hasSuffix("\n\(folder.path)/stability-report.md\n"))
    }

    @Test("Where standard output is no terminal nothing is coloured and no bar is drawn")
    func plainText() throws {
        for environment in [["NO_COLOR": ""], ["NO_COLOR": "1"], ["TERM": "xterm-256color"]] {
            let folder = TemporaryFolder()
            let run = try Executable(
                "all", "--operation", "negate", "--cases", "1", "--output", folder.path, environment: environment)
            #expect(!run.output.contains("\u{1B}"))
            #expect(run.errors == "")
        }
    }

    @Test("An interrupt ends a run with status 130 and leaves the reports that were there")
    func interrupt() async throws {
        let folder = TemporaryFolder()
        try folder.write("an earlier report", to: "stability-report.md")
        let log = TemporaryFolder()
        let process = try Executable.process(
            ["all", "--operation", "exp", "log", "--cases", "1000000", "--output", folder.path], log: log)
        try process.run()
        // The output folder is tried before work starts, and a moment later the interrupt is listened for. One that
        // comes too early would end the process by the signal itself.
        try await until { Self.handlesInterrupts(process.processIdentifier) }
        process.interrupt()
        defer { if process.isRunning { process.terminate() } }
        try await until { !process.isRunning }
        process.waitUntilExit()
        #expect(process.terminationReason == .exit)
        #expect(process.terminationStatus == 130)
        #expect(String(decoding: try log.data("errors"), as: UTF8.self) == "interrupted; no report was written\n")
        #expect(try log.data("output").isEmpty)
        #expect(folder.names == ["stability-report.md"])
        #expect(try folder.data("stability-report.md") == Data("an earlier report".utf8))
    }

    /// Whether the process has taken interrupts into its own hands, by the mask of caught signals that the system shows;
    /// where it shows none, a second has to do.
    private static func handlesInterrupts(_ process: Int32) -> Bool {
        guard let status = try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8) else {
            Thread.sleep(forTimeInterval: 1)
            return true
        }
        let line = status.split(separator: "\n").first { $0.hasPrefix("SigCgt:") }
        let mask = line.flatMap { UInt64($0.split(separator: "\t").last ?? "", radix: 16) } ?? 0
        return mask & (1 << UInt64(SIGINT - 1)) != 0
    }

    /// Asks again and again, for a minute at most.
    private func until(_ condition: () -> Bool) async throws {
        let end = Date() + 60
        while !condition() {
            try #require(Date() < end, "this took longer than a minute")
            try await Task.sleep(for: .milliseconds(10))
        }
    }
}
