import Foundation

/// The built command as a child process, as people run it.
enum Executable {
    struct Ending {
        let status: Int32
        let output: String
        let errors: String
    }

    /// `verify` beside the test bundle: above the test executable, or in a build folder of the package.
    static let path: String = {
        let starts = CommandLine.arguments.map { URL(fileURLWithPath: $0) } + [Bundle.main.bundleURL]
        for start in starts {
            var place = start
            while place.path != "/" {
                place.deleteLastPathComponent()
                let candidate = place.appendingPathComponent("verify").path
                if place.lastPathComponent == "release" || place.lastPathComponent == "debug",
                    FileManager.default.isExecutableFile(atPath: candidate)
                {
                    return candidate
                }
            }
        }
        fatalError("there is no executable 'verify' above \(CommandLine.arguments)")
    }()

    /// Runs the command in the package's folder. What it prints goes to files, which no pipe's capacity can stall.
    ///
    /// Runs are remembered in a folder that goes with the process, unless the environment or the arguments name another.
    ///
    /// - Parameters:
    ///   - isInterrupted: whether to send it SIGINT as soon as it listens for it.
    ///   - words: what it has to say on standard error before that.
    static func run(
        _ arguments: String..., environment: [String: String] = [:], isInterrupted: Bool = false
    ) throws -> Ending {
        try run(arguments, environment: environment, isInterrupted: isInterrupted)
    }

    static func run(
        _ arguments: [String], environment: [String: String] = [:], isInterrupted: Bool = false,
        interruptedAfter words: String = "", input: String? = nil
    ) throws -> Ending {
        let folder = TemporaryFolder()
        let process = try process(arguments, in: folder, environment)
        if let input {
            try folder.write(input, to: "input")
            process.standardInput = FileHandle(forReadingAtPath: folder.path + "/input")
        }
        try process.run()
        defer { if process.isRunning { process.terminate() } }
        if isInterrupted {
            while process.isRunning {
                let said = String(decoding: try folder.data("errors"), as: UTF8.self).contains(words) || words.isEmpty
                if said, catchesInterrupts(process.processIdentifier) { break }
                Thread.sleep(forTimeInterval: 0.01)
            }
            process.interrupt()
        }
        process.waitUntilExit()
        return try ending(of: process, in: folder)
    }

    /// Starts the command, interrupts it once when something is so, and lets something happen after that.
    ///
    /// - Returns: nil when it was not so within two minutes; the command is then killed.
    static func interrupt(
        _ arguments: [String], when condition: () throws -> Bool,
        thenDo after: (_ isRunning: () -> Bool) throws -> Void = { _ in }
    ) throws -> Ending? {
        let folder = TemporaryFolder()
        let process = try process(arguments, in: folder)
        try process.run()
        defer { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }
        var tries = 0
        while try !condition() {
            tries += 1
            guard tries < 12_000, process.isRunning else { return nil }
            Thread.sleep(forTimeInterval: 0.01)
        }
        process.interrupt()
        try after { process.isRunning }
        process.waitUntilExit()
        return try ending(of: process, in: folder)
    }

    /// The command, not started yet, which writes into a folder and remembers its runs there.
    private static func process(
        _ arguments: [String], in folder: TemporaryFolder, _ environment: [String: String] = [:]
    ) throws -> Process {
        try folder.write("", to: "output")
        try folder.write("", to: "errors")
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment
            .merging(["PLUMBLINE_STORE": folder.path + "/runs"]) { $1 }.merging(environment) { $1 }
        process.currentDirectoryURL = URL(fileURLWithPath: Repository.path)
        process.standardOutput = FileHandle(forWritingAtPath: folder.path + "/output")
        process.standardError = FileHandle(forWritingAtPath: folder.path + "/errors")
        return process
    }

    private static func ending(of process: Process, in folder: TemporaryFolder) throws -> Ending {
        Ending(
            status: process.terminationStatus, output: String(decoding: try folder.data("output"), as: UTF8.self),
            errors: String(decoding: try folder.data("errors"), as: UTF8.self))
    }

    /// Whether a process has taken interrupts into its own hands, by the mask of caught signals that Linux shows; where
    /// there is none to read, a second has to do.
    private static func catchesInterrupts(_ process: Int32) -> Bool {
        guard let status = try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8) else {
            Thread.sleep(forTimeInterval: 1)
            return true
        }
        let line = status.split(separator: "\n").first { $0.hasPrefix("SigCgt:") }
        let mask = line.flatMap { UInt64($0.dropFirst(7).drop { $0.isWhitespace }, radix: 16) } ?? 0
        return mask & (1 << UInt64(SIGINT - 1)) != 0
    }
}
