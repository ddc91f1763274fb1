import Foundation
internal import Reporting
internal import Verification

/// Certificates as files: the proof itself, and pages for people beside it.
enum CertificateFile {
    /// Makes sure that a certificate can be written, before hours are spent on it.
    static func prepare(_ path: String) throws {
        let folder = (path as NSString).deletingLastPathComponent
        try ReportWriter.prepare(folder.isEmpty ? "." : folder)
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
            throw CommandError("'\(path)' is a folder, not a certificate")
        }
    }

    static func save(_ certificate: SweepCertificate, to path: String) throws {
        try ReportWriter.write(try certificate.json, to: path)
    }

    /// Writes the certificate and its pages.
    ///
    /// - Returns: the files' paths.
    static func write(_ certificate: SweepCertificate, to path: String) throws -> [String] {
        try save(certificate, to: path)
        let base = path.hasSuffix(".json") ? String(path.dropLast(5)) : path
        let chart = (base as NSString).lastPathComponent + ".svg"
        try ReportWriter.write(Data(SweepHTML(certificate).text.utf8), to: base + ".html")
        try ReportWriter.write(Data(SweepMarkdown(certificate, chart: chart).text.utf8), to: base + ".md")
        try ReportWriter.write(Data(SweepChart(certificate).svg.utf8), to: base + ".svg")
        return [path, base + ".html", base + ".md"]
    }

    /// Reads a certificate that a sweep wrote.
    static func full(_ path: String) throws -> SweepCertificate {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw CommandError("there is no readable file '\(path)'")
        }
        return try SweepCertificate(json: data, file: path)
    }
}
