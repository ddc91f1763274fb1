/// What changed since the run that a report is compared with, as the overview of a report shows it.
///
/// The lines say what a comparison of two records found; the report adds nothing to them. They are text: nothing in them
/// can act as markup.
public struct ComparisonSummary: Sendable, Equatable {
    /// What the run is compared with, as a reader knows it: `run 12 of 3 March`, or `baseline.json`.
    public var reference: String
    /// What is worse than it was, the worst first.
    public var regressions: [Line]
    /// What is better than it was.
    public var improvements: [Line]
    /// Findings that were not there.
    public var newFindings: [Line]
    /// Findings that are gone.
    public var vanishedFindings: [Line]
    /// What is neither: other cases, versions, budgets, operations.
    public var others: [Line]
    /// Whether nobody asked for it, so that it says what one machine remembers.
    public var isImplied = false

    /// One change, in words.
    public struct Line: Sendable, Equatable {
        /// The operation that it is about, to which the report links; nil for a change of the whole run.
        public var operation: String?
        /// `softmax: values 0.501 ulp → 2.51 ulp`
        public var text: String

        public init(operation: String? = nil, text: String) {
            self.operation = operation
            self.text = text
        }
    }

    public init(
        reference: String, regressions: [Line] = [], improvements: [Line] = [], newFindings: [Line] = [],
        vanishedFindings: [Line] = [], others: [Line] = []
    ) {
        self.reference = reference
        self.regressions = regressions
        self.improvements = improvements
        self.newFindings = newFindings
        self.vanishedFindings = vanishedFindings
        self.others = others
    }

    /// Whether nothing changed.
    public var isEmpty: Bool { groups.isEmpty }
}

extension ComparisonSummary {
    /// What is not empty, what matters most first.
    var groups: [(name: String, lines: [Line])] {
        [
            ("Regressions", regressions), ("New findings", newFindings), ("Improvements", improvements),
            ("Findings that are gone", vanishedFindings), ("Otherwise different", others),
        ].filter { !$0.1.isEmpty }
    }

    /// `since 9c41d07e (2026-03-02 17:45:01): 2 regressions (exp, tanh), 1 improvement (log)`
    public var answer: String {
        func clause(_ lines: [Line], _ one: String) -> String? {
            guard !lines.isEmpty else { return nil }
            var names: [String] = []
            for name in lines.compactMap(\.operation) where !names.contains(name) { names.append(name) }
            let shown = names.prefix(4).joined(separator: ", ") + (names.count > 4 ? ", ..." : "")
            return counted(lines.count, one) + (names.isEmpty ? "" : " (\(shown))")
        }
        let clauses = [
            clause(regressions, "regression"), clause(newFindings, "new finding"), clause(improvements, "improvement"),
            clause(vanishedFindings, "finding").map { "\($0) gone" }, clause(others, "other difference"),
        ].compactMap(\.self)
        return "since \(reference): " + (clauses.isEmpty ? "nothing changed" : clauses.joined(separator: ", "))
    }
}
