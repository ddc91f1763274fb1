import Foundation
import Testing

/// What the failing tests print, as kept in `Examples/FailingTests/Output` and quoted by the pages that show it.
///
/// `PLUMBLINE_RECORD=1 swift test --filter PlumblineTestingTests` writes all of it anew, for people to read before they
/// commit it.
enum Recorded {
    static let isRecording = ProcessInfo.processInfo.environment["PLUMBLINE_RECORD"] == "1"
    static let folder = FailingTestsRun.package + "/Examples/FailingTests/Output"

    static func text(_ path: String) throws -> String {
        String(decoding: try Data(contentsOf: URL(fileURLWithPath: path)), as: UTF8.self)
    }

    static func output(_ name: String) throws -> String { try text("\(folder)/\(name).txt") }

    /// Compares what was printed, word for word, with what is kept under a name.
    static func expect(_ output: String, is name: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
        if isRecording {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            try output.write(toFile: "\(folder)/\(name).txt", atomically: true, encoding: .utf8)
        }
        let expected = try self.output(name)
        #expect(output == expected, "\(name)", sourceLocation: sourceLocation)
    }

    /// The message in an output: from the line that reports it to the last that belongs to it.
    static func message(in output: String) -> String {
        let lines = output.components(separatedBy: "\n")
        guard
            let first = lines.firstIndex(where: {
                $0.contains(/recorded an? (issue|warning)/) || $0.contains(": error: ")
            })
        else {
            return output.trimmingCharacters(in: .newlines)
        }
        let rest = lines[(first + 1)...].prefix { $0.hasPrefix("↳") || $0.hasPrefix("  ") }
        return ([lines[first]] + rest).joined(separator: "\n")
    }

    /// A page with its quotations of outputs, which stand behind their names in comments: `<!-- output: NAME -->`.
    static func requoted(_ page: String) throws -> String {
        var result = ""
        var rest = page[...]
        let quotation = /<!-- output: (?<name>[\w.-]+) -->\n\n?```text\n(?<text>(?:[^`]|`(?!``))*?)```\n/
        while let match = rest.firstMatch(of: quotation) {
            let text = try message(in: output(String(match.output.name)))
            result +=
                rest[..<match.range.lowerBound] + "<!-- output: \(match.output.name) -->\n\n```text\n\(text)\n```\n"
            rest = rest[match.range.upperBound...]
        }
        return result + rest
    }
}
