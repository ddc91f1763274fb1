import Foundation
import Testing

/// The README's excerpt is of the published report: what it quotes stands there.
@Suite struct ReadmeTests {
    private let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    @Test("Every quoted number of the README stands in the published report")
    func excerpt() throws {
        let readme = try String(contentsOf: root.appendingPathComponent("README.md"), encoding: .utf8)
        // A report with many operations has a page for each.
        let folder = root.appendingPathComponent("Reports/stability-report-operations")
        let pages = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        let report = try ([root.appendingPathComponent("Reports/stability-report.md")] + pages)
            .map { try String(contentsOf: $0, encoding: .utf8) }.joined()
        let quoted = readme.split(separator: "\n").filter { $0.hasPrefix("> |") }
            .flatMap { $0.matches(of: /`([^`]+)`/).map { String($0.output.1) } }
            .filter { $0.contains(where: \.isNumber) }
        #expect(quoted.count >= 10)
        for quotation in quoted { #expect(report.contains(quotation), "\(quotation)") }
    }
}
