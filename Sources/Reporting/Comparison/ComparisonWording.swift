import Values
import Verification

// Changes in words.

extension RunComparison.Change {
    /// `exp: values: largest error 0.501 ulp → 2.51 ulp (0.501 ulp allowed)`
    var text: String {
        let was: String
        switch subject {
        case .outcome(let old, let new): was = "\(old.text) → \(new.text)"
        case .error(let check, let metric, let old, let new, let budget):
            func error(_ value: Double?) -> String { value.map { "\(boundText($0)) \(metric)" } ?? "none" }
            was =
                "\(check): largest error \(Self.pair(old, new, error).joined(separator: " → "))"
                + (budget.map { " (\($0 == "exact" ? "exact" : "\($0) allowed"))" } ?? "")
        case .count(let check, let kind, let old, let new):
            was = "\(check): \(kind) elements \(countText(old)) → \(countText(new))"
        case .status(let check, let old, let new): was = "\(check): \(old.text) → \(new.text)"
        case .frontier(let old, let new): was = Self.text(old, new)
        case .text(let name, let old, let new):
            was = "\(name): \(Self.line(old)) → \(Self.line(new))"
        }
        return "\(visible(implementation)): \(visible(was))"
    }

    /// Both errors in the few digits of a bound, or in all where those are the same.
    private static func pair(_ old: Double?, _ new: Double?, _ text: (Double?) -> String) -> [String] {
        let short = [text(old), text(new)]
        guard short[0] == short[1], let old, let new else { return short }
        return ["\(old)", "\(new)"]
    }

    private static func text(_ old: FrontierRecord?, _ new: FrontierRecord?) -> String {
        let either = new ?? old!
        let place =
            "\(either.direction == "gradient" ? "gradient, " : "")probe '\(either.probe)'"
            + (either.size.map { ", n = \($0)" } ?? "")
        func end(_ frontier: FrontierRecord?) -> String { frontier?.lastGood.hexFirst ?? "no frontier" }
        return "\(place): last good before \(either.change): \(end(old)) → \(end(new))"
            + (new.map { $0.isInherent ? "" : ", the implementation's own" } ?? "")
    }

    private static func line(_ text: String?) -> String {
        text.map { $0.split(separator: "\n").joined(separator: "; ") } ?? "none"
    }
}

extension CheckRecord.Status {
    fileprivate var text: String {
        switch self {
        case .passed: "passes"
        case .failed: "fails"
        case .notRun: "not run"
        }
    }
}

extension RunComparison.Tightening {
    /// `gelu: gradient: 4 ulp allowed, at most 0.532 ulp met in 12,345 elements`
    var text: String {
        "\(implementation): \(check): \(budget) allowed, at most \(boundText(maximum)) ulp met in "
            + counted(elements, "element")
    }
}

extension RunComparison {
    /// What is worse, what is better and how much is as it was, in one sentence.
    public var answer: String {
        func clause(_ names: [String], _ word: String) -> String {
            names.isEmpty
                ? "nothing is \(word)"
                : "\(counted(names.count, "operation")) \(names.count == 1 ? "is" : "are") \(word) "
                    + "(\(names.joined(separator: ", ")))"
        }
        return "\(counted(compared, "implementation")) compared: \(clause(worseOperations, "worse")); "
            + "\(clause(betterOperations, "better"))."
    }

    /// What the overview of a report shows.
    ///
    /// - Parameter reference: what people call the earlier run.
    public func summary(reference: String) -> ComparisonSummary {
        func lines(_ changes: [Change]) -> [ComparisonSummary.Line] {
            changes.map { ComparisonSummary.Line(operation: $0.operation, text: $0.text) }
        }
        func lines(_ findings: [Finding]) -> [ComparisonSummary.Line] {
            findings.map { ComparisonSummary.Line(operation: $0.operation, text: $0.finding.message) }
        }
        var others = circumstances.map { ComparisonSummary.Line(text: $0) }
        if !hasSameCases {
            others.append(
                ComparisonSummary.Line(
                    text: "the runs are of other cases: small differences are those of samples, and not listed"))
        }
        others += lines(changes.filter { $0.direction == .other })
        // A run of some operations lacks all others: one line will do.
        for (place, names) in [("only in this run", added), ("only in the earlier one", removed)] where !names.isEmpty {
            let more = names.count > 6 ? " and \(countText(names.count - 6)) more" : ""
            others.append(ComparisonSummary.Line(text: "\(place): \(names.prefix(6).joined(separator: ", "))\(more)"))
        }
        return ComparisonSummary(
            reference: reference, regressions: lines(regressions), improvements: lines(improvements),
            newFindings: lines(newFindings), vanishedFindings: lines(vanishedFindings), others: others)
    }
}
