import Foundation
import Reporting
import Subjects
import Testing
import Verification

@testable import VerifyCommands

@Suite("Output for CI")
struct CIOutputTests {
    /// Checks exp against a definition that it does not compute.
    private func failing(_ folder: TemporaryFolder, _ arguments: [String], environment: [String: String] = [:]) throws
        -> Executable.Ending
    {
        let specs = try TemporaryFolder.specs(
            changing: "exp", ["definition: y = exp(x)": "definition: y = 1.001 * exp(x)"])
        return try Executable.run(
            [
                "all", "--specs", specs.path, "--operation", "exp", "--cases", "1", "--format", "json", "--output",
                folder.path,
            ]
                + arguments, environment: environment)
    }

    @Test("JUnit, SARIF, annotations and the job's summary say that a run failed, and where")
    func failingRun() throws {
        let folder = TemporaryFolder()
        try folder.write("before\n", to: "summary.md")
        let ending = try failing(
            folder, ["--junit", folder.path + "/ci/junit.xml", "--sarif", folder.path + "/ci/out.sarif", "--github"],
            environment: ["GITHUB_STEP_SUMMARY": folder.path + "/summary.md"])
        #expect(ending.status == 1)
        let junit = String(decoding: try folder.data("ci/junit.xml"), as: UTF8.self)
        #expect(
            junit.contains("<testcase classname=\"plumbline.exp\" name=\"exp: values\"><failure type=\"wrong values\""))
        let sarif = String(decoding: try folder.data("ci/out.sarif"), as: UTF8.self)
        #expect(sarif.contains("\"ruleId\" : \"plumbline/wrong-values\"") && sarif.contains("exp.yaml"))
        let lines = ending.output.split(separator: "\n").filter { $0.hasPrefix("::") }
        #expect((2...10).contains(lines.count))
        #expect(lines[0].hasPrefix("::error file=") && lines[0].contains("exp.yaml,line="))
        #expect(lines.last!.hasPrefix("::error title=Plumbline::"))
        let summary = String(decoding: try folder.data("summary.md"), as: UTF8.self)
        #expect(summary.hasPrefix("before\n## 1 of 1 implementation is broken: exp\n"))
    }

    @Test("A run that passes has a JUnit file without failures, and one notice")
    func passingRun() throws {
        let folder = TemporaryFolder()
        let ending = try Executable.run(
            [
                "all", "--operation", "relu", "--cases", "1", "--format", "json", "--output", folder.path, "--junit",
                folder.path + "/junit.xml", "--github",
            ], environment: ["GITHUB_STEP_SUMMARY": ""])
        #expect(ending.status == 0)
        #expect(
            String(decoding: try folder.data("junit.xml"), as: UTF8.self).contains(
                "failures=\"0\" errors=\"0\">\n<testsuite"))
        #expect(ending.output.split(separator: "\n").filter { $0.hasPrefix("::") }.count == 1)
    }

    @Test("A finding keeps its fingerprint when the specification gets another anchor before it")
    func fingerprints() throws {
        let folder = TemporaryFolder()
        func fingerprints(_ pieces: [String: String]) throws -> [String: String] {
            let specs = try TemporaryFolder.specs(
                changing: "exp", ["definition: y = exp(x)": "definition: y = 1.001 * exp(x)"].merging(pieces) { $1 })
            _ = try Executable.run(
                "all", "--specs", specs.path, "--operation", "exp", "--cases", "0", "--format", "json", "--no-store",
                "--output", folder.path)
            let record = try RunRecord(json: folder.data("stability-report.json"))
            let findings = record.operations[0].implementations[0].findings.filter { $0.element != nil }
            return Dictionary(findings.map { ($0.id, $0.fingerprint ?? "") }) { first, _ in first }
        }
        let before = try fingerprints([:])
        let after = try fingerprints(["anchors:\n": "anchors:\n  - { x: [0.5] }\n"])
        #expect(before["exp/anchor-1/forward[2]"] != nil)
        #expect(after["exp/anchor-2/forward[2]"] == before["exp/anchor-1/forward[2]"])
        #expect(after["exp/anchor-1/forward[0]"] != before["exp/anchor-1/forward[0]"])
        #expect(before["exp/anchor-1/forward[2]"]?.wholeMatch(of: /exp\/[0-9a-f]{16}\/forward\[2\]/) != nil)
    }

    @Test("A file that cannot be written is refused before any work", arguments: ["--junit", "--sarif"])
    func unwritable(option: String) throws {
        let folder = TemporaryFolder()
        let ending = try Executable.run("all", "--cases", "100000", "--output", folder.path, option, "/dev/null/x/file")
        #expect(ending.status == 64)
        #expect(ending.errors.hasPrefix("verify: nothing can be written to '/dev/null/x'"))
        let other = try Executable.run("all", "--cases", "100000", "--output", folder.path, option, folder.path)
        #expect(other.status == 64)
        #expect(other.errors == "verify: '\(folder.path)' is a folder, and no file can be written in its place\n")
    }

    @Test("Profiles, worst cases, growth and a map of errors are in the record of a real run")
    func record() async throws {
        let exp = try await PlantedRun(of: "exp", EngineSubject())
        let values = try #require(exp.implementation("exp")?.profiles.first)
        #expect(values.input == "x" && values.check == "forward" && values.binades.count > 20)
        #expect(exp.implementation("exp")!.worst.count > 2)
        let judged = exp.implementation("exp")!.forward
        #expect(values.elements <= judged.elements)
        #expect(values.binades.reduce(0) { $0 + $1.elements } == values.elements)
        let largest = try #require(values.binades.compactMap(\.maximumULP).max())
        #expect(largest >= judged.maximumULP! && largest < judged.maximumULP! * (1 + 1e-8))
        let softmax = try await PlantedRun(of: "softmax", EngineSubject())
        let naive = try #require(softmax.implementation("softmax.naive"))
        #expect(naive.profiles.allSatisfy { $0.input == nil })
        let map = try #require(naive.errorMap)
        #expect(map.ulps.count == map.shape.reduce(1, *) && !map.wrong.isEmpty)
        let sum = try await PlantedRun(of: "sum", EngineSubject())
        let growth = try #require(sum.implementation("sum")?.growth)
        #expect(growth.count > 4 && growth.map(\.terms).max() == 1000)
        #expect(growth.map(\.maximumOmega).max() == sum.implementation("sum")!.forward.maximumOmega)
    }
}
