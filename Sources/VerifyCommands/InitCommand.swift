internal import ArgumentParser
import Foundation
internal import Reporting

/// Writes the files with which a project begins.
struct InitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Write a starter specification, a kernel, a test that verifies it, and a GitHub workflow.",
        discussion: """
              verify init
              sh Plumbline/test.sh

            Everything works as it is written. Files that are there already are never replaced.
            """)

    @Argument(help: "The project's folder.", completion: .directory)
    var folder: String = "."

    @Option(name: .long, help: "The operation's name; the C function is called after it.")
    var operation: String = "softsign"

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Where the workflow clones Plumbline from; by default where this one was cloned from.", valueName: "url"))
    var plumbline: String?

    func validate() throws {
        guard operation.wholeMatch(of: /[a-z][A-Za-z0-9_]*/) != nil else {
            throw ValidationError(
                "--operation must be a lower-case letter, then letters, digits or underscores; got '\(operation)'")
        }
        if let plumbline, plumbline.contains(where: { $0.isWhitespace || $0.isNewline }) || plumbline.isEmpty {
            throw ValidationError("--plumbline must be a URL, got '\(plumbline)'")
        }
    }

    func run() throws { try run(console: .standard) }

    func run(console: Console) throws {
        let source = plumbline.map { (url: $0, commit: String?.none) } ?? Self.origin()
        let files = StarterFiles(operation: operation, source: source).files
        try console.reporting { try write(files) }
        for file in files { console.print(path(file)) }
        console.print("")
        let place = folder == "." ? "" : folder.hasSuffix("/") ? folder : folder + "/"
        console.print("Try it: sh \(place)Plumbline/test.sh")
        if source == nil {
            console.print(
                "The workflow has to know where Plumbline is: set PLUMBLINE_URL as a variable of the repository, or run 'verify "
                    + "init' with --plumbline URL.")
        }
    }

    private func path(_ file: StarterFiles.File) -> String {
        folder == "." ? file.path : (folder.hasSuffix("/") ? folder : folder + "/") + file.path
    }

    /// All files or none: what is there is looked for before anything is written.
    private func write(_ files: [StarterFiles.File]) throws {
        let there = files.map(path).filter { FileManager.default.fileExists(atPath: $0) }
        guard there.isEmpty else {
            throw CommandError(
                "\(there.map { "'\($0)'" }.joined(separator: ", ")) \(there.count == 1 ? "is" : "are") there already; nothing was written"
            )
        }
        for file in files {
            let path = path(file)
            try ReportWriter.prepare((path as NSString).deletingLastPathComponent)
            try ReportWriter.write(Data(file.text.utf8), to: path)
            if file.isExecutable {
                try? FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
            }
        }
    }

    /// Where the checkout that this executable was built in was cloned from, and its commit; nil where git does not say.
    private static func origin() -> (url: String, commit: String?)? {
        guard let executable = Bundle.main.executableURL?.resolvingSymlinksInPath() else { return nil }
        let folder = executable.deletingLastPathComponent().path
        guard let url = git(folder, "remote", "get-url", "origin"), !url.hasPrefix("/") else { return nil }
        return (url, git(folder, "rev-parse", "HEAD"))
    }

    private static func git(_ folder: String, _ arguments: String...) -> String? {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["git", "-C", folder] + arguments
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return nil }
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        let line = text.split(separator: "\n").first.map(String.init)
        return process.terminationStatus == 0 ? line : nil
    }
}
