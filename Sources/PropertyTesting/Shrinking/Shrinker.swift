/// Makes the choices of a failing case simpler, as long as the case fails in the same way.
///
/// Simpler is shortlex: fewer choices, then simpler ones from the front. Passes propose edits of the sequence; each edit
/// is drawn again, so that whatever a generator does with its choices stays true, and is taken only where it is simpler
/// and still accepted. Every pass is deterministic, so that the same failure always ends at the same case. The passes
/// follow those of Hypothesis (MacIver and Donaldson, "Test-case reduction via test-case generation", 2020); those for
/// tensors and for binary32 are this library's.
final class Shrinker<Value> {
    private let runner: CaseRunner<Value>
    private let accepts: (Verdict) -> Bool
    private let limit: Int
    private let deadline: ContinuousClock.Instant?
    private let clock = ContinuousClock()
    private var seen: Set<UInt64> = []
    private var draws = 0

    private(set) var best: JudgedCase
    /// Cases that were judged.
    private(set) var cases = 0

    var choices: [Choice] { best.drawn.choices }

    init(
        _ runner: CaseRunner<Value>, _ start: JudgedCase, limit: Int, deadline: ContinuousClock.Instant?,
        accepts: @escaping (Verdict) -> Bool
    ) {
        self.runner = runner
        self.limit = limit
        self.deadline = deadline
        self.accepts = accepts
        best = start
        seen.insert(start.drawn.fingerprint)
    }

    /// Whether there is nothing left to spend.
    var isSpent: Bool { cases >= limit || draws >= 50 * limit || deadline.map { clock.now > $0 } ?? false }

    func run() {
        while !isSpent {
            let before = best.drawn.fingerprint
            sliceTensors()
            simplifySpans()
            deleteChoices()
            replaceByDescendants()
            lowerAndDelete()
            fillTensors()
            simplifyDuplicates()
            simplifyEach()
            redistribute()
            sortNeighbours()
            if best.drawn.fingerprint == before { return }
        }
    }

    /// Whether a sequence of choices is simpler than the best so far and fails in the same way. It is the best then.
    /// - Parameter mustShorten: whether it counts only if it has fewer choices.
    @discardableResult
    func attempt(_ replay: Replay, mustShorten: Bool = false) -> Bool {
        guard !isSpent else { return false }
        draws += 1
        let drawn: DrawnCase
        let verdict: Verdict
        defer { runner.journal?.slot(0).end() }
        switch runner.draw(CasePlan(replay: replay, continuation: .simplest)) {
        case .value(let value, let case_):
            drawn = case_
            guard !mustShorten || drawn.choices.count < choices.count, isWorthJudging(drawn) else { return false }
            verdict = runner.judge(value)
        case .failed(let error, let case_):
            drawn = case_
            guard !mustShorten || drawn.choices.count < choices.count, isWorthJudging(drawn) else { return false }
            verdict = Verdict(error)
        case .rejected, .overrun: return false
        }
        guard accepts(verdict) else { return false }
        best = JudgedCase(drawn: drawn, verdict: verdict, number: best.number)
        return true
    }

    private func isWorthJudging(_ drawn: DrawnCase) -> Bool {
        guard isSimpler(drawn.choices, than: choices), seen.insert(drawn.fingerprint).inserted else { return false }
        cases += 1
        return true
    }

    /// The best case with other values at some places.
    @discardableResult
    func attempt(_ places: some Sequence<Int>, _ value: UInt64) -> Bool {
        var replay = best.drawn.replay
        for place in places { replay.choices[place].value = value }
        return attempt(replay)
    }

    /// The best case without a stretch of its choices.
    @discardableResult
    func attemptDeleting(_ range: Range<Int>, after edit: (inout Replay) -> Void = { _ in }) -> Bool {
        var replay = best.drawn.replay
        edit(&replay)
        replay.delete(range)
        return attempt(replay, mustShorten: true)
    }

    /// What would be drawn from choices, without judging it.
    func preview(_ replay: Replay) -> DrawnCase? {
        guard !isSpent else { return nil }
        draws += 1
        defer { runner.journal?.slot(0).end() }
        if case .value(_, let drawn) = runner.draw(CasePlan(replay: replay, continuation: .simplest)) { return drawn }
        return nil
    }
}

extension Replay {
    /// Takes out a stretch of choices; tensors in it are forgotten, those behind it move.
    mutating func delete(_ range: Range<Int>) {
        choices.removeSubrange(range)
        tensors = tensors.compactMap { tensor in
            if tensor.end <= range.lowerBound { return tensor }
            guard tensor.start >= range.upperBound else { return nil }
            return TensorRecord(start: tensor.start - range.count, shape: tensor.shape, format: tensor.format)
        }
    }
}
