/// What changed from one run to another.
///
/// Two runs of the same cases (one seed, one number of cases) differ only where code, libraries or specifications do, so
/// every change counts. Of other runs the largest errors are those of other samples: only growth beyond
/// `Self.sampleTolerance` is called a change, and findings are compared by what they are about, not by their cases.
public struct RunComparison: Sendable, Equatable {
    /// One change of one implementation.
    public struct Change: Sendable, Equatable {
        public var operation: String
        public var implementation: String
        public var direction: Direction
        public var subject: Subject

        public enum Direction: Sendable, Equatable {
            case worse, better
            /// Neither: another budget, another definition.
            case other
        }
    }

    /// What a change is about.
    public enum Subject: Sendable, Equatable {
        /// The verdict on the implementation.
        case outcome(ImplementationRecord.Outcome, ImplementationRecord.Outcome)
        /// The largest error that a check met, in the metric of the budget; nil before the first.
        case error(check: String, metric: String, Double?, Double?, budget: String?)
        /// Elements of one kind, of as many elements as before: `misrounded`, `wrong class`, `silently wrong`.
        case count(check: String, kind: String, Int, Int)
        /// The status of a check that is about no single element.
        case status(check: String, CheckRecord.Status, CheckRecord.Status)
        /// Where a result breaks: on the same probe, between the same classes. Nil where there is none.
        case frontier(FrontierRecord?, FrontierRecord?)
        /// A text of the specification that the run was held to.
        case text(of: String, String?, String?)
    }

    /// A finding that only one of the runs has and that nobody expected.
    public struct Finding: Sendable, Equatable {
        public var operation: String
        public var implementation: String
        public var finding: FindingRecord
    }

    /// A budget that allows much more than was met.
    public struct Tightening: Sendable, Equatable {
        public var operation: String
        public var implementation: String
        /// `values` or `gradient`
        public var check: String
        public var budget: String
        /// The largest error, in ulps, and of how many elements.
        public var maximum: Double
        public var elements: Int
    }

    /// Whether both runs checked the same cases.
    public var hasSameCases = true
    /// Other facts in which the runs differ, in words: seeds, versions, libraries.
    public var circumstances: [String] = []
    /// By operation, in the order of their names.
    public var changes: [Change] = []
    public var newFindings: [Finding] = []
    public var vanishedFindings: [Finding] = []
    /// How many findings are new, those that the records count and do not list among them.
    public var newFindingCount = 0
    /// Operations and implementations that only one of the runs has.
    public var added: [String] = []
    public var removed: [String] = []
    /// How many implementations both have.
    public var compared = 0
    /// Budgets of the later run that could be tightened.
    public var tightenings: [Tightening] = []

    /// Growth of the largest error that another sample may well show: a tenth and 0.05 ulp.
    static func sampleTolerance(_ error: Double) -> Double { error * 0.1 + 0.05 }

    /// Whether an error grew or shrank by more than chance explains.
    public static func direction(_ old: Double?, _ new: Double?, hasSameCases: Bool) -> Change.Direction? {
        let (old, new) = (old ?? 0, new ?? 0)
        if old == new { return nil }
        let (small, large) = (min(old, new), max(old, new))
        // Where all is as it was, a bound of one error may still come from another precision.
        let tolerance = hasSameCases ? small * 1e-9 : sampleTolerance(small)
        guard large - small > tolerance || !large.isFinite else { return nil }
        return new > old ? .worse : .better
    }

    public var regressions: [Change] { changes.filter { $0.direction == .worse } }
    public var improvements: [Change] { changes.filter { $0.direction == .better } }

    /// Whether something is worse than it was.
    public var hasRegressions: Bool { !regressions.isEmpty || !newFindings.isEmpty }

    /// The operations about which something is worse, in the order of their names.
    public var worseOperations: [String] {
        Set(regressions.map(\.operation) + newFindings.map(\.operation)).sorted()
    }

    /// The operations about which something is better and nothing worse.
    public var betterOperations: [String] {
        Set(improvements.map(\.operation) + vanishedFindings.map(\.operation)).subtracting(worseOperations).sorted()
    }
}

extension RunComparison {
    public init(from before: RunRecord, to after: RunRecord) {
        hasSameCases = before.seed == after.seed && before.cases == after.cases
        circumstances = Self.circumstances(before, after)
        let (old, new) = (before.byImplementation, after.byImplementation)
        for key in Set(old.keys).union(new.keys).sorted() {
            switch (old[key], new[key]) {
            case (let old?, let new?):
                compared += 1
                var pair = ImplementationComparison(old, new, hasSameCases: hasSameCases)
                pair.compare()
                changes += pair.changes
                newFindings += pair.newFindings
                newFindingCount += pair.newFindingCount
                vanishedFindings += pair.vanishedFindings
            case (nil, _): added.append(key)
            case (_, nil): removed.append(key)
            }
        }
        tightenings = after.tightenings
    }

    private static func circumstances(_ before: RunRecord, _ after: RunRecord) -> [String] {
        var facts: [String] = []
        func compare(_ name: String, _ old: String, _ new: String) {
            if old != new { facts.append("\(name): \(old) → \(new)") }
        }
        compare("seed", "\(before.seed)", "\(after.seed)")
        compare("cases for each tuple of shapes", "\(before.cases)", "\(after.cases)")
        compare("Plumbline", before.plumbline, after.plumbline)
        compare("subject", before.subject.name, after.subject.name)
        compare("version of the subject", before.subject.version, after.subject.version)
        let libraries = (before.subject.libraries, after.subject.libraries)
        for name in Set(libraries.0.keys).union(libraries.1.keys).sorted() {
            compare(name, libraries.0[name] ?? "none", libraries.1[name] ?? "none")
        }
        compare(
            "subnormal numbers", before.subject.keepsSubnormals ? "kept" : "flushed",
            after.subject.keepsSubnormals ? "kept" : "flushed")
        return facts
    }
}

extension RunRecord {
    /// Implementations with the operations that they are of, by name.
    var byImplementation: [String: (operation: OperationRecord, implementation: ImplementationRecord)] {
        var found: [String: (operation: OperationRecord, implementation: ImplementationRecord)] = [:]
        for operation in operations {
            for implementation in operation.implementations { found[implementation.name] = (operation, implementation) }
        }
        return found
    }
}
