import CompiledLibraries
import Foundation
import Testing

/// `verify sweep`, `merge` and `recheck` as people run them.
@Suite("verify sweep", .timeLimit(.minutes(5)))
struct SweepCommandTests {
    private static let kernels = """
        #include <math.h>
        #include <stdint.h>
        #include <string.h>
        float f(float x) { return (float)exp((double)x); }
        float wrong_bit(float x) {
            float y = f(x);
            uint32_t bits, result;
            memcpy(&bits, &x, 4);
            memcpy(&result, &y, 4);
            if (bits == 0x40490fdb) result ^= 1;
            memcpy(&y, &result, 4);
            return y;
        }
        float crash(float x) { if (x == 2.5f) *(volatile int *)0 = 1; return f(x); }
        float not_nan(float x) { return x != x ? 0 : f(x); }
        float gelu_naive(float x) { return 0.5f * x * (1 + erff(x * 0.70710678f)); }
        """

    private static let gelu = """
        operation: my_gelu
        summary: The Gaussian error linear unit.
        inputs: { x: {} }
        definition: y = 0.5 * x * (1 + erf(x / sqrt(2)))
        shapes: [{ x: [4] }]
        budgets: { default: { float32: { forward: 4 ulp } } }
        """

    private func library() throws -> CompiledLibrary { try CompiledLibrary(Self.kernels, flags: ["-lm"]) }

    /// A line's words: how far columns are apart depends on their neighbours.
    private func words(_ ending: Executable.Ending) -> String { ending.output.replacing(/\ +/, with: " ") }

    private func certificate(_ folder: CompiledLibrary, _ name: String) -> String { folder.folder + "/\(name).json" }

    @Test("A single wrong bit is found at its input")
    func wrongBit() throws {
        let library = try library()
        let ending = try Executable.run(
            "sweep", "exp", "--library", library.path, "--symbol", "wrong_bit", "--range", "0x40000000..0x40ffffff",
            "--budget", "0.501", "--output", certificate(library, "wrong"))
        #expect(ending.status == 1)
        #expect(words(ending).contains("over budget 1 "))
        #expect(ending.output.contains("at 0x40490FDB"))
        let right = try Executable.run(
            "sweep", "exp", "--library", library.path, "--symbol", "f", "--range", "0x40000000..0x40ffffff",
            "--budget", "0.501", "--output", certificate(library, "right"))
        #expect(right.status == 0)
        #expect(words(right).contains("\nmisrounded 0\n"))
    }

    @Test("A crash is a finding that names the input, and the rest is judged")
    func crash() throws {
        let library = try library()
        let ending = try Executable.run(
            "sweep", "exp", "--library", library.path, "--symbol", "crash", "--range", "2..3", "--output",
            certificate(library, "crash"))
        #expect(ending.status == 1)
        #expect(ending.output.contains("crash: SIGSEGV, for 0x40200000 (2.5)"))
        #expect(words(ending).contains("not judged 1 "))
    }

    @Test("A number for NaN is a wrong class")
    func notNaN() throws {
        let library = try library()
        let ending = try Executable.run(
            "sweep", "exp", "--library", library.path, "--symbol", "not_nan", "--range", "0x7f800000..0x7fc00000",
            "--output", certificate(library, "nan"))
        #expect(ending.status == 1)
        #expect(words(ending).contains("wrong class 4,194,304 (first at nan (nan, 0x7F800001))"))
    }

    @Test("A user's formula and kernel: the collapse of gelu in the negative tail")
    func userFormula() throws {
        let library = try library()
        let spec = library.folder + "/my_gelu.yaml"
        try Data(Self.gelu.utf8).write(to: URL(fileURLWithPath: spec))
        let ending = try Executable.run(
            "sweep", "--spec", spec, "--library", library.path, "--symbol", "gelu_naive", "--range", "-5.6..-5.5",
            "--output", certificate(library, "gelu"))
        #expect(ending.status == 1)
        #expect(ending.output.contains("--spec \(spec)"))
        #expect(words(ending).contains("largest error 1162"))
        let engine = try Executable.run(
            "sweep", "gelu", "--range", "-5.6..-5.5", "--output", certificate(library, "engine"))
        #expect(engine.status == 0)
    }

    @Test("Parts merge to the whole, in any order, and are proved again")
    func parts() throws {
        let library = try library()
        func sweep(_ range: String, _ name: String, jobs: String) throws -> String {
            let path = certificate(library, name)
            let ending = try Executable.run(
                "sweep", "tanh", "--gradient", "--range", range, "--jobs", jobs, "--output", path)
            #expect(ending.status == 0)
            return path
        }
        let whole = try sweep("0x3e000000..0x40ffffff", "whole", jobs: "2")
        let a = try sweep("0x3e000000..0x3fffffff", "a", jobs: "1")
        let b = try sweep("0x40000000..0x40ffffff", "b", jobs: "3")
        let merged = certificate(library, "merged")
        #expect(try Executable.run("merge", b, a, "--output", merged).status == 0)
        #expect(try Data(contentsOf: URL(fileURLWithPath: merged)) == Data(contentsOf: URL(fileURLWithPath: whole)))
        let again = try Executable.run("recheck", merged, "--shards", "2", "--seed", "1")
        #expect(again.status == 0)
        #expect(again.output.contains("2 shards of 1 certificates proved again, 0 differ (--seed 1)"))
        // A certificate that says something else is found out.
        let text = try String(contentsOfFile: merged, encoding: .utf8)
        let path = certificate(library, "forged")
        try Data(
            text.replacing(/"fingerprint":"[0-9a-f]{16}"/, with: "\"fingerprint\":\"0123456789abcdef\"").utf8
        ).write(to: URL(fileURLWithPath: path))
        let forged = try Executable.run("recheck", path, "--shards", "9", "--seed", "1")
        #expect(forged.status == 1)
        #expect(forged.output.contains("is not what the certificate says"))
        func forge(_ name: String, _ change: (String) -> String) throws -> Executable.Ending {
            let path = certificate(library, name)
            let forged = change(text)
            #expect(forged != text)
            try Data(forged.utf8).write(to: URL(fileURLWithPath: path))
            return try Executable.run("recheck", path, "--shards", "9", "--seed", "1")
        }
        // So is one whose sums are right, and whose rows are not.
        let rows = try forge("rows") { $0.replacing(/"largestError":0\.[0-9]+/, with: "\"largestError\":0.125") }
        #expect(rows.status == 1)
        #expect(rows.output.contains(": the rows by binade and class of inputs are others\n"))
        let definition = try forge("definition") { $0.replacing("tanh(x)", with: "sinh(x)") }
        #expect(definition.status == 64)
        #expect(definition.errors.contains("the specification of tanh is not the one that was proved"))
        let version = try forge("version") { $0.replacing("\"version\": 1", with: "\"version\": 2") }
        #expect(version.status == 64)
        #expect(!version.errors.contains("compact"))
        let other = try Executable.run("merge", a, certificate(library, "missing"))
        #expect(other.status == 64)
        #expect(other.errors.contains("there is no readable file"))
    }

    @Test("An interrupted sweep goes on where it was")
    func resume() throws {
        let library = try library()
        let path = certificate(library, "resumed")
        func sweep(_ more: String...) throws -> Executable.Ending {
            try Executable.run(["sweep", "relu", "--range", "0x3e000000..0x40ffffff", "--output", path] + more)
        }
        // What an interrupt leaves: the certificate of a part.
        let part = try Executable.run("sweep", "relu", "--range", "0x3e000000..0x3effffff", "--output", path)
        #expect(part.status == 0)
        let resumed = try sweep("--resume")
        #expect(resumed.status == 0)
        let text = try Data(contentsOf: URL(fileURLWithPath: path))
        #expect(try sweep().status == 0)
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == text)
        // Nor is what is there thrown away for another part.
        let elsewhere = try Executable.run("sweep", "relu", "--range", "1..2", "--output", path, "--resume")
        #expect(elsewhere.status == 64)
        #expect(elsewhere.errors.contains("covers 0x3E000000 to 0x3EFFFFFF, which is no part of this sweep"))
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == text)
        let another = try Executable.run("sweep", "exp", "--output", path, "--resume", "--range", "1..2")
        #expect(another.status == 64)
        #expect(another.errors.contains("is of another sweep: the operations differ"))
    }

    @Test("A reader of the output that goes away costs no certificate")
    func closedPipe() throws {
        let library = try library()
        let pipe = Pipe()
        let process = Process()
        process.executableURL = URL(fileURLWithPath: Executable.path)
        process.arguments = ["sweep", "relu", "--range", "1..2", "-j2", "-o", certificate(library, "piped")]
        process.currentDirectoryURL = URL(fileURLWithPath: Repository.path)
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        try process.run()
        try pipe.fileHandleForReading.close()
        process.waitUntilExit()
        for ending in ["json", "html", "md", "svg"] {
            #expect(FileManager.default.fileExists(atPath: library.folder + "/piped.\(ending)"))
        }
    }

    @Test("What has no certificate is said")
    func certify() throws {
        let folder = TemporaryFolder()
        let ending = try Executable.run("certify", "--operation", "softmax", "--output", folder.path)
        #expect(ending.status == 64)
        #expect(
            ending.errors == "verify: softmax is no function of one number of the engine's that a sweep can prove\n")
        #expect(folder.names.isEmpty)
    }

    @Test(
        "What cannot be carried out is said at once, with status 64",
        arguments: [
            (["softmax"], "softmax combines elements; a sweep is over functions of one number"),
            (["pow"], "pow is a function of 2 inputs; a sweep is over all floats of one"),
            (["greater"], "greater is a function of 2 inputs; a sweep is over all floats of one"),
            (["nosuch"], "unknown operation 'nosuch'"),
            (["exp", "--symbol", "f"], "--symbol needs a --library"),
            (["exp", "--library", "libm.so.6", "--symbol", "expff"], "did you mean 'expf'?"),
            (["exp", "--library", "./none.so", "--symbol", "f"], "library './none.so' cannot be loaded"),
            (["exp", "--shard", "0/4"], "--shard takes k/n with 1 <= k <= n <= 256"),
            (["exp", "--shard", "3"], "--shard takes k/n"), (["exp", "--range", "1"], "has no '..'"),
            (["exp", "--range", "2..1"], "ends before it begins"),
            (["exp", "--range", "0x3f000000..2"], "mixes an encoding and a number"),
            (["exp", "--range", "a..b"], "is neither"), ([], "name an operation, or a specification with --spec"),
            (["exp", "--budget", "-1"], "--budget must be a number of ulps"),
        ] as [([String], String)])
    func mistakes(arguments: [String], message: String) throws {
        let ending = try Executable.run(["sweep"] + arguments)
        #expect(ending.status == 64)
        #expect(ending.errors.contains(message), "\(ending.errors)")
    }
}
