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
        vanishedFindings: [Line] = []
    ) {
        self.reference = reference
        self.regressions = regressions
        self.improvements = improvements
        self.newFindings = newFindings
        self.vanishedFindings = vanishedFindings
    }

    /// Whether nothing changed.
    public var isEmpty: Bool {
        regressions.isEmpty && improvements.isEmpty && newFindings.isEmpty && vanishedFindings.isEmpty
    }
}
