internal import Values

/// The errors of a check's elements by binade and by size, while the check runs.
struct ErrorProfile {
    private struct Cell {
        var elements = 0
        var wrong = 0
        var maximum: Double?
        var at: UInt32 = 0
    }

    /// By place, from -255 on.
    private var cells = [Cell](repeating: Cell(), count: 510)
    private var histogram = [Int](repeating: 0, count: SweepTally.bins)
    private var elements = 0

    /// - Parameter value: the float whose binade the element belongs to.
    mutating func note(_ judgement: ElementJudgement, at value: Double) {
        let value = Float(value)
        let isWrong = judgement.verdict == .wrongClass
        guard isWrong || judgement.ulps != nil, let place = BinadeRecord.place(of: value) else { return }
        elements += 1
        cells[place + 255].elements += 1
        if isWrong {
            // The first of a wrong class is as bad as any.
            if cells[place + 255].wrong == 0 { cells[place + 255].at = value.bitPattern }
            cells[place + 255].wrong += 1
        }
        guard let error = judgement.ulps?.upperBound, !error.isNaN else { return }
        // An error of half an ulp is the last of those that rounding cannot avoid, and not the first of those beyond.
        histogram[error.isFinite ? SweepTally.bin(of: error.nextDown) : histogram.count - 1] += 1
        if error > cells[place + 255].maximum ?? -1 {
            cells[place + 255].maximum = error
            if cells[place + 255].wrong == 0 { cells[place + 255].at = value.bitPattern }
        }
    }

    /// Nil when no element has an error.
    func record(check: String, input: String?) -> ProfileRecord? {
        guard elements > 0 else { return nil }
        let used = (histogram.lastIndex { $0 > 0 } ?? -1) + 1
        return ProfileRecord(
            check: check, input: input, elements: elements, histogram: Array(histogram.prefix(used)),
            binades: cells.enumerated().filter { $0.element.elements > 0 }.map { index, cell in
                BinadeRecord(
                    place: index - 255, elements: cell.elements, wrong: cell.wrong, maximumULP: cell.maximum,
                    at: cell.at)
            })
    }
}

/// The cases with the largest errors, one element of each: of every verdict that is worth showing, and of the elements
/// that are as they should be.
struct WorstCases {
    static let limit = 3

    struct Entry {
        let id: CaseID
        let badness: (Int, Double)
        let position: Int
        let output: Int
        /// Nil for an element that bounds settled, of which the real result is to be found yet.
        var element: ElementRecord?
    }

    /// By verdict, as badness ranks them; each worst first.
    private var byRank: [Int: [Entry]] = [:]

    /// Worst first: the worst of each verdict that is worth showing, then what there is besides, of other cases.
    var entries: [Entry] {
        let ranks = byRank.keys.sorted(by: >)
        var chosen = ranks.filter { $0 > 0 }.map { byRank[$0]![0] }
        for entry in ranks.flatMap({ byRank[$0]! }) where chosen.count < Self.limit {
            if !chosen.contains(where: { $0.id == entry.id }) { chosen.append(entry) }
        }
        return ranks.flatMap { rank in chosen.filter { $0.badness.0 == rank } }
    }

    /// Whether an element of a case belongs here.
    func accepts(_ badness: (Int, Double), of id: CaseID) -> Bool {
        guard badness > (0, 0) else { return false }
        let known = byRank[badness.0] ?? []
        if let own = known.first(where: { $0.id == id }) { return badness > own.badness }
        return known.count < Self.limit || badness > known.last!.badness
    }

    /// - Precondition: it is accepted.
    mutating func add(_ entry: Entry) {
        var known = byRank[entry.badness.0] ?? []
        known.removeAll { $0.id == entry.id }
        known.insert(entry, at: known.firstIndex { $0.badness < entry.badness } ?? known.endIndex)
        byRank[entry.badness.0] = Array(known.prefix(Self.limit))
    }

    /// - Precondition: the entry is one that bounds settled, so that it is as it should be.
    mutating func replace(_ id: CaseID, with element: ElementRecord) {
        guard let place = byRank[0]?.firstIndex(where: { $0.id == id }) else { return }
        byRank[0]![place].element = element
    }
}
