import Verification

/// One implementation held to its entry in a baseline.
struct ImplementationVerdict {
    private(set) var failures: [BaselineVerdict.Failure] = []
    private(set) var allowed = 0
    private(set) var better: [String] = []
    private let operation: String
    private let found: ImplementationRecord
    private let hasSameCases: Bool

    /// Findings of a sort that are said one by one.
    private static let shown = 4

    init(
        _ found: ImplementationRecord, of operation: OperationRecord, _ entry: Baseline.Entry?, hasSameCases: Bool
    ) {
        self.operation = operation.name
        self.found = found
        self.hasSameCases = hasSameCases
        checkFindings(entry?.allowances ?? [:])
        guard let entry else { return }
        check("values", found.forward, entry.values)
        if let gradient = entry.gradient { check("gradient", found.gradient, gradient) }
    }

    /// Within budget, another machine has every right to another last bit.
    private var isComparable: Bool { hasSameCases && !found.isMachineDependent }

    private mutating func fail(
        _ topic: String, _ text: String, kind: BaselineVerdict.Failure.Kind = .worse, finding: String? = nil,
        count: Int = 1
    ) {
        failures.append(
            BaselineVerdict.Failure(
                kind: kind, operation: operation, implementation: found.name, topic: topic, text: text,
                finding: finding, count: count))
    }

    // MARK: Findings

    private mutating func checkFindings(_ allowances: [String: Int]) {
        let name = found.name
        guard let sorts = found.unexpectedSorts else {
            return fail(
                "record", "\(name): its record, of an older version, does not tell all that was found; run it again")
        }
        for (sort, count) in sorts.sorted(by: { $0.key < $1.key }) {
            guard let before = allowances[sort] else {
                failNewSort(sort, count)
                continue
            }
            allowed += count
            // Elements are compared by their verdicts, below.
            if isComparable, count != before,
                !found.unexpected.contains(where: { $0.sort == sort && $0.element != nil })
            {
                let line = "\(name): \(sort): \(countText(before)) → \(counted(count, "finding"))"
                if count > before { fail(sort, line) } else { better.append(line) }
            }
        }
        for sort in allowances.keys.sorted() where sorts[sort] == nil {
            if hasSameCases {
                fail(
                    sort,
                    "\(name): '\(sort)' is allowed, but not found any more; save the baseline again to take it out",
                    kind: .stale)
            } else {
                better.append("\(name): '\(sort)' was not found with these cases")
            }
        }
    }

    /// Says the first findings of a sort that is not allowed, and how many more there are.
    private mutating func failNewSort(_ sort: String, _ count: Int) {
        let listed = found.unexpected.filter { $0.sort == sort }
        for (place, finding) in listed.enumerated() {
            guard place < Self.shown else { break }
            fail(sort, finding.message + (finding.replay.map { "\n    \($0)" } ?? ""), finding: finding.id)
        }
        let rest = count - min(listed.count, Self.shown)
        guard rest > 0 else { return }
        fail(
            sort,
            "\(found.name): '\(sort)' is not allowed, and found \(listed.isEmpty ? "" : "another ")\(counted(rest, "time"))",
            finding: listed.last?.id, count: rest)
    }

    // MARK: Errors

    private mutating func check(_ title: String, _ check: CheckRecord?, _ entry: Baseline.Errors) {
        let name = found.name
        guard let check, check.status != .notRun else {
            if entry.status != .notRun { fail("\(title): not checked", "\(name): \(title): no longer checked") }
            return
        }
        let usesOmega = check.budget?.hasSuffix("omega") == true
        let (old, new) = usesOmega ? (entry.omega, check.maximumOmega) : (entry.maximum, check.maximumULP)
        if let old, let new, let direction = RunComparison.direction(old, new, hasSameCases: isComparable) {
            var texts = (boundText(old), boundText(new))
            if texts.0 == texts.1 { texts = ("\(old)", "\(new)") }
            let change =
                "\(name): \(title): largest error \(texts.0) → \(texts.1) \(usesOmega ? "omega" : "ulp")"
            // Within budget, another sample has every right to another maximum.
            if direction == .worse, isComparable || check.status == .failed {
                fail("\(title): largest error", change + (check.worstReplay.map { "\n    \($0)" } ?? ""))
            } else if direction == .better, entry.status == .failed {
                better.append(change)
            }
        }
        guard isComparable, check.elements == entry.elements else { return }
        for verdict in Verdict.allCases where verdict.isFinding {
            count(
                "\(title): \(verdict.text)", entry.verdicts[verdict.rawValue] ?? 0,
                check.verdicts[verdict.rawValue] ?? 0)
        }
        count("\(title): silently wrong", entry.silentlyWrong, check.silentlyWrong)
        if let misrounded = entry.misrounded { count("\(title): misrounded", misrounded, check.misrounded) }
    }

    private mutating func count(_ topic: String, _ old: Int, _ new: Int) {
        let line = "\(found.name): \(topic): \(countText(old)) → \(counted(new, "element"))"
        if new > old { fail(topic, line) } else if new < old { better.append(line) }
    }
}
