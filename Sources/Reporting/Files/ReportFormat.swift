/// The forms in which a run can be written down.
public enum ReportFormat: String, Sendable, CaseIterable, Hashable {
    case markdown, html, json

    /// `stability-report.md`
    public var fileName: String {
        switch self {
        case .markdown: "stability-report.md"
        case .html: "stability-report.html"
        case .json: "stability-report.json"
        }
    }
}
