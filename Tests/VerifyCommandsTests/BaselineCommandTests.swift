import ArgumentParser
import Foundation
import Reporting
import Subjects
import TensorEngine
import Testing
import Verification

@testable import VerifyCommands

/// A project that lives with a mistake for now.
@Suite("verify baseline")
struct BaselineCommandTests {
    /// exp with results that are so many floats too large near 1.
    private static func subject(_ floats: Int, also other: Bool = false) -> EngineSubject {
        let exp = TensorEngine.Operation.exp.changing { x, y in
            x.magnitude > 1.5 ? y : (0..<floats).reduce(y) { value, _ in value.nextUp }
        }
        let tanh = TensorEngine.Operation.tanh.changing { _, y in other ? y.nextUp.nextUp : y }
        return EngineSubject(exp, tanh)
    }

    private func run(_ subject: EngineSubject, _ options: String..., cases: Int = 1) async throws -> PlantedRun {
        try await PlantedRun(of: "exp", "tanh", subject: subject, cases: cases, options: options)
    }

    /// A baseline of the mistake as it is.
    private func baseline(_ store: TemporaryFolder) async throws -> String {
        let broken = try await run(Self.subject(4), "--store", store.path)
        #expect(broken.status == 1)
        let path = store.path + "/baseline.json"
        let lines = RecordedLines()
        try BaselineCommand.Save.parse(["--store", store.path, "--output", path]).run(console: lines.console)
        #expect(lines.printed.contains("\(path): 2 implementations of engine as in "))
        #expect(lines.printed.contains("  exp: "))
        return path
    }

    @Test("What is allowed passes, what is worse fails, what is better passes, what is mended is stale")
    func ratchet() async throws {
        let store = TemporaryFolder()
        let path = try await baseline(store)
        let same = try await run(Self.subject(4), "--no-store", "--baseline", path)
        #expect(same.status == 0, "\(same.findings)")
        #expect(same.findings == "")
        #expect(same.printed.contains("nothing is worse than the baseline; "))

        let worse = try await run(Self.subject(6), "--no-store", "--baseline", path)
        #expect(worse.status == 1)
        #expect(worse.findings.contains("exp: values: largest error 8.5 → 12.5 ulp"))
        #expect(!worse.findings.contains("tanh"))

        let elsewhere = try await run(Self.subject(4, also: true), "--no-store", "--baseline", path)
        #expect(elsewhere.status == 1)
        #expect(elsewhere.findings.contains("tanh: over budget"))
        #expect(!elsewhere.findings.contains("exp:"))

        let better = try await run(Self.subject(3), "--no-store", "--baseline", path)
        #expect(better.status == 0, "\(better.findings)")

        let mended = try await run(Self.subject(0), "--no-store", "--baseline", path)
        #expect(mended.status == 1)
        #expect(mended.findings.contains("exp: 'forward: over budget' is allowed, but not found any more"))
    }

    @Test(
        "A kernel that also answers NaN fails under any seed, and one that is worse within its budget fails as it does compared"
    )
    func newKindOfMistake() async throws {
        let store = TemporaryFolder()
        let path = try await baseline(store)
        let nan = TensorEngine.Operation.exp.changing { x, y in
            x > 50 ? .nan : x.magnitude > 1.5 ? y : (0..<4).reduce(y) { value, _ in value.nextUp }
        }
        let subject = EngineSubject(table: OperationTable([nan, .tanh]))
        for seed in ["0", "5"] {
            let ending = try await run(subject, "--no-store", "--baseline", path, "--seed", seed)
            #expect(ending.status == 1)
            #expect(ending.findings.contains("exp: wrong class: y["), "\(ending.findings)")
            #expect(!ending.printed.contains("nothing is worse"))
        }
        // One float more where that is within budget, or hardly beyond: more results are not the nearest float.
        let coarse = TensorEngine.Operation.tanh.changing { x, y in x > 0.5 && x < 0.9 ? y.nextUp : y }
        let exp = TensorEngine.Operation.exp.changing { x, y in
            x.magnitude > 1.5 ? y : (0..<4).reduce(y) { value, _ in value.nextUp }
        }
        let specs = try TemporaryFolder.specs(
            changing: "tanh",
            ["engine: { float32: { forward: 0.501 ulp": "engine: { float32: { because: a test, forward: 4 ulp"])
        let before = try await PlantedRun(
            of: "exp", "tanh", subject: EngineSubject(table: OperationTable([exp, .tanh])), specs: specs.path, cases: 1,
            options: ["--store", store.path])
        #expect(before.status == 1)
        let other = store.path + "/other.json"
        try BaselineCommand.Save.parse(["--store", store.path, "--output", other]).run(console: RecordedLines().console)
        let worse = try await PlantedRun(
            of: "exp", "tanh", subject: EngineSubject(table: OperationTable([exp, coarse])), specs: specs.path,
            cases: 1,
            options: ["--no-store", "--baseline", other])
        #expect(worse.status == 1)
        #expect(worse.findings.contains("tanh: values: misrounded: "), "\(worse.findings)")
        // Both folders are there until here.
        withExtendedLifetime((store, specs)) {}
    }

    @Test("The cases are those of the baseline unless others are asked for")
    func cases() async throws {
        let store = TemporaryFolder()
        let path = try await baseline(store)
        let folder = TemporaryFolder()
        let command = try AllCommand.parse([
            "--operation", "exp", "tanh", "--specs", Repository.specs, "--output", folder.path, "--format", "json",
            "--no-store", "--baseline", path,
        ])
        try await command.run(subject: Self.subject(4), console: RecordedLines().console)
        let record = try RunRecord(json: folder.data("stability-report.json"))
        #expect(record.cases == 1)
    }

    @Test("A remembered run is held to a baseline without running again")
    func check() async throws {
        let store = TemporaryFolder()
        let path = try await baseline(store)
        let lines = RecordedLines()
        let command = try BaselineCommand.Check.parse(["--store", store.path, "--baseline", path])
        try command.run(console: lines.console)
        #expect(lines.printed.hasPrefix("nothing is worse than the baseline; "))
        _ = try await run(Self.subject(0), "--store", store.path)
        #expect(throws: ExitStatus.findings) { try command.run(console: lines.console) }
    }

    @Test("A baseline that is none, or of another subject, is refused before any work")
    func refused() throws {
        let folder = TemporaryFolder()
        try folder.write("{}", to: "empty.json")
        let empty = try Executable.run("all", "--baseline", folder.path + "/empty.json", "--output", folder.path + "/r")
        #expect(empty.status == 64)
        #expect(empty.errors.hasPrefix("verify: '\(folder.path)/empty.json' is no baseline: "))
        let missing = try Executable.run("all", "--baseline", "/nowhere.json")
        #expect(
            missing.errors
                == "verify: there is no readable baseline '/nowhere.json'; 'verify baseline save' writes one\n")
        try folder.write(
            #"{"baselineVersion":2,"plumbline":"0.1.0","subject":"library","seed":0,"cases":1,"implementations":{}}"#,
            to: "other.json")
        let other = try Executable.run("all", "--baseline", folder.path + "/other.json", "--output", folder.path + "/r")
        #expect(
            other.errors
                == "verify: the baseline '\(folder.path)/other.json' is of the subject 'library', not of 'engine'\n")
        #expect(!folder.names.contains("r"))
    }
}
