import Foundation
import Testing
import Verification

@testable import Reporting

@Suite("Writing reports")
struct ReportWriterTests {
    @Test("The formats that were asked for stand in the directory, and nothing else")
    func writesFormats() throws {
        try inTemporaryDirectory { directory in
            let nested = directory + "/a/b"
            try ReportWriter.write(Fixture.full, formats: [.markdown, .json], to: nested)
            #expect(
                try names(in: nested) == ["stability-report-charts", "stability-report.json", "stability-report.md"])
            try ReportWriter.write(Fixture.full, formats: [.html], to: nested)
            #expect(try names(in: nested).count == 4)
            let text = try String(contentsOfFile: nested + "/stability-report.md", encoding: .utf8)
            #expect(text == MarkdownReport(Fixture.full).text)
        }
    }

    @Test(
        "A directory that cannot be is refused before any work, by its path", arguments: ["/dev/null/x", "/dev/null"])
    func unwritableDirectory(path: String) throws {
        let error = #expect(throws: ReportError.self) { try ReportWriter.prepare(path) }
        guard case .unwritableDirectory(let named, _) = error else {
            Issue.record("another error: \(String(describing: error))")
            return
        }
        #expect(named == path)
        #expect(error?.description.contains("'\(path)'") == true)
        #expect(throws: ReportError.self) { try ReportWriter.write(Fixture.record, formats: [.json], to: path) }
    }

    @Test("Preparing a directory leaves it empty")
    func preparing() throws {
        try inTemporaryDirectory { directory in
            try ReportWriter.prepare(directory + "/reports")
            #expect(try names(in: directory + "/reports").isEmpty)
        }
    }

    @Test("An interrupted write leaves the old report and no other file")
    func interruption() throws {
        struct Interruption: Error {}
        try inTemporaryDirectory { directory in
            try ReportWriter.write(Fixture.record, formats: [.markdown], to: directory)
            let path = directory + "/stability-report.md"
            let old = try Data(contentsOf: URL(fileURLWithPath: path))
            #expect(throws: Interruption.self) {
                try AtomicFile.replace(path) { file in
                    try file.write(contentsOf: Data("half a rep".utf8))
                    throw Interruption()
                }
            }
            #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == old)
            #expect(try names(in: directory) == ["stability-report.md"])
        }
    }

    @Test("A report that cannot take its place is an error that names it, and leaves no temporary file")
    func obstructedFile() throws {
        try inTemporaryDirectory { directory in
            let path = directory + "/stability-report.json"
            try FileManager.default.createDirectory(atPath: path + "/full", withIntermediateDirectories: true)
            let error = #expect(throws: ReportError.self) {
                try ReportWriter.write(Fixture.record, formats: [.json], to: directory)
            }
            #expect(error?.description.hasPrefix("'\(path)' cannot be written: ") == true)
            #expect(try names(in: directory) == ["stability-report.json"])
        }
    }

    private func names(in directory: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: directory).sorted()
    }

    private func inTemporaryDirectory(_ body: (String) throws -> Void) throws {
        let directory = NSTemporaryDirectory() + "/reporting-tests-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: directory) }
        try body(directory)
    }
}
