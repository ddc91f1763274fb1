import Foundation
import Values
public import Verification

/// What changed between two runs, as `verify compare` prints it: sections with a line for each change, worst first, and
/// the answer at the end.
public struct ComparisonText {
    private let comparison: RunComparison
    private let before: String
    private let after: String
    private let form: Form

    public enum Form: String, Sendable, CaseIterable {
        case text, markdown
    }

    /// - Parameters:
    ///   - before: what people call the earlier run.
    ///   - after: what they call the later one.
    public init(_ comparison: RunComparison, before: String, after: String, form: Form = .text) {
        self.comparison = comparison
        self.before = visible(before)
        self.after = visible(after)
        self.form = form
    }

    public var lines: [String] {
        var lines =
            form == .markdown
            ? ["## \(escaped(after)), compared with \(escaped(before))", ""]
            : [
                "\(after), compared with \(before)", "",
            ]
        if form == .markdown { lines += [escaped(comparison.answer), ""] }
        lines += section("Circumstances", comparison.circumstances.map { visible($0) })
        if !comparison.hasSameCases {
            lines += [
                "The runs are of other cases: small differences are those of samples, and not listed.", "",
            ]
        }
        lines += section("Worse", comparison.regressions.map(\.text))
        lines += section(
            "New findings", comparison.newFindings.map(\.finding.message), comparison.newFindings.map(\.finding.replay),
            of: comparison.newFindingCount)
        lines += section("Better", comparison.improvements.map(\.text))
        lines += section("Findings that are gone", comparison.vanishedFindings.map(\.finding.message))
        lines += section(
            "Otherwise changed", comparison.changes.filter { $0.direction == .other }.map(\.text))
        lines += section("Only in \(after)", comparison.added.map { visible($0) })
        lines += section("Only in \(before)", comparison.removed.map { visible($0) })
        lines += section("Budgets that could be tightened", comparison.tightenings.map(\.text))
        if form == .text { lines.append(comparison.answer) }
        return lines
    }

    /// - Parameters:
    ///   - commands: what replays each item, where something does.
    ///   - all: how many there are, where not all of them are listed.
    private func section(
        _ title: String, _ items: [String], _ commands: [String?] = [], of all: Int = 0
    ) -> [String] {
        guard !items.isEmpty else { return [] }
        let count =
            all > items.count ? "\(countText(all)), of which \(countText(items.count)) are listed" : "\(items.count)"
        let pairs = items.indices.map { (items[$0], commands.indices.contains($0) ? commands[$0] : nil) }
        switch form {
        case .text:
            return ["\(title) (\(count))"]
                + pairs.map { item, command in "  \(item)" + (command.map { "\n    \($0)" } ?? "") } + [""]
        case .markdown:
            return ["### \(escaped(title)) (\(count))", ""]
                + pairs.map { item, command in
                    "* " + escaped(item.split(separator: "\n").joined(separator: " "))
                        + (command.map { " Replay: \(MarkdownText.code($0))" } ?? "")
                } + [""]
        }
    }

    private func escaped(_ text: String) -> String { form == .markdown ? MarkdownText.plain(text) : text }
}

/// Two subjects side by side, as `verify compare` prints them.
public struct SubjectComparisonText {
    private let comparison: SubjectComparison
    private let names: (String, String)

    public init(_ comparison: SubjectComparison, first: String, second: String) {
        self.comparison = comparison
        names = (visible(first), visible(second))
    }

    public var lines: [String] {
        let header = ["implementation", "check", comparison.first.title, comparison.second.title, "smaller error"]
        let rows = comparison.rows.map { row in
            [
                row.implementation, row.check, Self.error(row.first), Self.error(row.second),
                row.better.map { $0 == .first ? comparison.first.title : comparison.second.title } ?? "–",
            ]
        }
        .map { $0.map { visible($0) } }
        let widths = header.indices.map { column in ([header] + rows).map { $0[column].count }.max()! }
        func line(_ cells: [String]) -> String {
            zip(cells, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }.joined(separator: "  ")
                .trimmingBlankEnd
        }
        var lines = ["\(names.0) beside \(names.1)", ""]
        if !rows.isEmpty { lines += [line(header)] + rows.map(line) + [""] }
        if !comparison.onlyFirst.isEmpty {
            lines.append("only \(comparison.first.title): \(comparison.onlyFirst.joined(separator: ", "))")
        }
        if !comparison.onlySecond.isEmpty {
            lines.append("only \(comparison.second.title): \(comparison.onlySecond.joined(separator: ", "))")
        }
        let wins = [SubjectComparison.Side.first, .second].map { side in
            comparison.rows.filter { $0.better == side }.count
        }
        lines.append(
            comparison.rows.isEmpty
                ? "They have no operation in common."
                : "Of \(counted(comparison.rows.count, "check")), \(comparison.first.title) has the smaller error in "
                    + "\(countText(wins[0])), \(comparison.second.title) in \(countText(wins[1]))."
        )
        return lines
    }

    private static func error(_ check: CheckRecord) -> String {
        guard check.status != .notRun else { return "–" }
        let wrong = check.verdicts[Verdict.wrongClass.rawValue] ?? 0
        return (check.maximumText ?? "exact") + (wrong > 0 ? ", \(countText(wrong)) of wrong class" : "")
    }
}

extension SubjectRecord {
    /// `engine`; a function of a library by its own name: `expf of libm.so.6`.
    public var title: String { name == "library" ? version : name }
}
