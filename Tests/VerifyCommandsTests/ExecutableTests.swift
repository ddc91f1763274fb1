import Testing

/// The built executable: status, words and files, as a user meets them.
@Suite("The executable")
struct ExecutableTests {
    @Test("An unknown operation is suggested a name, and nothing is written")
    func unknownOperation() throws {
        let folder = TemporaryFolder()
        let ending = try Executable.run("all", "--operation", "sofmax", "--output", folder.path)
        #expect(ending.status == 64)
        #expect(ending.output == "")
        #expect(
            ending.errors
                == "verify: unknown operation 'sofmax'; did you mean 'softmax'? ('verify list' names them all)\n")
        #expect(folder.names.isEmpty)
    }

    @Test("A malformed specification is named with its place")
    func malformedSpecification() throws {
        let folder = try TemporaryFolder.specs(changing: "exp", ["y = exp(x)": "y = expp(x)"])
        let ending = try Executable.run("all", "--specs", folder.path, "--output", folder.path + "/reports")
        #expect(ending.status == 64)
        #expect(ending.errors == "\(folder.path)/exp.yaml:13:17: unknown function 'expp'; did you mean 'exp'?\n")
        #expect(!folder.names.contains("reports"))
    }

    @Test("Missing and empty folders of specifications are named")
    func noSpecifications() throws {
        let folder = TemporaryFolder()
        let missing = try Executable.run("list", "--specs", folder.path + "/none")
        #expect(missing.status == 64)
        #expect(missing.errors == "verify: there is no readable folder of specifications at '\(folder.path)/none'\n")
        let empty = try Executable.run("list", "--specs", folder.path)
        #expect(empty.status == 64)
        #expect(empty.errors == "verify: the folder '\(folder.path)' holds no specification (*.yaml)\n")
    }

    @Test("An unwritable folder is refused before any work")
    func unwritableOutput() throws {
        let ending = try Executable.run("all", "--cases", "100000", "--output", "/dev/null/x")
        #expect(ending.status == 64)
        #expect(
            ending.errors
                == "verify: nothing can be written to '/dev/null/x': it is no directory and cannot become one\n")
    }

    @Test(
        "Replay ids that name no case are refused",
        arguments: [
            ("softmax/anchor-99", "softmax has no case 'anchor-99'"),
            ("softmax/seeded-99.1@0", "softmax has no case 'seeded-99.1@0'"),
            ("softmax/probe-9.1@0", "softmax has no case 'probe-9.1@00000000'"),
            (
                "softmax/anchor-99999999999999999999",
                "'softmax/anchor-99999999999999999999' names no case; a case is IMPLEMENTATION/CASE, such as softmax.naive/anchor-1 or exp/seeded-1.3@0"
            ),
            (
                "sofmax/anchor-1",
                "unknown implementation 'sofmax'; did you mean 'softmax'? ('verify list' names them all)"
            ),
            (
                "nonsense",
                "'nonsense' names no case; a case is IMPLEMENTATION/CASE, such as softmax.naive/anchor-1 or exp/seeded-1.3@0"
            ),
        ])
    func nonsenseReplay(id: String, message: String) throws {
        let ending = try Executable.run("replay", id)
        #expect(ending.status == 64)
        #expect(ending.errors == "verify: \(message)\n")
    }

    @Test("A replay shows nan and its verdict")
    func replay() throws {
        let ending = try Executable.run("replay", "softmax.naive/anchor-1")
        #expect(ending.status == 1)
        // The sign of a NaN that arithmetic makes is the processor's.
        #expect(
            ending.output.contains(
                /forward \[0\]: got nan \(0x[7F]FC00000\), expected 1, nearest 1 \(0x3F800000\): wrong class\n/))
        #expect(ending.output.hasPrefix("x [2]: 1000 (0x1.f40000p+9, 0x447A0000), 0 (0x0p+0, 0x00000000)\n"))
        let stable = try Executable.run("replay", "softmax/anchor-1")
        #expect(stable.status == 0)
        #expect(stable.output.contains("forward [0]: got 1 (0x3F800000), expected 1, nearest 1 (0x3F800000)"))
        #expect(try Executable.run("replay", "softmax.naive/probe-1.1@42B17218").status == 1)
        #expect(try Executable.run("replay", "exp/seeded-1.3@7").status == 0)
    }

    @Test(
        "Arguments that make no sense end with status 64 and say why",
        arguments: [
            ("all --cases -1", "--cases must not be negative, got -1"),
            ("all --jobs 0", "--jobs must be at least 1, got 0"),
            ("all --seed -1", "The value '-1' is invalid for '--seed <seed>'"),
            ("all --format pdf", "The value 'pdf' is invalid for '--format <format>'"),
            ("frobnicate", "Unexpected argument 'frobnicate'"),
            ("swep exp", "unknown command 'swep'; did you mean 'verify sweep'? ('verify --help' lists them all)"),
            (
                "baseline sav",
                "unknown command 'sav'; did you mean 'verify baseline save'? ('verify baseline --help' lists them all)"
            ),
            ("all --oeration exp", "Unknown option '--oeration'. Did you mean '--operation'?"),
            ("all --quiet --verbose", "--quiet and --verbose exclude each other"),
            ("all --store x --no-store", "--store and --no-store exclude each other"),
            ("history --count 0", "--count must be at least 1, got 0"),
            ("init --operation Float", "--operation must be a lower-case letter"),
            ("show", "Missing expected argument '<operation>'"),
            ("replay", "Missing expected argument '<id>'"),
        ])
    func nonsenseArguments(line: String, message: String) throws {
        let ending = try Executable.run(line.split(separator: " ").map(String.init))
        #expect(ending.status == 64)
        #expect(ending.output == "")
        #expect(ending.errors.hasPrefix("Error: \(message)"))
    }

    @Test("The list names every operation with its summary, and other implementations below")
    func list() throws {
        let ending = try Executable.run("list")
        #expect(ending.status == 0)
        #expect(ending.errors == "")
        let lines = ending.output.split(separator: "\n")
        #expect(lines.contains("softmax               Exponentials along an axis, normalised to sum to one."))
        let softmax = try #require(lines.firstIndex { $0.hasPrefix("softmax ") })
        #expect(lines[softmax + 1] == "                        softmax.naive")
        let names = lines.filter { !$0.hasPrefix(" ") }.map { String($0.prefix { $0 != " " }) }
        #expect(names == names.sorted())
    }

    @Test("An operation is shown as its specification says")
    func show() throws {
        let ending = try Executable.run("show", "softmax")
        #expect(ending.status == 0)
        #expect(
            ending.output.hasPrefix(
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
        #expect(ending.output.contains("\nBudgets\n  default, float32: forward 4 ulp, gradient 16 ulp"))
        #expect(ending.output.hasSuffix("\nFrom Specs/softmax.yaml\n"))
        let unknown = try Executable.run("show", "crossEntrop")
        #expect(unknown.status == 64)
        #expect(unknown.errors.contains("unknown operation 'crossEntrop'; did you mean 'crossEntropy'?"))
    }

    @Test("A specification file is checked: enclosures at its anchors, shapes of its outputs")
    func check() throws {
        let folder = TemporaryFolder()
        try folder.write(
            """
            operation: meanExp
            summary: The mean of exponentials, and what each has above it.
            inputs: { x: {} }
            definition: |
              let e = exp(x)
              mean = sum(e) / count(e)
              above = e - mean
            specials: [{ when: "any(isinf(x))", then: inf, output: mean }]
            anchors: [{ x: [0, 1], note: half of 1 + e }]
            shapes: [{ x: [4, 3] }]
            budgets: { default: { float32: { forward: 1 ulp } } }
            """, to: "mean.yaml")
        let path = "\(folder.path)/mean.yaml"
        let ending = try Executable.run("check", path)
        #expect(ending.errors == "")
        #expect(
            ending.output == """
                \(path): meanExp is well-formed

                anchor 1: half of 1 + e
                  x [2] = 0 (0x0p+0, 0x00000000), 1 (0x1p+0, 0x3F800000)
                  → mean []
                    [] 1.8591409142295226  in [1.8591409142295226, 1.8591409142295227]
                  → above [2]
                    [0] -0.85914091422952262  in [-0.85914091422952262, -0.85914091422952261]
                    [1] 0.85914091422952262  in [0.85914091422952261, 0.85914091422952262]

                shapes x [4, 3] → mean [], above [4, 3]

                """)
    }

    @Test(
        "What is wrong with typed values is said once and in full",
        arguments: [
            ("softmax --input x=[1,", "input 'x': '[1,' is neither a number nor a list such as [1, 2]"),
            ("softmax --input x=", "input 'x': '' is neither a number nor a list such as [1, 2]"),
            (
                "softmax --input x=[1,2] --attribute axis=foo",
                "attribute 'axis' must be an integer of at most 32 bits, got 'foo'"
            ),
        ])
    func typedValues(line: String, message: String) throws {
        let ending = try Executable.run(["evaluate"] + line.split(separator: " ").map(String.init))
        #expect(ending.status == 64)
        #expect(ending.errors == "verify: \(message)\n")
    }

    @Test("An integer that chooses nothing is refused, whatever the formula would make of it")
    func strayIntegers() throws {
        let ending = try Executable.run(
            "evaluate", "crossEntropyIndices", "--input", "logits=[[1, 2], [3, 5]]", "--input", "classes=[7, 1]")
        #expect(ending.status == 64)
        #expect(ending.errors == "verify: crossEntropyIndices: 7 is outside the domain of 'classes', from -1 to 1\n")
    }

    @Test("Where there are no gradients, the reason is printed instead")
    func noGradients() throws {
        let infinite = try Executable.run("evaluate", "softmax", "--input", "x=[-inf, 1]")
        #expect(
            infinite.output.hasSuffix("no gradients: derivatives belong to real numbers, and an input is not finite\n"))
        #expect(
            try Executable.run("evaluate", "argmax", "--input", "x=[1, 3]", "--attribute", "axis=0").output
                .hasSuffix("no gradients: no output has any\n"))
    }

    @Test(
        "Without a terminal there are neither colours nor a bar",
        arguments: [["NO_COLOR": ""], ["NO_COLOR": "1"], ["TERM": "xterm-256color"]])
    func plainText(environment: [String: String]) throws {
        let folder = TemporaryFolder()
        let ending = try Executable.run(
            "all", "--operation", "negate", "--cases", "0", "--output", folder.path, environment: environment)
        #expect(!ending.output.contains("\u{1B}"))
        #expect(ending.errors == "")
    }

    @Test("Another seed writes other bytes")
    func seeds() throws {
        let (one, other) = (TemporaryFolder(), TemporaryFolder())
        for (folder, seed) in [(one, "1"), (other, "2")] {
            _ = try Executable.run(
                "all", "--operation", "add", "--cases", "1", "--seed", seed, "--format", "json", "--output", folder.path
            )
        }
        #expect(try one.data("stability-report.json") != other.data("stability-report.json"))
    }

    @Test("One seed writes the same bytes whatever the number of jobs, without escape codes")
    func repeatable() throws {
        let (one, four) = (TemporaryFolder(), TemporaryFolder())
        for (folder, jobs) in [(one, "1"), (four, "4")] {
            let ending = try Executable.run(
                "all", "--operation", "exp", "add", "--cases", "1", "--jobs", jobs, "--output", folder.path)
            #expect(ending.status == 0)
            #expect(!(ending.output + ending.errors).contains("\u{1B}"))
        }
        let charts = "stability-report-charts"
        #expect(one.names == [charts, "stability-report.html", "stability-report.json", "stability-report.md"])
        for name in one.names.dropFirst() { #expect(try one.data(name) == four.data(name)) }
        for name in ["exp-values.svg", "add-values.svg"] {
            #expect(try one.data(charts + "/" + name) == four.data(charts + "/" + name))
        }
    }

    /// The operations that the list names.
    private static func operationCount() throws -> Int {
        try Executable.run("list").output.split(separator: "\n").filter { !$0.hasPrefix(" ") }.count
    }

    @Test("One format writes one file")
    func oneFormat() throws {
        let folder = TemporaryFolder()
        let ending = try Executable.run(
            "all", "--operation", "negate", "--cases", "0", "--format", "markdown", "--output", folder.path)
        #expect(ending.status == 0)
        #expect(folder.names == ["stability-report.md"])
    }

    @Test(
        "An interrupted run ends with 130, writes no report and leaves an earlier one intact", .timeLimit(.minutes(15)))
    func interrupted() throws {
        let folder = TemporaryFolder()
        try folder.write("earlier", to: "stability-report.md")
        let ending = try Executable.run(
            "all", "--cases", "100000", "--output", folder.path, isInterrupted: true)
        #expect(ending.status == 130)
        #expect(ending.errors.hasSuffix(" of \(try Self.operationCount()) operations; no report was written\n"))
        #expect(ending.errors.contains("interrupted after "))
        #expect(folder.names == ["stability-report.md"])
        #expect(try folder.data("stability-report.md").elementsEqual("earlier".utf8))
    }
}
