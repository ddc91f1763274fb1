/// Two subjects side by side: what each makes of the operations that both have.
///
/// Implementations are matched by name, and those that only one subject has with nothing. Errors are compared, not verdicts:
/// every subject has a budget of its own.
public struct SubjectComparison: Sendable, Equatable {
    public struct Row: Sendable, Equatable {
        public var operation: String
        public var implementation: String
        /// `values` or `gradient`
        public var check: String
        public var first: CheckRecord
        public var second: CheckRecord

        /// Which has the smaller error; nil where they are as good, or one was not checked.
        public var better: Side? {
            guard first.status != .notRun, second.status != .notRun else { return nil }
            // Wrong classes are worse than any error.
            let (a, b) = (Self.rank(first), Self.rank(second))
            return a == b ? nil : a.lexicographicallyPrecedes(b) ? .first : .second
        }

        private static func rank(_ check: CheckRecord) -> [Double] {
            [Double(check.verdicts[Verdict.wrongClass.rawValue] ?? 0), check.maximumULP ?? 0, Double(check.misrounded)]
        }
    }

    public enum Side: Sendable { case first, second }

    public var first: SubjectRecord
    public var second: SubjectRecord
    public var rows: [Row]
    /// Operations that only one of them was checked for.
    public var onlyFirst: [String]
    public var onlySecond: [String]

    public init(_ first: RunRecord, _ second: RunRecord) {
        self.first = first.subject
        self.second = second.subject
        let (a, b) = (first.byImplementation, second.byImplementation)
        rows = []
        for name in Set(a.keys).intersection(b.keys).sorted() {
            let (one, other) = (a[name]!, b[name]!)
            let operation = one.operation.name
            rows.append(
                Row(
                    operation: operation, implementation: name, check: "values", first: one.implementation.forward,
                    second: other.implementation.forward))
            if let gradient = one.implementation.gradient, let another = other.implementation.gradient,
                gradient.status != .notRun, another.status != .notRun
            {
                rows.append(
                    Row(
                        operation: operation, implementation: name, check: "gradient", first: gradient, second: another)
                )
            }
        }
        let (all, others) = (Set(first.operations.map(\.name)), Set(second.operations.map(\.name)))
        onlyFirst = all.subtracting(others).sorted()
        onlySecond = others.subtracting(all).sorted()
    }
}
