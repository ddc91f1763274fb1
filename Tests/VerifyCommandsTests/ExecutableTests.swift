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
                == "verify: reports cannot be written to '/dev/null/x': it is no directory and cannot become one\n")
    }

    @Test(
        "Replay ids that name no case are refused",
        arguments: [
            ("softmax/anchor-99", "softmax has no case 'anchor-99'"),
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
        #expect(
            ending.output.contains(
                "forward [0]: got nan (0xFFC00000), expected 1, nearest 1 (0x3F800000): wrong class\n"))
    }

    @Test("A negative number of cases is refused")
    func negativeCases() throws {
        #expect(try Executable.run("all", "--cases=-1").status == 64)
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
        #expect(one.names == ["stability-report.html", "stability-report.json", "stability-report.md"])
        for name in one.names { #expect(try one.data(name) == four.data(name)) }
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
        "An interrupted run ends with 130, writes no report and leaves an earlier one intact", .timeLimit(.minutes(1)))
    func interrupted() throws {
        let folder = TemporaryFolder()
        try folder.write("earlier", to: "stability-report.md")
        let ending = try Executable.run(
            "all", "--cases", "100000", "--output", folder.path, interruptedAfter: 1.5)
        #expect(ending.status == 130)
        #expect(ending.errors == "interrupted; no report was written\n")
        #expect(folder.names == ["stability-report.md"])
        #expect(try folder.data("stability-report.md").elementsEqual("earlier".utf8))
    }
}
