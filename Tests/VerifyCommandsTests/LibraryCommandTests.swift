import CompiledLibraries
import Foundation
import Testing

/// `verify library` as people run it.
@Suite("verify library", .timeLimit(.minutes(5)))
struct LibraryCommandTests {
    /// A specification of a scaled copy of rows, and the kernel that it declares.
    private static let specification = """
        operation: scaleRows
        summary: Rows times a number.
        inputs: { x: { domain: [-1000, 1000], finite: true }, factor: { domain: [-1000, 1000], finite: true } }
        definition: y = x * factor
        specials: [{ when: isnan(x) or isnan(factor), then: nan }]
        anchors: [{ x: [[1, 2], [3, 4]], factor: [[2], [3]] }]
        shapes: [{ x: [3, 5], factor: [3, 1] }]
        budgets: { default: { float32: { forward: 0.5 ulp, gradient: 8 ulp } } }
        signature: void scale_rows(const float *x, const float *factor, float *y, size_t rows, size_t cols)
        sizes: { rows: "size(x, 0)", cols: "size(x, 1)" }
        """

    private static let kernel = """
        void scale_rows(const float *x, const float *factor, float *y, size_t rows, size_t cols) {
            for (size_t r = 0; r < rows; r++)
                for (size_t c = 0; c < cols; c++) y[r * cols + c] = x[r * cols + c] * factor[r];
        }
        """

    private func run(_ library: CompiledLibrary, _ more: String...) throws -> Executable.Ending {
        let spec = library.folder + "/scaleRows.yaml"
        try Data(Self.specification.utf8).write(to: URL(fileURLWithPath: spec))
        return try Executable.run(
            ["library", "--spec", spec, "--library", library.path, "--output", library.folder + "/report"] + more)
    }

    @Test("A good kernel passes, and its report is written")
    func goodKernel() throws {
        let library = try CompiledLibrary(Self.kernel)
        let ending = try run(library)
        #expect(ending.status == 0)
        #expect(ending.errors == "")
        #expect(ending.output.contains("1 operation, 1 implementation: all within budget."))
        #expect(
            ending.output.contains(
                "The results are of samples: anchors, special values and 12 generated cases for each tuple of shapes.\n"
            ))
        #expect(!ending.output.contains("verify sweep"))
        let report = try String(contentsOfFile: library.folder + "/report/stability-report.json", encoding: .utf8)
        #expect(report.contains("\"scale_rows of libmine.so\""))
    }

    @Test("A transposed index is found, and the command that replays it finds it again")
    func wrongKernel() throws {
        let library = try CompiledLibrary(Self.kernel.replacingOccurrences(of: "factor[r]", with: "factor[c % rows]"))
        let ending = try run(library)
        #expect(ending.status == 1)
        let spec = library.folder + "/scaleRows.yaml"
        let replay = "    verify replay scaleRows/anchor-1 --library \(library.path) --spec \(spec)\n"
        #expect(
            ending.errors.contains(
                "scaleRows: silently wrong (over budget): y[0,1] is 6 (0x40C00000), expected 4, off by 4.194e+06 ulp"))
        #expect(ending.errors.contains(replay))
        let again = try Executable.run("replay", "scaleRows/anchor-1", "--library", library.path, "--spec", spec)
        #expect(again.status == 1)
        #expect(again.output.contains("forward [0,1]: got 6 (0x40C00000), expected 4"))
    }

    @Test("Commands that are printed do what they say when they are pasted, whatever a path is called")
    func hostilePaths() throws {
        let library = try CompiledLibrary("float wrong(float x) { return expf(x) * 1.001f; }")
        for name in ["it's", "x'$(touch PWNED)'y", "a;b `touch PWNED`", "tab\u{9}and\u{1B}[31m"] {
            let folder = library.folder + "/" + name
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            try FileManager.default.copyItem(atPath: library.path, toPath: folder + "/k.so")
            let ending = try Executable.run(
                "library", "exp", "--library", folder + "/k.so", "--symbol", "wrong", "--cases", "0", "--no-store",
                "--output", library.folder + "/report", "--format", "json")
            #expect(ending.status == 1)
            #expect(!ending.errors.contains("\u{1B}") && !ending.output.contains("\u{1B}"))
            let said = (ending.errors + ending.output).split(separator: "\n").map(String.init)
            let replay = try #require(said.first { $0.contains("verify replay ") && !$0.contains(": verify") })
            let sweep = try #require(said.first { $0.contains("verify sweep ") })
            let process = Process()
            let output = Pipe()
            process.executableURL = URL(fileURLWithPath: "/bin/bash")
            let words = sweep[sweep.range(of: "verify sweep ")!.lowerBound...]
            process.arguments = [
                "-c",
                """
                verify() { printf '%s\\n' "$@"; }
                \(replay)
                \(words)
                """,
            ]
            process.currentDirectoryURL = URL(fileURLWithPath: folder)
            process.standardOutput = output
            try process.run()
            let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
            process.waitUntilExit()
            // Each command got the path as one word.
            #expect(text.split(separator: "\n").filter { $0 == folder + "/k.so" }.count == 2, "\(text)")
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["k.so"])
        }
    }

    @Test("A crash is a finding, and the other cases are checked")
    func crash() throws {
        let library = try CompiledLibrary(
            "#include <stdlib.h>\n"
                + Self.kernel.replacingOccurrences(
                    of: "for (size_t r", with: "if (x[0] == 1 && rows == 2) abort(); for (size_t r"))
        let ending = try run(library)
        #expect(ending.status == 1)
        #expect(
            ending.errors.contains(
                "scaleRows: no answer for case anchor-1: crash: 'scale_rows': SIGABRT, at x = [1 (0x3F800000), "))
        #expect(ending.errors.contains("no answer for case anchor-1"))
        #expect(!ending.errors.contains("no answer for case seeded"))
    }

    @Test("The system's library is checked by the names of specifications, in scalar forms")
    func systemLibrary() throws {
        let folder = TemporaryFolder()
        let ending = try Executable.run(
            "library", "exp", "--library", "libm.so.6", "--symbol", "expf", "--output", folder.path)
        #expect(ending.status == 0)
        #expect(
            ending.output.hasSuffix(
                "For a proof over all 2^32 inputs: verify sweep exp --library libm.so.6 --symbol expf\n"))
        let binary = try Executable.run(
            "library", "pow", "--library", "libm.so.6", "--symbol", "powf", "--output", folder.path)
        #expect(binary.status == 0)
        // Another function is far off.
        let wrong = try Executable.run(
            "library", "exp", "--library", "libm.so.6", "--symbol", "exp2f", "--output", folder.path)
        #expect(wrong.status == 1)
        // The same function called in the wrong way.
        let form = try Executable.run(
            "library", "exp", "--library", "libm.so.6", "--symbol", "exp", "--output", folder.path)
        #expect(form.status == 1)
        let double = try Executable.run(
            "library", "exp", "--library", "libm.so.6", "--symbol", "exp", "--form", "double", "--output", folder.path)
        #expect(double.status == 0)
    }

    @Test("Defects of an array function are findings of the command")
    func defects() throws {
        let library = try CompiledLibrary(
            "void f(const float *x, float *y, size_t n) { for (size_t i = 0; i < n; i++) y[i] = fabsf(x[i]); if (n == 40) y[n] = 0; }"
        )
        let ending = try Executable.run(
            "library", "abs", "--library", library.path, "--symbol", "f", "--form", "array", "--output",
            library.folder + "/report")
        #expect(ending.status == 1)
        #expect(ending.errors == "abs: strayWrite: writes memory right past the end of 'y', n = 40\n")
        // The report says so, too.
        for name in ["stability-report.json", "stability-report.md", "stability-report.html"] {
            let report = try String(contentsOfFile: library.folder + "/report/" + name, encoding: .utf8)
            #expect(report.contains("strayWrite: writes memory right past the end of"), "\(name)")
        }
    }

    /// The smallest specification of Specs/README.md, which has no row for NaN and infinities.
    @Test("A good kernel passes with a specification that has no special values, and a number for NaN is found")
    func smallestSpecification() throws {
        let library = try CompiledLibrary(
            "float good(float x) { return x * x; } float bad(float x) { return isnan(x) ? 0 : x * x; }")
        let spec = library.folder + "/square.yaml"
        try Data(
            """
            operation: square
            summary: The square of each element.
            inputs: { x: {} }
            definition: y = x * x
            anchors: [{ x: [3, 0x1.8p-75] }]
            shapes: [{ x: [64] }]
            budgets: { default: { float32: { forward: 0.5 ulp } } }
            """.utf8
        ).write(to: URL(fileURLWithPath: spec))
        func run(_ symbol: String) throws -> Executable.Ending {
            try Executable.run(
                "library", "--spec", spec, "--library", library.path, "--symbol", symbol, "--output",
                library.folder + "/report")
        }
        let good = try run("good")
        #expect(good.status == 0)
        #expect(good.errors == "")
        #expect(
            good.output.contains(
                " results for NaN and infinities, of which no row of 'specials' in \(spec) says what is right.\n"))
        let bad = try run("bad")
        #expect(bad.status == 1)
        #expect(bad.errors.contains("is 0 (0x00000000), expected a special case that no row lists"))
    }

    @Test(
        "What cannot be done is said in one line",
        arguments: [
            (
                "exp --library libm.so.6 --symbol expff",
                "library 'libm.so.6' has no symbol 'expff'; did you mean 'expf'?"
            ),
            (
                "exp --library ./none.so --symbol f",
                "library './none.so' cannot be loaded: cannot open shared object file: No such file or directory"
            ),
            ("exp --library libm.so.6", "name the function with --symbol"),
            (
                "softmax --library libm.so.6 --symbol expf",
                "'softmax' is not elementwise; say in its specification how the function is declared, such as 'signature: void f(const float *x, float *y, size_t rows, size_t cols)'"
            ),
            (
                "pow --library libm.so.6 --symbol powf --form array",
                "--form array is for operations of one input; 'pow' has 2"
            ),
            (
                "exp --library libm.so.6 --symbol expf --backward-symbol expf",
                "--backward-symbol needs a specification that says how gradients are declared: 'backward: ...'"
            ),
            (
                "epx --library libm.so.6 --symbol expf",
                "unknown operation 'epx'; did you mean 'exp'? ('verify list' names them all)"
            ),
            ("--spec ./none.yaml --library libm.so.6", "there is no readable file './none.yaml'"),
        ])
    func impossible(line: String, message: String) throws {
        let folder = TemporaryFolder()
        let ending = try Executable.run(
            ["library"] + line.split(separator: " ").map(String.init) + ["--output", folder.path])
        #expect(ending.status == 64)
        #expect(ending.output == "")
        #expect(ending.errors == "verify: \(message)\n")
        #expect(folder.names.isEmpty)
    }

    @Test(
        "Arguments that make no sense are refused",
        arguments: [
            ("library exp", "name the library with --library"),
            ("library --library libm.so.6", "name an operation, or a specification file with --spec"),
            ("library exp --spec a.yaml --library libm.so.6", "name an operation, or a specification file with --spec"),
            ("library exp --library libm.so.6 --timeout -1", "--timeout must be from 0.001 to 86400 seconds, got -1.0"),
            ("library exp --library libm.so.6 --cases -1", "--cases must not be negative, got -1"),
        ])
    func nonsense(line: String, message: String) throws {
        let ending = try Executable.run(line.split(separator: " ").map(String.init))
        #expect(ending.status == 64)
        #expect(ending.errors.contains(message))
    }

    @Test("The worker's command is not for people")
    func worker() throws {
        let ending = try Executable.run("worker")
        #expect(ending.status == 64)
        #expect(
            ending.errors == "verify: 'verify worker' is started by verify itself, to run functions of libraries\n")
        #expect(!(try Executable.run("--help").output.contains("worker")))
    }
}
