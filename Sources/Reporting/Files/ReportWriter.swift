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

    /// Writes the run in each of the formats under the format's own file name.
    ///
    /// Markdown and HTML have a section about what sweeps prove, where there are any.
    ///
    /// All texts are made before the first file is touched. Each file appears whole or not at all: a failure leaves the
    /// report that stood there before. The files are replaced one after the other, not together.
    ///
    /// - Throws: `ReportError.unwritableDirectory` or `.unwritableFile`.
    public static func write(
        _ record: RunRecord, ceilings: CeilingsTable = CeilingsTable(), formats: Set<ReportFormat>,
        to directory: String
    ) throws {
        let files = try ReportFormat.allCases.filter(formats.contains).map { format in
            (name: format.fileName, data: try data(of: record, ceilings, as: format))
        }
        try prepare(directory)
        for file in files {
            try AtomicFile.replace(directory + "/" + file.name) { try $0.write(contentsOf: file.data) }
        }
    }

    /// Replaces one file, whole or not at all.
    ///
    /// - Throws: `ReportError.unwritableFile`.
    public static func write(_ data: Data, to path: String) throws {
        try AtomicFile.replace(path) { try $0.write(contentsOf: data) }
    }

    static func data(
        of record: RunRecord, _ ceilings: CeilingsTable = CeilingsTable(), as format: ReportFormat
    ) throws -> Data {
        switch format {
        case .markdown: Data(MarkdownReport(record, ceilings: ceilings).text.utf8)
        case .html: Data(HTMLReport(record, ceilings: ceilings).text.utf8)
        case .json: try JSONReport(record).data
        }
    }
}
