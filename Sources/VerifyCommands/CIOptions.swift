internal import ArgumentParser
import Foundation
internal import Reporting
internal import Verification

/// What CI is to be shown besides the report.
struct CIOptions: ParsableArguments {
    @Option(name: .long, help: ArgumentHelp("Write the result as JUnit XML, for dashboards.", valueName: "file"))
    var junit: String?

    @Option(name: .long, help: ArgumentHelp("Write the findings as SARIF 2.1.0, for code hosts.", valueName: "file"))
    var sarif: String?

    @Flag(
        name: .long,
        help:
            "Print annotations for GitHub Actions, and add to the job's summary where GITHUB_STEP_SUMMARY names its file."
    )
    var github = false

    /// - Parameter specs: where findings are located.
    func outlets(_ specs: SpecsOption) throws -> CIOutlets {
        try outlets(folder: specs.specs ?? SpecsOption.folder())
    }

    func outlets(folder: String) -> CIOutlets {
        CIOutlets(
            junit: junit, sarif: sarif, github: github,
            summary: github
                ? ProcessInfo.processInfo.environment["GITHUB_STEP_SUMMARY"].flatMap { $0.isEmpty ? nil : $0 } : nil,
            places: FindingPlaces(folder: folder))
    }
}

/// Files and lines for CI.
struct CIOutlets {
    var junit: String?
    var sarif: String?
    var github = false
    /// The file of the job's summary, to which text is added.
    var summary: String?
    var places = FindingPlaces(folder: "Specs")

    /// Makes sure, before any work starts, that the files can be written.
    ///
    /// - Throws: `ReportError` or `CommandError`.
    func prepare() throws {
        for path in [junit, sarif].compactMap({ $0 }) {
            let folder = (path as NSString).deletingLastPathComponent
            try ReportWriter.prepare(folder.isEmpty ? "." : folder)
            var isFolder: ObjCBool = false
            if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
                throw CommandError("'\(path)' is a folder, and no file can be written in its place")
            }
        }
    }

    /// - Throws: `ReportError.unwritableFile`.
    func write(_ record: RunRecord, comparison: ComparisonSummary? = nil) throws {
        if let junit { try ReportWriter.write(JUnitReport(record, places: places).data, to: junit) }
        if let sarif { try ReportWriter.write(try SARIFReport(record, places: places).data, to: sarif) }
        if let summary {
            let before = FileManager.default.contents(atPath: summary) ?? Data()
            let text = GitHubReport(record, comparison: comparison, places: places).summary(
                limit: max(0, GitHubReport.summaryLimit - before.count))
            try ReportWriter.write(before + Data(text.utf8), to: summary)
        }
    }

    /// Names the files, and prints annotations.
    func announce(_ record: RunRecord, console: Console) {
        for path in [junit, sarif].compactMap({ $0 }) { console.print(path) }
        if github { for line in GitHubReport(record, places: places).annotations { console.print(line) } }
    }
}
