import Foundation

/// A shared library, compiled from C for a test, in a folder that goes with it.
public final class CompiledLibrary: Sendable {
    public let path: String
    public let folder: String

    /// - Throws: `CompilerError` with what the compiler said.
    public init(_ source: String, flags: [String] = [], isCPlusPlus: Bool = false) throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("library-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        path = folder + "/libmine.so"
        let file = folder + (isCPlusPlus ? "/mine.cpp" : "/mine.c")
        let head = "#include <math.h>\n#include <stddef.h>\n#include <stdint.h>\n#include <string.h>\n"
        try Data((head + source + "\n").utf8).write(to: URL(fileURLWithPath: file))
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments =
            [Self.compiler, "-O2", "-shared", "-fPIC", "-ffp-contract=off", "-Wall", "-o", path, file] + flags + ["-lm"]
        let errors = folder + "/errors"
        _ = FileManager.default.createFile(atPath: errors, contents: nil)
        process.standardError = FileHandle(forWritingAtPath: errors)
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw CompilerError(description: try String(contentsOfFile: errors, encoding: .utf8))
        }
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    /// CC, or else the clang that comes with Swift, or else the system's compiler.
    private static let compiler: String = {
        let environment = ProcessInfo.processInfo.environment
        if let compiler = environment["CC"], !compiler.isEmpty { return compiler }
        let folders = (environment["PATH"] ?? "").split(separator: ":")
        let hasClang = folders.contains { FileManager.default.isExecutableFile(atPath: $0 + "/clang") }
        return hasClang ? "clang" : "cc"
    }()
}

public struct CompilerError: Error, CustomStringConvertible {
    public let description: String
}

/// The executable whose `worker` command runs libraries.
public enum VerifyExecutable {
    /// `verify` beside the test bundle: above the test executable, or in a build folder of the package.
    public static let path: String = {
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
}
