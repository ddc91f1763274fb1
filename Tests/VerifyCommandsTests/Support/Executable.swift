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
    static func run(_ arguments: String..., interruptedAfter seconds: Double? = nil) throws -> Ending {
        let folder = TemporaryFolder()
        try folder.write("", to: "output")
        try folder.write("", to: "errors")
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.currentDirectoryURL = URL(fileURLWithPath: Repository.path)
        process.standardOutput = FileHandle(forWritingAtPath: folder.path + "/output")
        process.standardError = FileHandle(forWritingAtPath: folder.path + "/errors")
        try process.run()
        if let seconds {
            Thread.sleep(forTimeInterval: seconds)
            kill(process.processIdentifier, SIGINT)
        }
        process.waitUntilExit()
        return Ending(
            status: process.terminationStatus, output: String(decoding: try folder.data("output"), as: UTF8.self),
            errors: String(decoding: try folder.data("errors"), as: UTF8.self))
    }
}
