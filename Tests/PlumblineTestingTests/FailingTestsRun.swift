import Foundation
import Testing

/// Runs of the tests in `Examples/FailingTests`: in a process of their own, with their memory in a folder of their own.
final class FailingTestsRun {
    enum Framework { case swiftTesting, xctest }

    struct Ending {
        let status: Int32
        /// All that was printed, with paths from the package's folder and without times.
        let output: String
        /// Whether a signal ended it.
        let isCrash: Bool
    }

    /// Linux alone starts a test bundle as a program.
    static let isPossible: Bool = {
        #if os(Linux)
            true
        #else
            false
        #endif
    }()

    let folder: String
    static let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path

    init() throws {
        folder = NSTemporaryDirectory() + "/failing-tests-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    /// - Parameter test: `MidpointTests/midpointLiesBetween`, a class and a method of it.
    func run(
        _ framework: Framework, _ test: String, environment: [String: String] = [:], arguments: [String] = []
    ) throws -> Ending {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        process.arguments =
            switch framework {
            case .swiftTesting: ["--testing-library", "swift-testing", "--filter", "FailingTests.\(test)"] + arguments
            case .xctest: ["FailingTests.\(test)"] + arguments
            }
        var variables = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("PLUMBLINE_") }
        variables["PLUMBLINE_FAILING_TESTS"] = "1"
        variables["PLUMBLINE_REGRESSIONS"] = folder + "/Regressions"
        variables["PLUMBLINE_JOURNAL"] = folder + "/journals"
        variables["SWIFT_BACKTRACE"] = "enable=no"
        variables["NO_COLOR"] = "1"
        process.environment = variables.merging(environment) { $1 }
        // A file holds what a pipe might stall.
        let path = folder + "/output-" + UUID().uuidString
        try Data().write(to: URL(fileURLWithPath: path))
        let handle = FileHandle(forWritingAtPath: path)
        process.standardOutput = handle
        process.standardError = handle
        try process.run()
        process.waitUntilExit()
        let text = String(decoding: try Data(contentsOf: URL(fileURLWithPath: path)), as: UTF8.self)
        return Ending(
            status: process.terminationStatus, output: Self.settled(text),
            isCrash: process.terminationReason == .uncaughtSignal)
    }

    /// What is the same on every machine and each time.
    private static func settled(_ text: String) -> String {
        text.replacing(package + "/", with: "")
            .replacing(/\d+\.\d+ seconds/, with: "0.0 seconds").replacing(
                /in \d+\.\d+ \(\d+\.\d+\) seconds/, with: "in 0.0 seconds"
            )
            .replacing(/\ at \d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+/, with: "")
            // Which signal a trap is, and the sign of a NaN that arithmetic makes, are the processor's.
            .replacing(/\ with SIG\w+ \([^)]*\)/, with: " with SIGILL (a trap)").replacing(
                "0xFFC00000", with: "0x7FC00000"
            )
            .replacing(/↳ (?:Testing Library Version|Target Platform):.*\n/, with: "")
    }

    func file(_ name: String) throws -> String {
        String(decoding: try Data(contentsOf: URL(fileURLWithPath: folder + "/" + name)), as: UTF8.self)
    }

    func files(in name: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder + "/" + name)) ?? []).sorted()
    }
}
