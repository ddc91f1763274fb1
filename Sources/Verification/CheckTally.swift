internal import Specifications

/// Counts of a check while it runs.
struct CheckTally {
    let budget: Budget
    var cases = 0
    var kinks = 0
    /// The worst element so far.
    var worst: ElementRecord?
    /// The element that has the largest error so far, in the budget's metric: the worst one, unless that has no error to speak
    /// of, as NaN has none.
    var largest: ElementRecord?
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
    private var largestError: Double?

    /// What an element is among those before it.
    struct Standing: Equatable {
        var isWorst = false
        var hasLargestError = false

        /// Whether it is to be remembered.
        var isRecord: Bool { isWorst || hasLargestError }
    }

    init(budget: Budget, isProfiled: Bool = false) {
        self.budget = budget
        profile = isProfiled ? ErrorProfile() : nil
    }

    var hasFindings: Bool { verdicts.contains { $0.key.isFinding && $0.value > 0 } }

    /// The largest errors so far: what is certainly below them changes no record. Nil before the first.
    var reach: FastTier.Reach? { maximumULP.map { FastTier.Reach(ulps: $0, omega: maximumOmega) } }

    /// Counts an element, and says what it is among those so far.
    ///
    /// - Parameter value: the float whose binade it belongs to; nil for an element that is no float32.
    mutating func note(_ judgement: ElementJudgement, at value: Double? = nil) -> Standing {
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
        var standing = Standing()
        let badness = judgement.badness(budget.metric)
        if worstBadness.map({ badness > $0 }) ?? true {
            worstBadness = badness
            standing.isWorst = true
        }
        let error = budget.metric == .omega ? judgement.omega : judgement.ulps?.upperBound
        if let error, largestError.map({ error > $0 }) ?? true {
            largestError = error
            standing.hasLargestError = true
        }
        return standing
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
            worstReplay: (largest ?? worst)?.replay, kinks: kinks)
    }
}

/// Findings in the order in which they were met; of each kind a few are kept, all are counted.
///
/// What is kept is shared by what is said of elements: a function that gives NaN a thousand times, and is silently wrong
/// once, shows both. Of each sort the worst is kept, then the first ones in turns.
struct FindingList {
    private static let limitPerKind = 9
    private(set) var count = 0
    private(set) var unexpected: [FindingRecord] = []
    /// How many there are of each sort that nobody expected.
    private(set) var unexpectedCounts: [String: Int] = [:]
    private var kinds: [Kind: [Group]] = [:]

    private struct Kind: Hashable {
        let kind: FindingRecord.Kind
        let isExpected: Bool
    }

    /// Findings of one kind that say the same of their elements.
    private struct Group {
        typealias Entry = (number: Int, finding: FindingRecord)

        let sort: String
        var first: [Entry]
        var worst: Entry
        var worstError: Double
    }

    /// - Parameter error: how bad it is among findings of the same sort.
    mutating func add(_ finding: FindingRecord, error: Double = 0) {
        count += 1
        if !finding.isExpected {
            unexpectedCounts[finding.sort, default: 0] += 1
            if unexpected.count < 64 { unexpected.append(finding) }
        }
        let kind = Kind(kind: finding.kind, isExpected: finding.isExpected)
        var groups = kinds[kind] ?? []
        defer { kinds[kind] = groups }
        let entry = (number: count, finding: finding)
        // Of findings about no element there may be any number of sorts.
        let sort = finding.element == nil ? "" : finding.sort
        guard let place = groups.firstIndex(where: { $0.sort == sort }) else {
            groups.append(Group(sort: sort, first: [entry], worst: entry, worstError: error))
            return
        }
        if groups[place].first.count < Self.limitPerKind { groups[place].first.append(entry) }
        if error > groups[place].worstError { (groups[place].worst, groups[place].worstError) = (entry, error) }
    }

    /// Those that are kept, in the order in which they were met.
    var shown: [FindingRecord] {
        kinds.values.flatMap(Self.chosen).sorted { $0.number < $1.number }.map(\.finding)
    }

    private static func chosen(_ groups: [Group]) -> [Group.Entry] {
        var chosen = groups.map(\.worst)
        for turn in 0..<limitPerKind {
            for group in groups where chosen.count < limitPerKind && turn < group.first.count {
                if !chosen.contains(where: { $0.number == group.first[turn].number }) {
                    chosen.append(group.first[turn])
                }
            }
        }
        return chosen
    }
}
