public import Verification

/// A run held to a baseline.
///
/// The run fails on what is worse: findings that are not allowed, more elements with a verdict, larger errors (those within
/// budget, too). It fails on allowances that nothing needs any more, so that a baseline only ever shrinks. What is better is
/// no failure.
public struct BaselineVerdict: Sendable, Equatable {
    /// What is worse than the baseline allows, a line each, with the command that shows it where there is one.
    public var worse: [String] = []
    /// Allowances that nothing needs.
    public var stale: [String] = []
    /// Findings that the baseline allows, and the implementations that have them.
    public var allowed = 0
    public var allowedImplementations: [String] = []
    /// What is better, and could be kept by saving the baseline anew.
    public var better: [String] = []

    public var passes: Bool { worse.isEmpty && stale.isEmpty }

    /// - Parameter isWhole: whether the run was of all operations, so that what it lacks is gone.
    public init(_ record: RunRecord, against baseline: Baseline, isWhole: Bool) {
        let hasSameCases = record.seed == baseline.seed && record.cases == baseline.cases
        for operation in record.operations {
            for found in operation.implementations {
                check(found, baseline.implementations[found.name], hasSameCases: hasSameCases)
            }
        }
        guard isWhole else { return }
        let names = Set(record.operations.flatMap(\.implementations).map(\.name))
        for (name, entry) in baseline.implementations.sorted(by: { $0.key < $1.key })
        where !names.contains(name) && !entry.allowances.isEmpty {
            stale += entry.allowances.map { "\(name): '\($0)' is allowed, but there is no \(name) any more" }
        }
    }

    private mutating func check(_ found: ImplementationRecord, _ entry: Baseline.Entry?, hasSameCases: Bool) {
        let name = found.name
        var isAllowed = false
        for finding in found.unexpected {
            if let entry, entry.allows(finding) {
                allowed += 1
                isAllowed = true
            } else {
                worse.append(finding.message + (finding.replay.map { "\n    \($0)" } ?? ""))
            }
        }
        if isAllowed { allowedImplementations.append(name) }
        guard let entry else { return }
        check("values", found.forward, entry.values, found, hasSameCases: hasSameCases)
        if let gradient = entry.gradient {
            check("gradient", found.gradient, gradient, found, hasSameCases: hasSameCases)
        }
        let present = Set(found.unexpected.map(\.allowance))
        let gone = entry.allowances.filter { allowance in
            guard !present.contains(allowance) else { return false }
            // A list that is cut off may have cut this one off.
            return !found.unexpected.contains { found.unlistedKinds.contains($0.kind.rawValue) }
        }
        if hasSameCases {
            stale += gone.map {
                "\(name): '\($0)' is allowed, but not found any more; save the baseline again to take it out"
            }
        } else {
            better += gone.map { "\(name): '\($0)' was not found with these cases" }
        }
    }

    private mutating func check(
        _ title: String, _ check: CheckRecord?, _ entry: Baseline.Errors, _ found: ImplementationRecord,
        hasSameCases: Bool
    ) {
        let name = found.name
        guard let check, check.status != .notRun else {
            if entry.status != .notRun { worse.append("\(name): \(title): no longer checked") }
            return
        }
        let usesOmega = check.budget?.hasSuffix("omega") == true
        let metric = usesOmega ? "omega" : "ulp"
        let (old, new) = usesOmega ? (entry.omega, check.maximumOmega) : (entry.maximum, check.maximumULP)
        // Within budget, another sample or another machine has every right to another maximum.
        let isComparable = hasSameCases && !found.isMachineDependent
        if let old, let new, old != new {
            let tolerance = isComparable ? min(old, new) * 1e-3 : min(old, new) * 0.1 + 0.05
            let change = "\(name): \(title): largest error \(boundText(old)) → \(boundText(new)) \(metric)"
            if new - old > tolerance || new == .infinity, isComparable || check.status == .failed {
                worse.append(change + (check.worstReplay.map { "\n    \($0)" } ?? ""))
            } else if old - new > tolerance, entry.status == .failed {
                better.append(change)
            }
        }
        guard isComparable, check.elements == entry.elements else { return }
        for verdict in Verdict.allCases where verdict.isFinding {
            count(
                "\(name): \(title): \(verdict.text)", entry.verdicts[verdict.rawValue] ?? 0,
                check.verdicts[verdict.rawValue] ?? 0)
        }
        count("\(name): \(title): silently wrong", entry.silentlyWrong, check.silentlyWrong)
    }

    private mutating func count(_ text: String, _ old: Int, _ new: Int) {
        let line = "\(text): \(countText(old)) → \(counted(new, "element"))"
        if new > old { worse.append(line) } else if new < old { better.append(line) }
    }
}

extension Baseline.Entry {
    /// Whether a finding is one of those that the project lives with.
    fileprivate func allows(_ finding: FindingRecord) -> Bool {
        allowances.contains(finding.allowance) || unlisted.contains(finding.kind.rawValue)
    }
}

extension BaselineVerdict {
    /// The end of a run: what is allowed, in a sentence.
    public var summary: String {
        var clauses: [String] = []
        if !worse.isEmpty { clauses.append("\(counted(worse.count, "finding")) worse than the baseline") }
        if !stale.isEmpty { clauses.append("\(counted(stale.count, "allowance")) no longer needed") }
        if allowed > 0 {
            clauses.append(
                "\(counted(allowed, "finding")) of \(allowedImplementations.joined(separator: ", ")) allowed by it")
        }
        if passes { clauses.insert("nothing is worse than the baseline", at: 0) }
        if !better.isEmpty { clauses.append("\(counted(better.count, "thing")) better") }
        return clauses.joined(separator: "; ") + "."
    }
}
