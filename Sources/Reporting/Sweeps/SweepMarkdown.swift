public import Verification

/// A sweep as a section of Markdown, with its chart in a file beside it.
public struct SweepMarkdown {
    public let certificate: SweepCertificate
    /// The chart's file, as the text links to it; nil for a text without chart.
    public let chart: String?

    public init(_ certificate: SweepCertificate, chart: String? = nil) {
        self.certificate = certificate
        self.chart = chart
    }

    public var text: String {
        let title = "# Sweep of \(MarkdownText.plain(certificate.functionText)): \(certificate.verdictText)"
        let parts = [
            title, "**\(MarkdownText.plain(certificate.answerSentence))**", image, counts, worst, classes, statements,
            histogram,
            binades, facts("## What was proved", certificate.definitionFacts),
            facts("## Environment", certificate.environmentFacts),
        ]
        return parts.filter { !$0.isEmpty }.map { $0.trimmingBlankEnd + "\n" }.joined(separator: "\n")
    }

    private var image: String {
        guard let chart else { return "" }
        return "![Error in ulps by binade of the input](<\(Self.destination(chart))>)"
    }

    /// A link's address between angle brackets.
    private static func destination(_ file: String) -> String {
        var text = ""
        for scalar in file.unicodeScalars {
            switch scalar {
            case "<": text += "%3C"
            case ">": text += "%3E"
            case "%": text += "%25"
            case "\\": text += "%5C"
            case "\u{0}"..."\u{1F}", "\u{7F}": text += "%20"
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text
    }

    private var counts: String {
        let rows = certificate.counts.map { name, count, note in
            [name, countText(count), note.map(MarkdownText.plain) ?? ""]
        }
        return MarkdownText.table(["results", "count", "note"], rows)
    }

    private var worst: String { facts("## Worst input", certificate.worstFacts) }

    private var classes: String {
        "## Classes of inputs\n\n" + MarkdownText.table(SweepRow.header, certificate.regionRows.map(\.cells))
    }

    private var statements: String {
        "## Form and flaws\n\n"
            + certificate.statements.map {
                "- \($0.isFinding ? "**\($0.symbol) \($0.title)**" : "\($0.symbol) \($0.title)"): \(MarkdownText.plain($0.sentence)).\n"
            }.joined()
    }

    private var histogram: String {
        let rows = certificate.tally().namedBins.map { [$0.name, countText($0.count)] }
        return MarkdownText.details(
            "Histogram of errors", MarkdownText.table(["ulps", "inputs"], rows) + "\n\(SweepHistogram.caveat)\n")
    }

    private var binades: String {
        let rows = certificate.binadeRows.map { $0.row.cells + [$0.regions.map(\.text).joined(separator: ", ")] }
        return MarkdownText.details("By binade", MarkdownText.table(SweepRow.header + ["classes"], rows))
    }

    private func facts(_ title: String, _ facts: [(name: String, value: String)]) -> String {
        guard !facts.isEmpty else { return "" }
        let rows = facts.map { [MarkdownText.plain($0.name), MarkdownText.code($0.value)] }
        return title + "\n\n" + MarkdownText.table(["", ""], rows)
    }
}
