public import Verification

/// A run as Markdown: the report that is published, and compared byte for byte on other machines.
///
/// It holds machine-independent facts only. Of an implementation whose last bits may differ between machines it prints
/// how the checks came out and no measured number, but for findings when it fails; the subject's libraries it leaves
/// out. All else is in the JSON.
public struct MarkdownReport {
    public let record: RunRecord
    /// What sweeps prove; empty where there are none.
    public let ceilings: CeilingsTable

    public init(_ record: RunRecord, ceilings: CeilingsTable = CeilingsTable()) {
        self.record = record
        self.ceilings = ceilings
    }

    public var text: String {
        let parts =
            [heading, overview, ceilings.markdown, limits].filter { !$0.isEmpty } + record.operations.map(section)
        return parts.map { $0.trimmingBlankEnd + "\n" }.joined(separator: "\n")
    }

    private var heading: String {
        let subject = record.subject
        return """
            # Plumbline stability report

            **\(MarkdownText.plain(record.answer))**

            Subject: \(MarkdownText.plain(subject.name)) \(MarkdownText.plain(subject.version)), which \
            \(subject.keepsSubnormals ? "keeps" : "flushes") subnormal numbers. Seed \(record.seed), \
            \(counted(record.cases, "generated case")) for each tuple of shapes. Written by Plumbline \
            \(MarkdownText.plain(record.plumbline)).
            """
    }

    private var overview: String {
        let rows = record.operations.flatMap { operation in
            operation.implementations.map { implementation in
                let link = "[\(MarkdownText.plain(implementation.name))](#\(MarkdownText.anchor(operation.name)))"
                return [link, implementation.outcome.text]
                    + Check.allCases.map { cell(implementation.state(of: $0, in: operation)) }
            }
        }
        return """
            ## Overview

            \(MarkdownText.table(["implementation", "verdict"] + Check.allCases.map(\.title), rows))
            ✓ passes, ✗ fails, – not run.
            """
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
