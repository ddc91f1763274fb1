public import Verification

/// A run held to a baseline.
///
/// The run fails on what is worse: findings of a sort that is not allowed, more elements with a verdict, more misrounded
/// ones, larger errors (those within budget, too). It fails on allowances that nothing needs any more, so that a baseline
/// only ever shrinks. What is better is no failure.
public struct BaselineVerdict: Sendable, Equatable {
    /// One reason for the run to fail.
    public struct Failure: Sendable, Equatable {
        public enum Kind: Sendable, Equatable {
            case worse
            /// An allowance that nothing needs.
            case stale
        }

        public var kind: Kind
        public var operation: String
        public var implementation: String
        /// What it is about, without anything that is measured: `values: largest error`.
        public var topic: String
        /// In words, with the command that shows it where there is one.
        public var text: String
        /// The finding that it is, of those that the record lists.
        public var finding: String?
        /// How many findings it stands for.
        public var count = 1
    }

    public var failures: [Failure] = []
    /// Findings that the baseline allows, and the implementations that have them.
    public var allowed = 0
    public var allowedImplementations: [String] = []
    /// What is better, and could be kept by saving the baseline anew.
    public var better: [String] = []
    private let baseline: Baseline

    public var passes: Bool { failures.isEmpty }

    /// What is worse than the baseline allows.
    public var worse: [String] { failures.filter { $0.kind == .worse }.map(\.text) }

    /// Allowances that nothing needs.
    public var stale: [String] { failures.filter { $0.kind == .stale }.map(\.text) }

    /// All that fails the run, what is worse first.
    public var lines: [String] { worse + stale }

    /// Whether the baseline allows findings of the sort that one is of.
    public func allows(_ finding: FindingRecord, of implementation: String) -> Bool {
        baseline.implementations[implementation]?.allowances[finding.sort] != nil
    }

    /// - Parameter isWhole: whether the run was of all operations, so that what it lacks is gone.
    public init(_ record: RunRecord, against baseline: Baseline, isWhole: Bool) {
        self.baseline = baseline
        let hasSameCases = record.seed == baseline.seed && record.cases == baseline.cases
        for operation in record.operations {
            for found in operation.implementations {
                let part = ImplementationVerdict(
                    found, of: operation, baseline.implementations[found.name], hasSameCases: hasSameCases)
                failures += part.failures
                better += part.better
                allowed += part.allowed
                if part.allowed > 0 { allowedImplementations.append(found.name) }
            }
        }
        guard isWhole else { return }
        let names = Set(record.operations.flatMap(\.implementations).map(\.name))
        for (name, entry) in baseline.implementations.sorted(by: { $0.key < $1.key }) where !names.contains(name) {
            failures += entry.allowances.keys.sorted().map {
                Failure(
                    kind: .stale, operation: entry.operation, implementation: name, topic: $0,
                    text: "\(name): '\($0)' is allowed, but there is no \(name) any more")
            }
        }
    }
}

extension BaselineVerdict {
    /// The end of a run: what is allowed, in a sentence.
    public var summary: String {
        func count(_ kind: Failure.Kind) -> Int { failures.filter { $0.kind == kind }.reduce(0) { $0 + $1.count } }
        var clauses: [String] = []
        if !worse.isEmpty { clauses.append("\(counted(count(.worse), "finding")) worse than the baseline") }
        if !stale.isEmpty { clauses.append("\(counted(count(.stale), "allowance")) no longer needed") }
        if allowed > 0 {
            clauses.append(
                "\(counted(allowed, "finding")) of \(allowedImplementations.joined(separator: ", ")) allowed by it")
        }
        if passes { clauses.insert("nothing is worse than the baseline", at: 0) }
        if !better.isEmpty { clauses.append("\(counted(better.count, "thing")) better") }
        return clauses.joined(separator: "; ") + "."
    }
}
