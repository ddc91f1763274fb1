import ArgumentParser
import Foundation
import Testing

@testable import VerifyCommands

@Suite("The manual page and completions, which are generated")
struct ManualPageTests {
    /// All commands that people see, with the words that call them.
    private static func commands(
        _ command: any ParsableCommand.Type = VerifyCommand.self, _ path: [String] = []
    ) -> [(path: [String], command: any ParsableCommand.Type)] {
        var found: [(path: [String], command: any ParsableCommand.Type)] = []
        for below in command.configuration.subcommands {
            let configuration = below.configuration
            guard configuration.shouldDisplay, let name = configuration.commandName else { continue }
            found.append((path + [name], below))
            found += commands(below, path + [name])
        }
        return found
    }

    @Test("Every command and every option is in the manual, with what it says of itself")
    func complete() throws {
        let text = try Executable.run("manual").output
        #expect(text.contains(".Dt VERIFY 1"))
        for (path, command) in Self.commands() {
            #expect(text.contains(".Ss verify \(path.joined(separator: " "))\n"), "\(path)")
            #expect(text.contains(ManualPage.escaped(command.configuration.abstract)), "\(path)")
            // What the help lists as options: `  -o, --output <output>`, `  --plain`.
            for line in command.helpMessage(includeHidden: false, columns: 200).split(separator: "\n") {
                guard let match = line.firstMatch(of: /^  (?:-[a-z], )?--([a-z-]+)/), match.1 != "help",
                    match.1 != "version"
                else { continue }
                #expect(text.contains("Fl \\-\(match.1.replacing("-", with: "\\-"))"), "\(path) --\(match.1)")
            }
        }
        #expect(!text.contains("worker"))
    }

    @Test(
        "Bash completes what the parser's own script does not",
        arguments: [
            ("verify all --operation exp so", "softmax"), ("verify all --operation exp tanh so", "softmax"),
            ("verify all --format markdown h", "html"), ("verify all --operation so", "softmax"),
            ("verify search soft", "softmax"), ("verify search --implementation softmax.", "softmax.naive"),
            ("verify explain softmax.n", "softmax.naive/anchor-1"),
            ("verify replay softmax.n", "softmax.naive/anchor-1"),
            ("verify help sw", "sweep"), ("verify al", "all"),
        ])
    func bash(line: String, offered: String) throws {
        let folder = TemporaryFolder()
        try folder.write(try Executable.run("completions", "bash").output, to: "verify.bash")
        try folder.write(
            """
            source '\(folder.path)/verify.bash'
            verify() { '\(Executable.path)' "$@"; }
            COMP_LINE='\(line)'; COMP_POINT=${#COMP_LINE}; COMP_WORDS=(\(line)); COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
            _verify verify "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
            printf '%s\\n' "${COMPREPLY[@]}"
            """, to: "try.bash")
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: "/bin/bash")
        process.arguments = [folder.path + "/try.bash"]
        process.currentDirectoryURL = URL(fileURLWithPath: Repository.path)
        let path = (Executable.path as NSString).deletingLastPathComponent
        process.environment = ProcessInfo.processInfo.environment.merging([
            "PATH": path + ":/usr/bin:/bin", "PLUMBLINE_STORE": folder.path + "/none",
        ]) { $1 }
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(text.split(separator: "\n").contains { $0.trimmingCharacters(in: .whitespaces) == offered }, "\(text)")
    }

    @Test("The manual is a page that groff sets without a warning")
    func sets() throws {
        guard
            let groff = ["/usr/bin/groff", "/opt/homebrew/bin/groff", "/usr/local/bin/groff"].first(where: {
                FileManager.default.isExecutableFile(atPath: $0)
            })
        else { return }
        let folder = TemporaryFolder()
        try folder.write(try Executable.run("manual").output, to: "verify.1")
        let process = Process()
        let (output, errors) = (Pipe(), Pipe())
        process.executableURL = URL(fileURLWithPath: groff)
        process.arguments = ["-mdoc", "-Tascii", "-ww", folder.path + "/verify.1"]
        process.standardOutput = output
        process.standardError = errors
        try process.run()
        let page = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        let warnings = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        #expect(warnings == "")
        // Without the overstrikes of bold and underlined letters.
        let plain = page.replacing(/.\u{08}/, with: "").replacing(/\u{1B}\[[0-9;]*m/, with: "")
        #expect(plain.contains("verify sweep"))
        #expect(plain.contains("--baseline file"), "\(plain.prefix(4000))")
    }

    @Test("Text that looks like a request of the page's language is text")
    func escaping() {
        #expect(ManualPage.escaped(".so /etc/passwd") == "\\&.so /etc/passwd")
        #expect(ManualPage.escaped("'tis a\\b -1") == "\\&'tis a\\eb \\-1")
    }

    @Test("Completions know every command", arguments: ["bash", "zsh", "fish"])
    func completions(shell: String) throws {
        let ending = try Executable.run("completions", shell)
        #expect(ending.status == 0)
        for (path, _) in Self.commands() { #expect(ending.output.contains(path.last!), "\(path)") }
        #expect(ending.output.contains("baseline"))
    }

    @Test("bash takes the completions, and offers commands, operations and runs as they are")
    func bash() throws {
        let (folder, store) = (TemporaryFolder(), TemporaryFolder())
        try folder.write(try Executable.run("completions", "bash").output, to: "verify.bash")
        _ = try Executable.run(
            "all", "--operation", "negate", "--cases", "0", "--output", folder.path, "--store", store.path)
        func offered(_ line: String) throws -> [String] {
            let words = line.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
            let quoted = words.map { "'\($0)'" }.joined(separator: " ")
            let process = Process()
            let output = Pipe()
            process.executableURL = URL(fileURLWithPath: "/bin/bash")
            process.arguments = [
                "-c",
                """
                PATH='\((Executable.path as NSString).deletingLastPathComponent)':$PATH
                source '\(folder.path)/verify.bash'
                COMP_WORDS=(\(quoted)); COMP_CWORD=\(words.count - 1); COMP_LINE='\(line)'; COMP_POINT=\(line.count)
                _verify verify '\(words.last!)' '\(words.dropLast().last ?? "")' 2>/dev/null
                printf '%s\\n' "${COMPREPLY[@]}"
                """,
            ]
            process.currentDirectoryURL = URL(fileURLWithPath: Repository.path)
            process.environment = ProcessInfo.processInfo.environment.merging(["PLUMBLINE_STORE": store.path]) { $1 }
            process.standardOutput = output
            try process.run()
            let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
            process.waitUntilExit()
            return text.split(separator: "\n").map { String($0).trimmingCharacters(in: .whitespaces) }
        }
        #expect(try offered("verify his") == ["history"])
        #expect(try offered("verify all --operation softm").contains("softmax"))
        #expect(try offered("verify show sigm").contains("sigmoid"))
        #expect(try offered("verify report lat") == ["latest"])
    }
}
