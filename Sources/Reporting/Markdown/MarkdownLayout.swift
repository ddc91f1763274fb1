import Verification

/// Where operations are, for a piece of Markdown that links to them.
enum MarkdownLayout: Hashable {
    case onePage
    /// The first of several pages.
    case overview
    /// The page of one operation.
    case operation
    /// A text that stands for itself, such as the summary of a job: nothing to link to.
    case alone

    /// An implementation's name, which leads to all about its operation.
    func link(_ name: String, _ operation: OperationRecord, in record: RunRecord) -> String {
        let text = MarkdownText.plain(name)
        return switch self {
        case .onePage: "[\(text)](#\(MarkdownText.anchor(operation.name)))"
        case .overview: "[\(text)](\(record.markdownPage(operation)))"
        case .operation, .alone: text
        }
    }
}

extension MarkdownReport {
    /// The folder of further pages, from the first one.
    public static let pageFolder = "stability-report-operations"
}

extension RunRecord {
    /// `stability-report-operations/softmax.md`
    func markdownPage(_ operation: OperationRecord) -> String {
        "\(MarkdownReport.pageFolder)/\(fileName(of: operation)).md"
    }

    /// What files about an operation are called. Names from outside are no part of paths: letters and digits of an
    /// operation's name are, and its number where others are left out or where two names differ in case only, which
    /// some file systems ignore.
    func fileName(of operation: OperationRecord) -> String {
        let name = String(
            operation.name.unicodeScalars.filter {
                $0.isASCII && $0.properties.isAlphabetic || ("0"..."9").contains($0)
            })
        let number = operations.firstIndex { $0.name == operation.name } ?? 0
        let isAlone = operations.count { $0.name.lowercased() == name.lowercased() } == 1
        return name == operation.name && !name.isEmpty && isAlone ? name : "operation\(number + 1)-\(name)"
    }
}
