import Foundation
public import Verification

/// What a run shows in the interface of GitHub Actions: annotations in a pull request, and the summary of a job.
public struct GitHubReport {
    public let record: RunRecord
    private let verdict: BaselineVerdict?
    private let comparison: ComparisonSummary?
    private let places: FindingPlaces

    /// - Parameters:
    ///   - verdict: what a baseline makes of the run, where it is held to one: what it allows is not annotated.
    ///   - comparison: what changed since another run, where there is one to compare with.
    public init(
        _ record: RunRecord, verdict: BaselineVerdict? = nil, comparison: ComparisonSummary? = nil,
        places: FindingPlaces = FindingPlaces(folder: "Specs")
    ) {
        self.record = record
        self.verdict = verdict
        self.comparison = comparison
        self.places = places
    }

    /// A step shows ten annotations of a kind and drops the rest: the worst nine, and how many there are.
    static let shown = 9

    /// Workflow commands, a line each.
    public var annotations: [String] {
        let findings = record.failingFindings.filter { verdict?.allows($0.record, of: $0.implementation.name) != true }
        let others = verdict?.otherFailures ?? []
        // Of what is worse without being a finding there is one line at least, where there is one.
        let worst = chosen(
            findings, atMost: max(Self.shown - others.count, others.isEmpty ? Self.shown : Self.shown / 2))
        let lines =
            worst.map { finding in
                let place = places.place(of: finding)
                let replay = finding.record.replay.map { "\nReplay: \($0)" } ?? ""
                return Self.command(
                    "error",
                    [("file", place.file), ("line", "\(place.line)"), ("title", finding.title)],
                    finding.record.message + replay)
            }
            + others.prefix(Self.shown - worst.count).map { failure in
                let place = places.place(ofOperation: failure.operation, in: record)
                return Self.command(
                    "error", [("file", place.file), ("line", "\(place.line)"), ("title", failure.title)], failure.text)
            }
        if let verdict {
            return lines + [
                Self.command(verdict.passes ? "notice" : "error", [("title", "Plumbline")], verdict.summary)
            ]
        }
        return lines + [count(findings.count, of: worst.count)]
    }

    private func count(_ found: Int, of shown: Int) -> String {
        let hidden = record.operations.flatMap(\.implementations).filter(\.outcome.failsRun)
            .reduce(0) { $0 + $1.findingCount - $1.findings.count }
        guard found + hidden > 0 else { return Self.command("notice", [("title", "Plumbline")], record.answer) }
        let all =
            "\(counted(found + hidden, "finding"))\(found + hidden > shown ? ", of which the worst \(shown) are annotated" : "")"
        return Self.command("error", [("title", "Plumbline")], "\(all). \(record.answer)")
    }

    /// The worst of each implementation and kind before the second of any.
    private func chosen(_ findings: [Finding], atMost limit: Int) -> [Finding] {
        let sorted = findings.enumerated().sorted {
            ($1.element.badness.0, $1.element.badness.1, $0.offset) < (
                $0.element.badness.0, $0.element.badness.1, $1.offset
            )
        }.map(\.element)
        var titles: Set<String> = []
        let first = sorted.filter { titles.insert($0.title).inserted }
        let firstIDs = Set(first.map(\.record.id))
        return Array((first + sorted.filter { !firstIDs.contains($0.record.id) }).prefix(limit))
    }

    /// A workflow command in which no text can end the line or add a property.
    static func command(_ name: String, _ properties: [(String, String)], _ message: String) -> String {
        let list = properties.map { key, value in
            "\(key)=" + escaped(value).replacing(":", with: "%3A").replacing(",", with: "%2C")
        }
        return "::\(name) \(list.joined(separator: ","))::\(escaped(message))"
    }

    private static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "%": result += "%25"
            case "\r": result += "%0D"
            case "\n": result += "%0A"
            // Other line breaks, and characters that only a terminal could want.
            case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{2028}", "\u{2029}": result += " "
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    // MARK: The summary of the job

    /// The host refuses more than this, in bytes.
    public static let summaryLimit = 1 << 20

    /// Markdown: the answer, what is broken, what was checked.
    ///
    /// - Parameter limit: the most bytes; parts that do not fit are left out, and said to be.
    public func summary(limit: Int = summaryLimit) -> String {
        let subject = record.subject
        var text = """
            ## \(MarkdownText.plain(headline))

            \(verdict.map { MarkdownText.plain("Held to a baseline, \($0.summary)") + "\n\n" } ?? "")\
            \(MarkdownText.plain(record.answer)) \(MarkdownText.plain(record.provenance))

            Subject: \(MarkdownText.plain(subject.name)) \(MarkdownText.plain(subject.version)); seed \(record.seed); written by \
            Plumbline \(MarkdownText.plain(record.plumbline)).

            """
        let rest = "\nMore does not fit here; the report has all of it.\n"
        guard text.utf8.count + rest.utf8.count <= limit else {
            let least = "## Plumbline: \(verdict?.summary ?? counted(record.failingFindings.count, "finding"))\n"
            return least.utf8.count <= limit ? least : ""
        }
        var report = MarkdownReport(record, comparison: comparison)
        report.layout = .alone
        let parts =
            [failures].filter { !$0.isEmpty } + MarkdownBreakages(record, layout: .alone).parts
            + [report.changes].filter { !$0.isEmpty }
            + [MarkdownText.details("All checks", report.overviewTable)]
        for part in parts {
            guard text.utf8.count + part.utf8.count + rest.utf8.count + 1 < limit else { return text + rest }
            text += "\n" + part
        }
        return text
    }

    private var headline: String {
        guard let verdict else { return record.headline }
        return verdict.passes ? "Nothing is worse than the baseline" : "Not as the baseline allows"
    }

    /// What fails a run that is held to a baseline, the first of it.
    private var failures: String {
        guard let verdict, !verdict.passes else { return "" }
        let lines = verdict.failures.prefix(50).map { "- \(MarkdownText.plain($0.text.onOneLine))\n" }
        let more = verdict.failures.count - lines.count
        return "### What is worse\n\n" + lines.joined() + (more > 0 ? "- and \(countText(more)) more\n" : "")
    }
}
