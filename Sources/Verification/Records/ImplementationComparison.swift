internal import Specifications

/// What changed about one implementation.
struct ImplementationComparison {
    typealias Side = (operation: OperationRecord, implementation: ImplementationRecord)

    private let before: Side
    private let after: Side
    private let hasSameCases: Bool
    private(set) var changes: [RunComparison.Change] = []
    private(set) var newFindings: [RunComparison.Finding] = []
    private(set) var vanishedFindings: [RunComparison.Finding] = []

    init(_ before: Side, _ after: Side, hasSameCases: Bool) {
        self.before = before
        self.after = after
        self.hasSameCases = hasSameCases
    }

    mutating func compare() {
        let (old, new) = (before.implementation, after.implementation)
        if old.outcome != new.outcome {
            add(
                new.outcome.failsRun == old.outcome.failsRun
                    ? .other : new.outcome.failsRun ? .worse : .better, .outcome(old.outcome, new.outcome))
        }
        compare("values", old.forward, new.forward)
        compare("gradient", old.gradient, new.gradient)
        compare("formula", old.formula?.status, new.formula?.status)
        compare("finite differences", old.differences?.status, new.differences?.status)
        compare("repeated runs", old.determinism.differing, new.determinism.differing)
        compare("layouts in memory", old.layouts.differing, new.layouts.differing)
        compare("places and lengths", old.positions.differing, new.positions.differing)
        compareFrontiers()
        compareTexts()
        compareFindings()
    }

    private mutating func add(_ direction: RunComparison.Change.Direction, _ subject: RunComparison.Subject) {
        changes.append(
            RunComparison.Change(
                operation: after.operation.name, implementation: after.implementation.name, direction: direction,
                subject: subject))
    }

    // MARK: Checks

    private mutating func compare(_ check: String, _ old: CheckRecord?, _ new: CheckRecord?) {
        compare(check, old?.status, new?.status)
        guard let old, let new, old.status != .notRun, new.status != .notRun else { return }
        let usesOmega = new.budget?.hasSuffix("omega") == true
        let (oldError, newError) =
            usesOmega ? (old.maximumOmega, new.maximumOmega) : (old.maximumULP, new.maximumULP)
        if let direction = RunComparison.direction(oldError, newError, hasSameCases: hasSameCases) {
            add(
                direction,
                .error(check: check, metric: usesOmega ? "omega" : "ulp", oldError, newError, budget: new.budget))
        }
        // Of another number of elements, other counts say nothing.
        guard hasSameCases, old.elements == new.elements else { return }
        compare(check, "silently wrong", old.silentlyWrong, new.silentlyWrong)
        for verdict in Verdict.allCases where verdict.isFinding {
            compare(check, verdict.text, old.verdicts[verdict.rawValue] ?? 0, new.verdicts[verdict.rawValue] ?? 0)
        }
        compare(check, "misrounded", old.misrounded, new.misrounded)
    }

    private mutating func compare(_ check: String, _ kind: String, _ old: Int, _ new: Int) {
        if old != new { add(new > old ? .worse : .better, .count(check: check, kind: kind, old, new)) }
    }

    private mutating func compare(_ check: String, _ old: Int, _ new: Int) {
        // How many cases were tried may differ; whether any differed may not.
        if (old == 0) != (new == 0) {
            add(
                new > 0 ? .worse : .better,
                .status(check: check, old > 0 ? .failed : .passed, new > 0 ? .failed : .passed))
        }
    }

    private mutating func compare(_ check: String, _ old: CheckRecord.Status?, _ new: CheckRecord.Status?) {
        let (old, new) = (old ?? .notRun, new ?? .notRun)
        guard old != new else { return }
        // A check that no longer runs no longer finds anything.
        let direction: RunComparison.Change.Direction =
            new == .failed || old == .passed ? .worse : old == .failed && new == .passed ? .better : .other
        add(direction, .status(check: check, old, new))
    }

    // MARK: Frontiers

    private mutating func compareFrontiers() {
        func byPlace(_ frontiers: [FrontierRecord]) -> [String: FrontierRecord] {
            Dictionary(frontiers.map { ($0.place, $0) }) { first, _ in first }
        }
        let (old, new) = (byPlace(before.implementation.frontiers), byPlace(after.implementation.frontiers))
        for place in Set(old.keys).union(new.keys).sorted() {
            let (was, now) = (old[place], new[place])
            guard was?.lastGood != now?.lastGood || was?.firstBad != now?.firstBad else { continue }
            add(Self.direction(was, now), .frontier(was, now))
        }
    }

    /// A range of good results that shrank is worse; a break that is the function's own is nobody's fault.
    private static func direction(
        _ was: FrontierRecord?, _ now: FrontierRecord?
    ) -> RunComparison.Change.Direction {
        guard let was else { return now?.isInherent == false ? .worse : .other }
        guard let now else { return was.isInherent ? .other : .better }
        if was.isInherent != now.isInherent { return now.isInherent ? .better : .worse }
        guard let old = was.lastGood.float, let new = now.lastGood.float, let bad = now.firstBad.float, old != new
        else { return .other }
        let isAbove = bad > new
        return (new > old) == isAbove ? .better : .worse
    }

    // MARK: Specifications and findings

    private mutating func compareTexts() {
        // Of an implementation other than the default one, texts are the operation's, and said there.
        guard after.implementation.name == after.operation.implementations.first?.name else { return }
        func compare(_ name: String, _ old: String?, _ new: String?) {
            if old != new { add(.other, .text(of: name, old, new)) }
        }
        compare("definition", before.operation.definition, after.operation.definition)
        compare("budget of values", before.operation.forwardBudget, after.operation.forwardBudget)
        compare("budget of gradients", before.operation.gradientBudget, after.operation.gradientBudget)
    }

    /// Records list the first findings only; one that a longer list might hold is neither new nor gone.
    private mutating func compareFindings() {
        let (old, new) = (before.implementation, after.implementation)
        let (oldKeys, newKeys) = (Set(old.unexpected.map(key)), Set(new.unexpected.map(key)))
        if old.listsAll || oldKeys.isEmpty {
            var seen = oldKeys
            newFindings = new.unexpected.filter { seen.insert(key($0)).inserted }.map(finding)
        }
        if new.listsAll || newKeys.isEmpty {
            var seen = newKeys
            vanishedFindings = old.unexpected.filter { seen.insert(key($0)).inserted }.map(finding)
        }
    }

    /// How many are new: those of the list, or more where the counts say so.
    var newFindingCount: Int {
        let (old, new) = (before.implementation, after.implementation)
        guard !newFindings.isEmpty, let oldSorts = old.unexpectedSorts, let newSorts = new.unexpectedSorts else {
            return newFindings.count
        }
        let more = newSorts.reduce(0) { $0 + max(0, $1.value - (oldSorts[$1.key] ?? 0)) }
        return max(newFindings.count, more)
    }

    private func key(_ finding: FindingRecord) -> String {
        guard hasSameCases else { return "\(after.implementation.name)/\(finding.topic)" }
        return hasFingerprints ? finding.fingerprint ?? finding.id : finding.id
    }

    /// Whether findings of both are known by what their cases are, and not only by their places in the specification.
    private var hasFingerprints: Bool {
        (before.implementation.findings + after.implementation.findings).allSatisfy { $0.fingerprint != nil }
    }

    private func finding(_ finding: FindingRecord) -> RunComparison.Finding {
        RunComparison.Finding(
            operation: after.operation.name, implementation: after.implementation.name, finding: finding)
    }
}

extension ImplementationRecord {
    /// The findings in the list that nobody expected.
    public var unexpected: [FindingRecord] { findings.filter { !$0.isExpected } }

    /// Whether every finding is in the list.
    fileprivate var listsAll: Bool { findings.count == findingCount }

    /// How many findings that nobody expected there are of each sort; nil where the record, of an older version, does not tell.
    public var unexpectedSorts: [String: Int]? {
        if let unexpectedCounts { return unexpectedCounts }
        return listsAll ? Dictionary(grouping: unexpected, by: \.sort).mapValues(\.count) : nil
    }
}

extension FrontierRecord {
    /// What it has in common with the frontier of another run.
    fileprivate var place: String {
        "\(probe)/\(size ?? 1)/\(direction)/\(observed)/\(classBefore)/\(classAfter)/\(lastGood.decimal.hasPrefix("-"))"
    }
}

extension FloatRecord {
    /// The float32 that it spells; nil for another dtype.
    var float: Float? {
        guard bits.count == 10, bits.hasPrefix("0x") else { return nil }
        return UInt32(bits.dropFirst(2), radix: 16).map(Float.init(bitPattern:))
    }
}

extension FindingRecord {
    /// What the finding is about, whatever the case and the element: `forward`, `gradient-x`, `special-row-3`.
    public var topic: String {
        let last = id.split(separator: "/").last.map(String.init) ?? id
        return String(last.prefix { $0 != "[" })
    }

    /// What sort of finding it is: its topic and, for a judged element, how it fails: `forward: over budget`.
    public var sort: String {
        topic + (element.map { ": \($0.isSilentlyWrong ? "silently wrong" : $0.verdict.text)" } ?? "")
    }
}
