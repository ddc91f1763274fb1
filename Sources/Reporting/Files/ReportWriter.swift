public import Foundation
public import Verification

/// Writes reports into a directory.
public enum ReportWriter {
    /// Makes sure, before any work starts, that reports can be written to a directory: creates it with its parents and
    /// tries a file in it. A permission bit would not do: it says nothing of full or read-only disks.
    ///
    /// - Throws: `ReportError.unwritableDirectory`.
    public static func prepare(_ directory: String) throws {
        do {
            try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        } catch {
            throw ReportError.unwritableDirectory(path: directory, reason: "it is no directory and cannot become one")
        }
        do {
            try AtomicFile.probe(directory)
        } catch let error as ReportError {
            guard case .unwritableFile(_, let reason) = error else { throw error }
            throw ReportError.unwritableDirectory(path: directory, reason: reason)
        }
    }

    /// Writes the run in each of the formats under the format's own file name, with the files that belong to it: charts
    /// beside Markdown, further pages beside a page that would be too large.
    ///
    /// All texts are made before the first file is touched. Each file appears whole or not at all: a failure leaves the
    /// report that stood there before. The files are replaced one after the other, not together; what a report links to
    /// comes before it. Charts and pages that it no longer links to go away.
    ///
    /// Markdown, which is published, is the same on every machine: it leaves out a comparison that nobody asked for.
    ///
    /// - Throws: `ReportError.unwritableDirectory` or `.unwritableFile`.
    public static func write(
        _ record: RunRecord, comparison: ComparisonSummary? = nil, formats: Set<ReportFormat>, to directory: String
    ) throws {
        let files = try ReportFormat.allCases.filter(formats.contains).map { format in
            try self.files(of: record, comparison, as: format)
        }
        try prepare(directory)
        for format in files {
            for folder in Set(format.others.map(\.folder)) { try prepare(directory + "/" + folder) }
            for file in format.others { try write(file.data, to: "\(directory)/\(file.folder)/\(file.name)") }
            try write(format.data, to: directory + "/" + format.name)
            removeOthers(format, in: directory)
        }
    }

    /// A format's file and what belongs to it.
    private struct Files {
        let name: String
        let data: Data
        var others: [(folder: String, name: String, data: Data)] = []
        /// The folders that hold nothing but the others, and how their names end.
        var folders: [(name: String, suffix: String)] = []
    }

    private static func files(
        of record: RunRecord, _ comparison: ComparisonSummary?, as format: ReportFormat
    ) throws -> Files {
        switch format {
        case .markdown:
            let report = MarkdownReport(record, comparison: comparison?.isImplied == true ? nil : comparison)
            let pages = report.pages
            return Files(
                name: format.fileName, data: Data(pages[0].text.utf8),
                others: report.charts.map { split($0.path, Data($0.svg.utf8)) }
                    + pages.dropFirst().map { split($0.path, Data($0.text.utf8)) },
                folders: [(MarkdownReport.chartFolder, ".svg"), (MarkdownReport.pageFolder, ".md")])
        case .html:
            let pages = HTMLReport(record, comparison: comparison).pages
            return Files(
                name: format.fileName, data: Data(pages[0].text.utf8),
                others: pages.dropFirst().map { split($0.path, Data($0.text.utf8)) },
                folders: [(HTMLReport.pageFolder, ".html")])
        case .json: return Files(name: format.fileName, data: try JSONReport(record).data)
        }
    }

    private static func split(_ path: String, _ data: Data) -> (folder: String, name: String, data: Data) {
        let parts = path.split(separator: "/")
        return (String(parts[0]), String(parts[1]), data)
    }

    /// What earlier runs wrote and this one does not link to.
    private static func removeOthers(_ files: Files, in directory: String) {
        for folder in files.folders {
            let path = directory + "/" + folder.name
            let kept = Set(files.others.filter { $0.folder == folder.name }.map(\.name))
            for name in (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
            where name.hasSuffix(folder.suffix) && !kept.contains(name) {
                try? FileManager.default.removeItem(atPath: path + "/" + name)
            }
            if (try? FileManager.default.contentsOfDirectory(atPath: path))?.isEmpty == true {
                try? FileManager.default.removeItem(atPath: path)
            }
        }
    }

    /// Replaces one file, whole or not at all.
    ///
    /// - Throws: `ReportError.unwritableFile`.
    public static func write(_ data: Data, to path: String) throws {
        try AtomicFile.replace(path) { try $0.write(contentsOf: data) }
    }
}
