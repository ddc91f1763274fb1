import ArgumentParser
import Foundation
import Reporting
import Subjects
import TensorEngine
import Testing
import Verification

@testable import VerifyCommands

/// Runs that are remembered, listed, compared and reported again, as people do it.
@Suite("Remembered runs")
struct RememberedRunsTests {
    /// A short run, remembered in a folder.
    private func run(_ store: String, _ arguments: String...) throws -> Executable.Ending {
        let folder = TemporaryFolder()
        return try Executable.run(
            ["all", "--cases", "1", "--output", folder.path, "--format", "json", "--store", store] + arguments)
    }

    private func runs(_ folder: TemporaryFolder) throws -> [StoredRun] { try RunStore(folder: folder.path).runs }

    @Test("A run is remembered as the record that its report has, and listed")
    func remembered() throws {
        let (store, reports) = (TemporaryFolder(), TemporaryFolder())
        let ending = try Executable.run(
            "all", "--operation", "negate", "--cases", "1", "--output", reports.path, "--store", store.path)
        #expect(ending.status == 0)
        let run = try #require(try runs(store).first)
        #expect(try Data(contentsOf: URL(fileURLWithPath: run.path)) == reports.data("stability-report.json"))
        let history = try Executable.run("history", "--store", store.path)
        #expect(history.status == 0)
        #expect(
            history.output == """
                run       time                 subject  seed  cases  operations  result
                \(run.id)  \(run.time)  engine   0     1      negate      all within budget

                1 run in \(store.path)

                """)
    }

    @Test("No run is remembered where nobody wants it, and an empty history says so")
    func forgotten() throws {
        let (store, reports) = (TemporaryFolder(), TemporaryFolder())
        let environment = ["PLUMBLINE_STORE": store.path + "/runs"]
        let ending = try Executable.run(
            "all", "--operation", "negate", "--cases", "0", "--output", reports.path, "--no-store",
            environment: environment)
        #expect(ending.status == 0)
        #expect(store.names.isEmpty)
        let history = try Executable.run("history", environment: environment)
        #expect(history.status == 0)
        #expect(
            history.output
                == "no run is remembered in '\(store.path)/runs'; 'verify all' remembers its runs there\n")
        // Another folder is not where 'verify all' keeps its runs unless it is told to.
        let elsewhere = try Executable.run("history", "--store", store.path + "/my runs", environment: environment)
        #expect(
            elsewhere.output
                == "no run is remembered in '\(store.path)/my runs'; 'verify all --store '\(store.path)/my runs'' remembers a run there\n"
        )
        let compared = try Executable.run("compare", "latest~1", "latest", environment: environment)
        #expect(compared.status == 64)
        #expect(
            compared.errors
                == "verify: no run is remembered in '\(store.path)/runs'; 'verify all' remembers its runs there\n")
    }

    @Test("A folder that cannot be written is refused before any work if it was named, and only mentioned if not")
    func unwritable() throws {
        let named = try run("/dev/null/runs", "--operation", "negate")
        #expect(named.status == 64)
        #expect(named.errors.hasPrefix("verify: nothing can be written to '/dev/null/runs'"))
        let folder = TemporaryFolder()
        let standard = try Executable.run(
            "all", "--operation", "negate", "--cases", "0", "--output", folder.path,
            environment: ["PLUMBLINE_STORE": "/dev/null/runs"])
        #expect(standard.status == 0)
        #expect(standard.errors.hasPrefix("verify: this run is not remembered: "))
        #expect(folder.names.contains("stability-report.json"))
    }

    @Test("Two runs at once both land")
    func concurrent() async throws {
        let store = TemporaryFolder()
        try await withThrowingTaskGroup(of: Int32.self) { group in
            for seed in ["1", "2"] {
                group.addTask { try self.run(store.path, "--operation", "negate", "--seed", seed).status }
            }
            for try await status in group { #expect(status == 0) }
        }
        #expect(Set(try runs(store).map { try $0.record().seed }) == [1, 2])
    }

    @Test("Runs killed at any moment leave earlier records and reports as they were")
    func killed() throws {
        let (store, reports, specs) = (TemporaryFolder(), TemporaryFolder(), TemporaryFolder())
        // One specification, so that most of the time is that of checking and writing.
        try specs.write(
            try String(contentsOfFile: Repository.specs + "/negate.yaml", encoding: .utf8), to: "negate.yaml")
        let arguments = [
            "all", "--cases", "1", "--output", reports.path, "--store", store.path, "--specs", specs.path,
            "--compare", "none",
        ]
        let start = ContinuousClock.now
        let whole = try Executable.run(arguments)
        let time = ContinuousClock.now - start
        #expect(whole.status == 0)
        let first = try #require(try runs(store).first)
        let record = try Data(contentsOf: URL(fileURLWithPath: first.path))
        let names = ["stability-report.html", "stability-report.json", "stability-report.md"]
        let earlier = try names.map { try reports.data($0) }
        // One more kill than moments within the first run's time: the last comes about when files are written.
        for place in 0..<20 {
            let ending = try Executable.killed(arguments, after: time * (Double(place) + 0.5) / 19)
            #expect(ending == nil || ending == 0)
            #expect(try Data(contentsOf: URL(fileURLWithPath: first.path)) == record)
            for (name, data) in zip(names, earlier) { #expect(try reports.data(name) == data) }
            for run in try runs(store) { #expect(try JSONReport(run.record()).data == record) }
        }
        // What is there after all that can be used.
        #expect(try Executable.run(arguments).status == 0)
        #expect(try Executable.run("compare", first.id, "latest", "--store", store.path).status == 0)
    }

    @Test("A disk that is full is said, and what was there stays", arguments: [("json", 2), ("markdown", 20)])
    func fullDisk(format: String, blocks: Int) throws {
        let (store, reports) = (TemporaryFolder(), TemporaryFolder())
        let arguments =
            "all --operation negate --cases 1 --format \(format) --output \(reports.path) --store \(store.path)"
        #expect(try Executable.run(arguments.split(separator: " ").map(String.init)).status == 0)
        // In the second case there is room for a report in Markdown, but not for a record.
        let name = format == "json" ? "stability-report.json" : "stability-report.md"
        let before = (store.names, reports.names, try reports.data(name))
        // No file may grow beyond a few blocks; the signal that comes with it is ignored, as a full disk has none.
        let process = Process()
        let errors = Pipe()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", "trap '' XFSZ; ulimit -f \(blocks); exec '\(Executable.path)' \(arguments)"]
        process.currentDirectoryURL = URL(fileURLWithPath: Repository.path)
        process.standardError = errors
        process.standardOutput = errors
        try process.run()
        let said = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 64)
        #expect(said.contains("cannot be written"), "\(said)")
        // What was found is shown all the same.
        #expect(said.contains("1 operation, 1 implementation: all within budget."), "\(said)")
        #expect(store.names == before.0 && reports.names == before.1)
        #expect(try reports.data(name) == before.2)
    }

    @Test("A run whose report cannot be written is remembered, and its findings are shown")
    func lostFolder() async throws {
        let (store, folder) = (TemporaryFolder(), TemporaryFolder())
        let reports = folder.path + "/reports"
        // Somebody puts a file where the folder for the report was, while the run is under way.
        let exp = TensorEngine.Operation.exp.changing { _, y in
            try? FileManager.default.removeItem(atPath: reports)
            try? Data().write(to: URL(fileURLWithPath: reports))
            return y.nextUp.nextUp.nextUp
        }
        let lines = RecordedLines()
        let command = try AllCommand.parse([
            "--specs", Repository.specs, "--operation", "exp", "--cases", "0", "--output", reports, "--store",
            store.path,
            "--jobs", "1", "--junit", folder.path + "/junit.xml",
        ])
        await #expect(throws: ExitStatus.usage) {
            try await command.run(subject: EngineSubject(table: OperationTable([exp])), console: lines.console)
        }
        #expect(try runs(store).count == 1)
        #expect(try runs(store)[0].isComplete)
        #expect(lines.printed.contains("1 operation, 1 implementation: 1 implementation fails (exp)."))
        #expect(lines.errors.contains("verify: nothing can be written to '\(reports)'"), "\(lines.errors)")
        #expect(lines.errors.contains("exp: over budget: "))
        #expect(folder.names.contains("junit.xml"))
        #expect(!lines.printed.contains("stability-report"))
    }

    @Test("A comparison names the one operation whose kernel became worse by 2 ulp")
    func twoUlps() async throws {
        let store = TemporaryFolder()
        let table: [TensorEngine.Operation] = [.exp, .tanh, .sigmoid, .softmax, .log]
        let worse = TensorEngine.Operation.sigmoid.changing { _, y in y.nextUp.nextUp }
        for operations in [table, table.map { $0.name == "sigmoid" ? worse : $0 }] {
            _ = try await PlantedRun(
                of: "exp", "tanh", "sigmoid", "softmax", "log",
                subject: EngineSubject(table: OperationTable(operations)), cases: 1, options: ["--store", store.path])
        }
        let lines = RecordedLines()
        let command = try CompareCommand.parse(["latest~1", "latest", "--store", store.path])
        #expect(throws: ExitStatus.findings) { try command.run(console: lines.console) }
        #expect(
            lines.printed.hasSuffix("5 implementations compared: 1 operation is worse (sigmoid); nothing is better."))
        for name in ["exp:", "tanh:", "softmax:", "log:"] { #expect(!lines.printed.contains(name), "\(lines.printed)") }
        #expect(lines.printed.contains("  sigmoid: values: largest error 0.5"))
        // The other way round it is better, which is no finding.
        let back = try CompareCommand.parse(["latest", "latest~1", "--store", store.path])
        let better = RecordedLines()
        try back.run(console: better.console)
        #expect(better.printed.hasSuffix("nothing is worse; 1 operation is better (sigmoid)."))
    }

    @Test("A report says what changed since the latest run, or since the one that is named")
    func reportedChanges() async throws {
        let (store, reports) = (TemporaryFolder(), TemporaryFolder())
        func run(_ change: (@Sendable (Float, Float) -> Float)?, _ more: [String] = []) async throws -> String {
            let table: [TensorEngine.Operation] = [
                change.map { TensorEngine.Operation.sigmoid.changing($0) } ?? .sigmoid
            ]
            let lines = RecordedLines()
            let command = try AllCommand.parse(
                [
                    "--specs", Repository.specs, "--cases", "1", "--output", reports.path, "--operation", "sigmoid",
                    "--jobs", "1", "--store", store.path,
                ] + more)
            do {
                try await command.run(
                    subject: EngineSubject(table: OperationTable(table)), console: lines.console)
            } catch is ExitCode {}
            return lines.printed
        }
        func text(_ name: String) throws -> String { String(decoding: try reports.data(name), as: UTF8.self) }

        // Nothing to compare with.
        #expect(try await !run(nil).contains("since "))
        #expect(try !text("stability-report.html").contains("What changed"))
        let first = try #require(try runs(store).last)
        // The same again.
        #expect(try await run(nil).hasSuffix("\nsince \(first.id) (\(first.time)): nothing changed"))
        #expect(try text("stability-report.html").contains("<h2>What changed since \(first.id) "))
        // Worse: the page says so; Markdown, which is published, only when somebody asked.
        let worse = try await run { _, y in y.nextUp.nextUp }
        #expect(worse.contains(" regression"), "\(worse)")
        #expect(try text("stability-report.html").contains("<h3 class=\"failed\">Regressions <small>"))
        #expect(try !text("stability-report.md").contains("What changed"))
        let named = try await run(nil, ["--compare", "latest"])
        #expect(named.contains(" improvement"), "\(named)")
        #expect(try text("stability-report.md").contains("\nImprovements:\n\n- sigmoid: "))
        // Again from the store: each run beside the one before it.
        let last = try #require(try runs(store).last)
        let again = try Executable.run("report", last.id, "--output", reports.path, "--store", store.path)
        #expect(again.output.contains(" improvement"), "\(again.output)")
        let since = try Executable.run(
            "report", last.id, "--output", reports.path, "--store", store.path, "--compare", first.id)
        #expect(since.output.hasSuffix("\nsince \(first.id) (\(first.time)): nothing changed\n"), "\(since.output)")
        #expect(try text("stability-report.md").contains("## What changed since \(first.id) "))
        // Nobody remembers, nobody compares; and what is not there is refused before any work.
        #expect(try await !run(nil, ["--compare", "none"]).contains("since "))
        let unknown = try Executable.run(
            "all", "--operation", "exp", "--output", reports.path, "--store", store.path, "--compare", "nosuchrun")
        #expect(unknown.status == 64)
        #expect(unknown.errors.hasPrefix("verify: no run is called 'nosuchrun'"))
        // A run of other operations is none to compare with, one of more is, and what it has besides is one line.
        #expect(
            try Executable.run(
                "all", "--operation", "negate", "--cases", "0", "--output", reports.path, "--store", store.path
            ).output.contains("since ") == false)
        // So is a run of another subject.
        let before = store.names
        let other = try Executable.run(
            "library", "exp", "--library", "libm.so.6", "--symbol", "expf", "--cases", "0", "--output", reports.path,
            "--store", store.path, "--compare", first.id)
        #expect(other.status == 64)
        #expect(other.output == "" && store.names == before)
        #expect(
            other.errors.hasPrefix(
                "verify: the run \(first.id) (\(first.time)) is of the subject 'engine', not of 'expf"))
    }

    @Test("Two subjects are shown side by side")
    func subjects() throws {
        let store = TemporaryFolder()
        #expect(try run(store.path, "--operation", "exp").status == 0)
        let reports = TemporaryFolder()
        let library = try Executable.run(
            "library", "exp", "--library", "libm.so.6", "--symbol", "expf", "--cases", "1", "--output", reports.path,
            "--format", "json", "--store", store.path)
        #expect(library.status == 0, "\(library.errors)")
        let ending = try Executable.run("compare", "latest~1", "latest", "--store", store.path)
        #expect(ending.status == 0)
        #expect(ending.output.contains("implementation  check   engine"))
        #expect(ending.output.contains("expf of libm"))
        #expect(ending.output.contains("Of 1 check, engine has the smaller error in "))
    }

    @Test("The report of a remembered run is the one that it wrote")
    func report() throws {
        let (store, written, again) = (TemporaryFolder(), TemporaryFolder(), TemporaryFolder())
        _ = try Executable.run(
            "all", "--operation", "add", "--cases", "1", "--output", written.path, "--store", store.path)
        let ending = try Executable.run(
            "report", "latest", "--output", again.path, "--format", "json", "markdown", "--store", store.path)
        #expect(ending.status == 0)
        #expect(ending.output == "\(again.path)/stability-report.md\n\(again.path)/stability-report.json\n")
        #expect(!again.names.contains("stability-report.html"))
        for name in ["stability-report.md", "stability-report.json"] {
            #expect(try again.data(name) == written.data(name))
        }
        let unknown = try Executable.run("report", "latst", "--store", store.path)
        #expect(unknown.status == 64)
        #expect(
            unknown.errors
                == "verify: no run is called 'latst'; did you mean 'latest'? ('verify history' lists them; a path to "
                + "a file of a run will do, too)\n")
    }

    @Test("An interrupted run keeps what it has found, and says where")
    func interrupted() throws {
        let (store, reports, specs) = (TemporaryFolder(), TemporaryFolder(), TemporaryFolder())
        // One operation is done at once, the other never.
        try specs.write(
            """
            operation: negate
            summary: The negative.
            kind: exact
            inputs: { x: {} }
            definition: y = -x
            anchors: [{ x: [1, 2] }]
            budgets: { default: { float32: { forward: exact } } }
            """, to: "negate.yaml")
        try specs.write(
            """
            operation: exp
            summary: The exponential.
            inputs: { x: {} }
            definition: y = exp(x)
            shapes: [{ x: [200] }]
            budgets: { default: { float32: { forward: 1 ulp } } }
            """, to: "exp.yaml")
        let ending = try Executable.run(
            [
                "all", "--cases", "10000000", "--output", reports.path, "--store", store.path, "--jobs", "2",
                "--verbose",
                "--specs", specs.path,
            ], isInterrupted: true, interruptedAfter: "1/2  ")
        #expect(ending.status == 130)
        let kept = try #require(try runs(store).first)
        #expect(!kept.isComplete)
        #expect(try kept.record().operations.map(\.name) == ["negate"])
        #expect(ending.output.contains("negate"))
        #expect(
            ending.errors.hasSuffix(
                "what was found so far: verify report \(kept.id) --store \(store.path)\n"
                    + "interrupted after 1 of 2 operations; no report was written\n"), "\(ending.errors)")
        #expect(reports.names.isEmpty)
        let history = try Executable.run("history", "--store", store.path)
        #expect(history.output.contains("interrupted; "))
    }
}

extension Executable {
    /// Starts the command and kills it after a time.
    ///
    /// - Returns: its status if it ended before, nil if it was killed.
    static func killed(_ arguments: [String], after time: Duration) throws -> Int32? {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.currentDirectoryURL = URL(fileURLWithPath: Repository.path)
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        Thread.sleep(forTimeInterval: Double(time.components.seconds) + Double(time.components.attoseconds) * 1e-18)
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        return process.terminationReason == .uncaughtSignal ? nil : process.terminationStatus
    }
}
