import Foundation
import Testing

@testable import VerifyCommands

/// What `verify init` writes is run as it is written.
@Suite("verify init")
struct InitCommandTests {
    /// Runs a shell command in a folder.
    private func shell(_ command: String, in folder: String, _ environment: [String: String]) throws -> (
        status: Int32, output: String
    ) {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: "/bin/bash")
        process.arguments = ["-e", "-c", command]
        process.currentDirectoryURL = URL(fileURLWithPath: folder)
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return (process.terminationStatus, text)
    }

    /// A part of all inputs, and a store of one's own.
    private func environment(_ folder: TemporaryFolder) -> [String: String] {
        ["SHARD": "128/256", "PLUMBLINE_STORE": folder.path + "/runs", "VERIFY": Executable.path]
    }

    @Test("The test passes as it is written, and fails for a kernel that is wrong")
    func works() throws {
        let folder = TemporaryFolder()
        let ending = try Executable.run("init", folder.path, "--operation", "my_softsign")
        #expect(ending.status == 0, "\(ending.errors)")
        #expect(ending.output.hasPrefix("\(folder.path)/Plumbline/my_softsign.yaml\n"))
        #expect(ending.output.contains("Try it: sh \(folder.path)/Plumbline/test.sh"))
        let passed = try shell("Plumbline/test.sh --plain", in: folder.path, environment(folder))
        #expect(passed.status == 0, "\(passed.output)")
        #expect(passed.output.contains("my_softsign is well-formed"))
        #expect(passed.output.contains("my_softsign"))
        #expect(!passed.output.contains("\u{1B}"))
        let kernel = folder.path + "/Plumbline/my_softsign.c"
        let right = try String(contentsOfFile: kernel, encoding: .utf8)
        let wrong = right.replacingOccurrences(of: "1.0f + fabsf(x)", with: "1.00001f + fabsf(x)")
        #expect(wrong != right)
        try wrong.write(toFile: kernel, atomically: true, encoding: .utf8)
        let failed = try shell("Plumbline/test.sh", in: folder.path, environment(folder))
        #expect(failed.status == 1)
        #expect(failed.output.contains("my_softsign: over budget"))
    }

    @Test("The workflow's own step runs the test, and all its scripts are shell")
    func workflow() throws {
        let folder = TemporaryFolder()
        #expect(
            try Executable.run("init", folder.path, "--plumbline", "https://example.org/plumbline.git").status == 0)
        let text = try String(contentsOfFile: folder.path + "/.github/workflows/plumbline.yml", encoding: .utf8)
        #expect(text.contains("PLUMBLINE_URL: https://example.org/plumbline.git\n"))
        // The steps of the one job, by name.
        let steps = try Self.scripts(of: text)
        #expect(steps.keys.sorted() == ["Build Plumbline", "Find the commit", "Install libraries", "Verify"])
        for script in steps.values {
            #expect(try shell("bash -n <<'END'\n\(script)\nEND", in: folder.path, [:]).status == 0)
        }
        // As the step that builds it leaves it.
        let build = folder.path + "/.plumbline/.build/release"
        try FileManager.default.createDirectory(atPath: build, withIntermediateDirectories: true)
        let link = "#!/bin/sh\nexec '\(Executable.path)' \"$@\"\n"
        try link.write(toFile: build + "/verify", atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: build + "/verify")
        var environment = environment(folder)
        environment["VERIFY"] = nil
        let ending = try shell(steps["Verify"]!, in: folder.path, environment)
        #expect(ending.status == 0, "\(ending.output)")
        // What it finds is shown where people look: annotated, on the page of the run, in code scanning.
        let build0 = folder.path + "/Plumbline/build"
        for name in ["junit.xml", "findings.sarif"] {
            #expect(FileManager.default.fileExists(atPath: build0 + "/" + name), "\(name)")
            if name != "junit.xml" { #expect(text.contains("sarif_file: Plumbline/build/\(name)\n")) }
        }
        #expect(ending.output.contains("::notice title=Plumbline::1 operation, 1 implementation: all within budget."))
        #expect(text.contains("security-events: write\n"))
    }

    @Test("The build that is kept is of the commit that a branch is at now")
    func freshness() throws {
        let folder = TemporaryFolder()
        _ = try shell(
            "git init -q -b main upstream && cd upstream && git -c user.name=a -c user.email=a@b commit -q --allow-empty -m 1",
            in: folder.path, [:])
        #expect(try Executable.run("init", folder.path, "--plumbline", "https://example.org/x.git").status == 0)
        let text = try String(contentsOfFile: folder.path + "/.github/workflows/plumbline.yml", encoding: .utf8)
        #expect(text.contains("key: plumbline-${{ runner.arch }}-${{ steps.plumbline.outputs.commit }}\n"))
        let steps = try Self.scripts(of: text)
        func commit(_ name: String) throws -> String {
            try folder.write("", to: "output")
            let ending = try shell(
                steps["Find the commit"]!, in: folder.path,
                [
                    "PLUMBLINE_URL": folder.path + "/upstream", "PLUMBLINE_COMMIT": name,
                    "GITHUB_OUTPUT": folder.path + "/output",
                ])
            #expect(ending.status == 0, "\(ending.output)")
            return String(decoding: try folder.data("output"), as: UTF8.self)
        }
        let head = try shell("git -C upstream rev-parse HEAD", in: folder.path, [:]).output
        #expect(try commit("main") == "commit=\(head)")
        #expect(try commit("0123abcd") == "commit=0123abcd\n")
        // What was built before gets what is new.
        let build = steps["Build Plumbline"]!.replacingOccurrences(of: "make -C .plumbline build", with: "true")
        let first = try shell(
            build, in: folder.path,
            [
                "PLUMBLINE_URL": folder.path + "/upstream", "COMMIT": head.trimmingCharacters(in: .newlines),
                "HOME": folder.path,
            ])
        #expect(first.status == 0, "\(first.output)")
        _ = try shell(
            "cd upstream && git -c user.name=a -c user.email=a@b commit -q --allow-empty -m 2", in: folder.path, [:])
        let next = try shell("git -C upstream rev-parse HEAD", in: folder.path, [:]).output
        let second = try shell(
            build, in: folder.path,
            ["PLUMBLINE_URL": "/nowhere", "COMMIT": next.trimmingCharacters(in: .newlines), "HOME": folder.path])
        #expect(second.status == 0, "\(second.output)")
        #expect(try shell("git -C .plumbline rev-parse HEAD", in: folder.path, [:]).output == next)
    }

    @Test("A starter compiles whatever its operation is called", arguments: ["tanh", "erf", "isnan", "int"])
    func names(operation: String) throws {
        let folder = TemporaryFolder()
        #expect(try Executable.run("init", folder.path, "--operation", operation).status == 0)
        let ending = try shell("sh Plumbline/test.sh --plain", in: folder.path, environment(folder))
        #expect(ending.status == 0, "\(ending.output)")
    }

    @Test("A place in which nothing can be written is said as what it is")
    func unwritable() throws {
        let ending = try Executable.run("init", "/dev/null/x")
        #expect(ending.status == 64)
        #expect(ending.errors.hasPrefix("verify: nothing can be written to '/dev/null/x/Plumbline': "))
    }

    @Test("Nothing that is there is replaced, and then nothing is written at all")
    func careful() throws {
        let folder = TemporaryFolder()
        try FileManager.default.createDirectory(
            atPath: folder.path + "/Plumbline", withIntermediateDirectories: true)
        try folder.write("mine", to: "Plumbline/test.sh")
        let ending = try Executable.run("init", folder.path)
        #expect(ending.status == 64)
        #expect(
            ending.errors == "verify: '\(folder.path)/Plumbline/test.sh' is there already; nothing was written\n")
        #expect(folder.names == ["Plumbline"])
        #expect(try folder.data("Plumbline/test.sh").elementsEqual("mine".utf8))
    }

    /// The scripts of a workflow's steps, by the steps' names: read as the blocks that the file is made of.
    private static func scripts(of workflow: String) throws -> [String: String] {
        var scripts: [String: String] = [:]
        var name = ""
        var isBlock = false
        for line in workflow.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("          "), isBlock {
                scripts[name]! += line.dropFirst(10) + "\n"
                continue
            }
            isBlock = false
            if line.hasPrefix("      - name: ") { name = String(line.dropFirst(14)) }
            if line.hasPrefix("        run: ") {
                let script = line.dropFirst(13)
                isBlock = script == "|"
                scripts[name] = isBlock ? "" : String(script)
            }
        }
        return scripts
    }
}
