internal import Specifications

/// Counts of a check while it runs.
struct CheckTally {
    let budget: Budget
    var cases = 0
    var kinks = 0
    /// The worst element so far.
    var worst: ElementRecord?
    /// One element each of the worst cases so far.
    var worstCases = WorstCases()
    /// Nil where elements have no errors to speak of.
    var profile: ErrorProfile?
    /// By number of terms.
    private var growth: [Int: (elements: Int, omega: Double)] = [:]
    private var elements = 0
    private var verdicts: [Verdict: Int] = [:]
    private var misrounded = 0
    private var undecidedRoundings = 0
    private var silentlyWrong = 0
    private var specials = 0
    private var maximumULP: Double?
    private var maximumOmega: Double?
    private var worstBadness: (Int, Double)?

    init(budget: Budget, isProfiled: Bool = false) {
        self.budget = budget
        profile = isProfiled ? ErrorProfile() : nil
    }

    var hasFindings: Bool { verdicts.contains { $0.key.isFinding && $0.value > 0 } }

    /// The largest errors so far: what is certainly below them changes no record. Nil before the first.
    var reach: FastTier.Reach? { maximumULP.map { FastTier.Reach(ulps: $0, omega: maximumOmega) } }

    /// Counts an element; true when it is the worst so far.
    ///
    /// - Parameter value: the float whose binade it belongs to; nil for an element that is no float32.
    mutating func note(_ judgement: ElementJudgement, at value: Double? = nil) -> Bool {
        elements += 1
        verdicts[judgement.verdict, default: 0] += 1
        if judgement.isMisrounded { misrounded += 1 }
        if !judgement.isRoundingDecided { undecidedRoundings += 1 }
        if judgement.isSilentlyWrong(budget: budget) { silentlyWrong += 1 }
        if judgement.special != nil { specials += 1 }
        if let ulps = judgement.ulps?.upperBound { maximumULP = max(maximumULP ?? 0, ulps) }
        if let omega = judgement.omega { maximumOmega = max(maximumOmega ?? 0, omega) }
        if let value {
            profile?.note(judgement, at: value)
            if let omega = judgement.omega {
                let known = growth[judgement.terms] ?? (0, 0)
                growth[judgement.terms] = (known.elements + 1, max(known.omega, omega))
            }
        }
        let badness = judgement.badness(budget.metric)
        if let worstBadness, badness <= worstBadness { return false }
        worstBadness = badness
        return true
    }

    /// From few terms to many.
    var growthRecords: [GrowthRecord] {
        growth.sorted { $0.key < $1.key }.map {
            GrowthRecord(terms: $0.key, elements: $0.value.elements, maximumOmega: $0.value.omega)
        }
    }

    func record(replaying implementation: String) -> CheckRecord {
        CheckRecord(
            status: hasFindings ? .failed : elements > 0 || cases > 0 ? .passed : .notRun, cases: cases,
            elements: elements,
            verdicts: Dictionary(uniqueKeysWithValues: Verdict.allCases.map { ($0.rawValue, verdicts[$0] ?? 0) }),
            misrounded: misrounded, undecidedRoundings: undecidedRoundings, silentlyWrong: silentlyWrong,
            specials: specials, maximumULP: maximumULP, maximumOmega: maximumOmega, budget: budget.text,
            worstReplay: worst?.replay, kinks: kinks)
    }
}

/// Findings in the order in which they were met; of each kind the first few are kept and the first with each verdict, all are
/// counted.
struct FindingList {
    private static let limitPerKind = 9
    private(set) var count = 0
    private(set) var shown: [FindingRecord] = []
    private var countByKind: [String: Int] = [:]
    private(set) var unexpected: [FindingRecord] = []
    /// How many there are of each sort that nobody expected.
    private(set) var unexpectedCounts: [String: Int] = [:]

    mutating func add(_ finding: FindingRecord) {
        count += 1
        let kind = finding.kind.rawValue + (finding.isExpected ? "-expected" : "")
        countByKind[kind, default: 0] += 1
        if !finding.isExpected {
            unexpectedCounts[finding.sort, default: 0] += 1
            if unexpected.count < 64 { unexpected.append(finding) }
        }
        let isFirst = finding.element != nil && !finding.isExpected && unexpectedCounts[finding.sort] == 1
        if isFirst || countByKind[kind]! <= Self.limitPerKind { shown.append(finding) }
    }
}
