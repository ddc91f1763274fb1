import Foundation

/// The built command line, run as a process of its own.
struct Executable {
    let status: Int32
    let output: String
    let errors: String

    /// Beside the tests' own bundle.
    static let url: URL = {
        let bundle = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }?.bundleURL
        let folder = (bundle ?? Bundle.main.executableURL ?? URL(fileURLWithPath: CommandLine.arguments[0]))
            .deletingLastPathComponent()
        return folder.appendingPathComponent("verify")
    }()

    /// A process that is ready to start. Its output goes to files, which no amount of text can block.
    static func process(
        _ arguments: [String], in folder: String = Repository.path, environment: [String: String] = [:],
        log: TemporaryFolder
    ) throws -> Process {
        let process = Process()
        process.executableURL = url
        process.arguments = arguments
        process.currentDirectoryURL = URL(fileURLWithPath: folder)
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        for name in ["output", "errors"] { try log.write("", to: name) }
        process.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: log.path + "/output"))
        process.standardError = try FileHandle(forWritingTo: URL(fileURLWithPath: log.path + "/errors"))
        process.standardInput = FileHandle.nullDevice
        return process
    }

    /// Runs the command to its end.
    init(_ arguments: String..., in folder: String = Repository.path, environment: [String: String] = [:]) throws {
        let log = TemporaryFolder()
        let process = try Self.process(arguments, in: folder, environment: environment, log: log)
        try process.run()
        process.waitUntilExit()
        status = process.terminationStatus
        output = String(decoding: try log.data("output"), as: UTF8.self)
        errors = String(decoding: try log.data("errors"), as: UTF8.self)
    }
}
