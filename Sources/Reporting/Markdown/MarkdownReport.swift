public import Verification

/// A run as Markdown: the report that is published, and compared byte for byte on other machines.
///
/// Charts are files in a folder beside it. It holds machine-independent facts only. Of an implementation whose last bits may differ between machines it prints
/// how the checks came out and no measured number, but for findings when it fails; the subject's libraries it leaves
/// out. All else is in the JSON.
public struct MarkdownReport {
    public let record: RunRecord
    /// What changed since another run, where there is one to compare with.
    public let comparison: ComparisonSummary?
    private let ceilings: CeilingsTable

    public init(_ record: RunRecord, comparison: ComparisonSummary? = nil) {
        self.record = record
        self.comparison = comparison
        ceilings = CeilingsTable(record.operations.flatMap(\.proofs))
    }

    public var text: String {
        let beginning = [heading] + MarkdownBreakages(record).parts + [changes, overview, ceilings.markdown, limits]
        let parts = beginning.filter { !$0.isEmpty } + record.operations.map(section)
        return parts.map { $0.trimmingBlankEnd + "\n" }.joined(separator: "\n")
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
    private var changes: String {
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
                let link = "[\(MarkdownText.plain(implementation.name))](#\(MarkdownText.anchor(operation.name)))"
                return [link, implementation.outcome.text]
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

    /// `stability-report-charts/softmax-values.svg`. Names from outside are no part of paths: letters and digits of an operation's name
    /// are, and its number where others are left out.
    func chartPath(_ operation: OperationRecord, _ word: String) -> String {
        let name = String(
            operation.name.unicodeScalars.filter {
                $0.isASCII && $0.properties.isAlphabetic || ("0"..."9").contains($0)
            })
        let number = record.operations.firstIndex { $0.name == operation.name } ?? 0
        let safe = name == operation.name && !name.isEmpty ? name : "operation\(number + 1)-\(name)"
        return "\(Self.chartFolder)/\(safe)-\(word).svg"
    }

    /// The charts of an operation, each with what it shows in words.
    func charts(_ operation: OperationRecord) -> String {
        published(operation).all.map { word, _, chart in
            "![\(MarkdownText.plain(chart.alternative))](\(chartPath(operation, word)))\n"
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
