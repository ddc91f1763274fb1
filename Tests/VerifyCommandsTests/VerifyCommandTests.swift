import Foundation
import Testing

/// The executable itself: statuses, exact messages, and what is left on the disk.
@Suite("The command line")
struct VerifyCommandTests {
    @Test("An unknown operation is refused with a suggestion, and nothing is written")
    func unknownOperation() throws {
        let folder = TemporaryFolder()
        let output = folder.path + "/reports"
        let run = try Executable("all", "--operation", "sofmax", "--output", output)
        #expect(run.status == 64)
        #expect(run.output == "")
        #expect(
            run.errors
                == "verify: unknown operation 'sofmax'; did you mean 'softmax'? ('verify list' names them all)\n")
        #expect(folder.names == [])
        let shown = try Executable("show", "crossEntrop")
        #expect(shown.status == 64)
        #expect(shown.errors.contains("unknown operation 'crossEntrop'; did you mean 'crossEntropy'?"))
        #expect(try Executable("show", "zzzzzzzz").errors.hasPrefix("verify: unknown operation 'zzzzzzzz' ("))
    }

    @Test("A mistake in a specification is placed as compilers place theirs, and nothing is written")
    func malformedSpecification() throws {
        let specs = try TemporaryFolder.specs(changing: "exp", ["definition: y = exp(x)": "definition: y = expp(x)"])
        let output = specs.path + "/reports"
        let run = try Executable("all", "--specs", specs.path, "--output", output)
        #expect(run.status == 64)
        let text = try String(contentsOfFile: specs.path + "/exp.yaml", encoding: .utf8)
        let line =
            text.split(separator: "\n", omittingEmptySubsequences: false)
            .firstIndex { $0.hasPrefix("definition:") }! + 1
        #expect(
            run.errors == "\(specs.path)/exp.yaml:\(line):17: unknown function 'expp'; did you mean 'exp'?\n")
        #expect(!FileManager.default.fileExists(atPath: output))
    }

    @Test("A folder of specifications that is missing or empty is an error", arguments: ["all", "list"])
    func missingSpecs(command: String) throws {
        let missing = try Executable(command, "--specs", "/nowhere/at/all")
        #expect(missing.status == 64)
        #expect(missing.errors == "verify: there is no readable folder of specifications at '/nowhere/at/all'\n")
        let empty = TemporaryFolder()
        let run = try Executable(command, "--specs", empty.path)
        #expect(run.status == 64)
        #expect(run.errors == "verify: the folder '\(empty.path)' holds no specification (*.yaml)\n")
    }

    @Test("A folder for reports that cannot be is refused before any work", arguments: ["/dev/null/x", "/dev/null"])
    func unwritableOutput(path: String) throws {
        let started = Date()
        let run = try Executable("all", "--output", path, "--cases", "1000000")
        #expect(run.status == 64)
        #expect(run.output == "")
        #expect(
            run.errors
                == "verify: reports cannot be written to '\(path)': it is no directory and cannot become one\n")
        #expect(Date().timeIntervalSince(started) < 30)
    }

    @Test(
        "Arguments that make no sense end with status 64 and say why",
        arguments: [
            (["all", "--cases", "-1"], "--cases must not be negative, got -1"),
            (["all", "--jobs", "0"], "--jobs must be at least 1, got 0"),
            (["all", "--seed", "-1"], "The value '-1' is invalid for '--seed <seed>'"),
            (
                ["all", "--format", "pdf"],
                "The value 'pdf' is invalid for '--format <format>'. Please provide one of 'markdown', 'html' or"
            ),
            (["frobnicate"], "Unexpected argument 'frobnicate'"),
            (["show"], "Missing expected argument '<operation>'"),
            (["replay"], "Missing expected argument '<id>'"),
        ])
    func nonsense(arguments: [String], message: String) throws {
        let log = TemporaryFolder()
        let process = try Executable.process(arguments, log: log)
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 64)
        #expect(String(decoding: try log.data("errors"), as: UTF8.self).contains("Error: \(message)"))
        #expect(try log.data("output").isEmpty)
    }

    @Test("verify list names every operation with its summary, and other implementations below")
    func list() throws {
        let run = try Executable("list")
        #expect(run.status == 0)
        #expect(run.errors == "")
        let lines = run.output.split(separator: "\n")
        #expect(lines.contains("softmax               Exponentials along an axis, normalised to sum to one."))
        let softmax = try #require(lines.firstIndex { $0.hasPrefix("softmax ") })
        #expect(lines[softmax + 1] == "                        softmax.naive")
        let names = lines.filter { !$0.hasPrefix(" ") }.map { String($0.prefix { $0 != " " }) }
        #expect(names == names.sorted())
    }

    @Test("verify show prints what an operation should compute")
    func show() throws {
        let run = try Executable("show", "softmax")
        #expect(run.status == 0)
        #expect(
            run.output.hasPrefix(
                """
                softmax: Exponentials along an axis, normalised to sum to one.

                Definition (over the reals)
                  let e = exp(x - max(x, axis))
                  y = e / sum(e, axis)

                Inputs
                  x: logits

                Attributes
                  axis: axis, -1 unless given

                Special values (the first row that holds)
                  any(isnan(x), axis) → nan

                """))
        #expect(run.output.contains("\nBudgets\n  default, float32: forward 4 ulp, gradient 16 ulp\n"))
        #expect(run.output.hasSuffix("\nFrom Specs/softmax.yaml\n"))
    }

    @Test("verify replay prints every element and ends with status 1 for a finding")
    func replay() throws {
        let run = try Executable("replay", "softmax.naive/anchor-1")
        #expect(run.status == 1)
        let lines = run.output.split(separator: "\n")
        #expect(lines.first == "x [2]: 1000 (0x1.f40000p+9, 0x447A0000), 0 (0x0p+0, 0x00000000)")
        #expect(
            run.output.contains(
                /forward \[0\]: got nan \(0x[7F]FC00000\), expected 1, nearest 1 \(0x3F800000\): wrong class/))
        #expect(run.output.contains("forward [1]: got 0 (0x00000000), expected 5.0759588975494568e-435"))
        let right = try Executable("replay", "softmax/anchor-1")
        #expect(right.status == 0)
        #expect(right.output.contains("forward [0]: got 1 (0x3F800000), expected 1, nearest 1 (0x3F800000)"))
        #expect(right.errors == "")
        #expect(try Executable("replay", "exp/seeded-1.3@7").status == 0)
        #expect(try Executable("replay", "softmax.naive/probe-1.1@42B17218").status == 1)
    }

    @Test(
        "A replay of what is no case is refused",
        arguments: [
            ("nonsense", "verify: 'nonsense' names no case; a case is IMPLEMENTATION/CASE"),
            ("", "verify: '' names no case"),
            ("softmax/", "verify: 'softmax/' names no case"),
            ("softmax/anchor-x", "verify: 'softmax/anchor-x' names no case"),
            ("softmax/anchor-999", "verify: softmax has no case 'anchor-999'"),
            ("softmax/seeded-99.1@0", "verify: softmax has no case 'seeded-99.1@0'"),
            ("softmax/probe-9.1@0", "verify: softmax has no case 'probe-9.1@00000000'"),
            ("softmaxx/anchor-1", "verify: unknown implementation 'softmaxx'; did you mean 'softmax'?"),
            ("softmax/anchor-99999999999999999999", "names no case"),
        ])
    func nonsenseReplay(id: String, message: String) throws {
        let run = try Executable("replay", id)
        #expect(run.status == 64)
        #expect(run.output == "")
        #expect(run.errors.contains(message), "\(run.errors)")
    }
}
