public import Verification

/// A run as Markdown: the report that is published, and compared byte for byte on other machines.
///
/// Charts are files in a folder beside it, and a run that is too large for one page has a page for each operation besides.
/// It holds machine-independent facts only. Of an implementation whose last bits may differ between machines it prints
/// how the checks came out and no measured number, but for findings when it fails; the subject's libraries it leaves
/// out. All else is in the JSON.
public struct MarkdownReport {
    public let record: RunRecord
    /// What changed since another run, where there is one to compare with.
    public let comparison: ComparisonSummary?
    private let ceilings: CeilingsTable
    var layout = MarkdownLayout.onePage

    public init(_ record: RunRecord, comparison: ComparisonSummary? = nil) {
        self.record = record
        self.comparison = comparison
        ceilings = CeilingsTable(record.operations.flatMap(\.proofs))
    }

    /// Everything on one page.
    public var text: String { document(record.operations.map(section)) }

    private func document(_ sections: [String]) -> String {
        let beginning =
            [heading] + MarkdownBreakages(record, layout: layout).parts + [
                changes, overview, ceilings.markdown, limits,
            ]
        return Self.joined(beginning.filter { !$0.isEmpty } + sections)
    }

    private static func joined(_ parts: [String]) -> String {
        parts.map { $0.trimmingBlankEnd + "\n" }.joined(separator: "\n")
    }

    // MARK: Pages

    /// What code hosts show as prose: half a mebibyte, less a little. Larger files they show as plain text.
    static let limit = 500_000

    /// The pages, the first as the one to open, the others by their paths from it.
    public var pages: [(path: String, text: String)] { pages(limit: Self.limit) }

    func pages(limit: Int) -> [(path: String, text: String)] {
        let whole = text
        let name = ReportFormat.markdown.fileName
        if whole.utf8.count <= limit { return [(name, whole)] }
        var overview = self
        overview.layout = .overview
        var single = self
        single.layout = .operation
        let back = "[Plumbline stability report](../\(name))\n"
        return [(name, overview.document([]))]
            + record.operations.map { (record.markdownPage($0), Self.joined([back, single.section($0)])) }
    }

    private var heading: String {
        let subject = record.subject
        return """
            # Plumbline stability report

            **\(MarkdownText.plain(record.answer))**

            \(MarkdownText.plain(record.provenance)) \(UlpExplanation.text)

            Subject: \(MarkdownText.plain(subject.name)) \(MarkdownText.plain(subject.version)), which \
            \(subject.keepsSubnormals ? "keeps" : "flushes") subnormal numbers. Seed \(record.seed), \
            \(counted(record.cases, "generated case")) for each tuple of shapes. Written by Plumbline \
            \(MarkdownText.plain(record.plumbline)).
            """
    }

    /// Nothing of a run that is compared with none.
    var changes: String {
        guard let comparison else { return "" }
        let title = "## What changed since \(MarkdownText.plain(comparison.reference))\n\n"
        guard !comparison.isEmpty else { return title + "Nothing.\n" }
        return title
            + comparison.groups.map { name, lines in
                "\(name):\n\n" + lines.map { "- \(MarkdownText.plain($0.text))\n" }.joined()
            }.joined(separator: "\n")
    }

    private var overview: String {
        """
        ## Overview

        \(overviewTable)
        ✓ passes, ✗ fails, – not run.
        """
    }

    /// Operations by checks.
    var overviewTable: String {
        let rows = record.operations.flatMap { operation in
            operation.implementations.map { implementation in
                return [layout.link(implementation.name, operation, in: record), implementation.outcome.text]
                    + Check.allCases.map { cell(implementation.state(of: $0, in: operation)) }
            }
        }
        return MarkdownText.table(["implementation", "verdict"] + Check.allCases.map(\.title), rows)
    }

    // MARK: Charts

    /// The charts as files, by their paths from the report.
    public var charts: [(path: String, svg: String)] {
        record.operations.flatMap { operation in
            published(operation).all.map { (chartPath(operation, $0.word), $0.chart.svg) }
        }
    }

    /// The folder of charts, from the report.
    public static let chartFolder = "stability-report-charts"

    /// Those that hold nothing that differs between machines.
    func published(_ operation: OperationRecord) -> OperationCharts {
        OperationCharts(operation, operation.implementations.filter { !$0.isMachineDependent })
    }

    /// `stability-report-charts/softmax-values.svg`
    func chartPath(_ operation: OperationRecord, _ word: String) -> String {
        "\(Self.chartFolder)/\(record.fileName(of: operation))-\(word).svg"
    }

    /// The charts of an operation, each with what it shows in words.
    func charts(_ operation: OperationRecord) -> String {
        published(operation).all.map { word, _, chart in
            "![\(MarkdownText.plain(chart.alternative))](\(layout == .operation ? "../" : "")\(chartPath(operation, word)))\n"
        }.joined(separator: "\n")
    }

    /// The landmarks of the number format, all of them found by walking.
    private var limits: String {
        guard !record.limits.isEmpty else { return "" }
        let rows = record.limits.map { limit in
            [
                MarkdownText.plain(limit.name), MarkdownText.code(limit.value.hexFirst),
                MarkdownText.plain(limit.derivation),
            ]
        }
        return "## Limits\n\n" + MarkdownText.table(["limit", "value", "how it was found"], rows)
    }

    private func cell(_ state: Check.State) -> String {
        switch state {
        case .passed, .failed, .notRun: state.symbol
        case .failedAsExpected, .stale: state.text
        }
    }
}
