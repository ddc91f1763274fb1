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
            places: FindingPlaces(
                folder: folder,
                root: FindingPlaces.repository(of: FileManager.default.currentDirectoryPath)))
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

    /// What writes each of the files, so that one that fails keeps no other from being written.
    ///
    /// - Returns: functions that write a file and answer with its path where people want to know it; each throws
    ///   `ReportError.unwritableFile`.
    func writers(
        _ record: RunRecord, verdict: BaselineVerdict?, comparison: ComparisonSummary?
    ) -> [() throws -> String?] {
        var writers: [() throws -> String?] = []
        if let junit {
            writers.append {
                try ReportWriter.write(JUnitReport(record, verdict: verdict, places: places).data, to: junit)
                return junit
            }
        }
        if let sarif {
            writers.append {
                try ReportWriter.write(try SARIFReport(record, verdict: verdict, places: places).data, to: sarif)
                return sarif
            }
        }
        if let summary {
            writers.append {
                let before = FileManager.default.contents(atPath: summary) ?? Data()
                let text = GitHubReport(record, verdict: verdict, comparison: comparison, places: places).summary(
                    limit: max(0, GitHubReport.summaryLimit - before.count))
                // Where the summary is full, it stays as it is.
                if !text.isEmpty { try ReportWriter.write(before + Data(text.utf8), to: summary) }
                return nil
            }
        }
        return writers
    }

    /// Lines for the log of a job.
    func annotations(_ record: RunRecord, verdict: BaselineVerdict?) -> [String] {
        github ? GitHubReport(record, verdict: verdict, places: places).annotations : []
    }
}
