internal import COracleKernels
internal import Multiprecision
internal import Oracle
internal import Specifications
internal import Values

/// Compares a subject's results for one piece of a sweep with the plan. For one thread.
final class PieceRun {
    /// Results are computed in runs of at most so many, which end at multiples of it.
    static let chunk = 1 << 16
    /// Inputs whose errors cannot be told from the largest one by the loops, and are told apart in multiple precision.
    private static let mostCandidates = 256
    /// After so many crashes or hangs of the subject, the rest of a piece is left out.
    private static let mostDefects = 3
    /// How far a computed error can be from the real one, in ulps, below 1 ulp.
    private static let tolerance = 0x1p-22

    private let reference: SweepReference
    private let entries: ArraySlice<SweepPlan.Entry>
    private let worker: any SweepWorker
    private let oracle: ElementOracle
    private let budget: Double
    private let isOdd: Bool
    private var piece: SweepPiece
    private var rows: [Int: [SweepRegion: SweepTally]] = [:]
    private let results: UnsafeMutablePointer<Float>
    private let undecided: UnsafeMutablePointer<UInt32>
    /// Largest computed error of each part of an entry, to find the candidates for the worst input again.
    private var peaks: [(entry: SweepPlan.Entry, first: UInt32, count: Int, error: Double)] = []
    private var worst: SweepPiece.Worst?
    /// Inputs that were left to multiple precision.
    private(set) var judgedOneByOne = 0
    /// The first run and the bits of its results, which are asked for once more at the end.
    private var opening: (first: UInt32, bits: [UInt32])?
    private var pending: (encodings: [UInt32], results: [Float], regions: [SweepRegion]) = ([], [], [])

    init(
        _ range: ClosedRange<UInt32>, _ reference: SweepReference, _ entries: ArraySlice<SweepPlan.Entry>,
        _ worker: any SweepWorker
    ) {
        self.reference = reference
        self.entries = entries
        self.worker = worker
        oracle = ElementOracle(reference: reference)
        switch reference.budget.metric {
        case .exact: budget = 0
        case .ulp, .omega: budget = reference.budget.limit(terms: 1)
        }
        isOdd = reference.formula?.parity == .odd
        piece = SweepPiece(first: range.lowerBound, last: range.upperBound)
        results = .allocate(capacity: Self.chunk)
        results.initialize(repeating: 0, count: Self.chunk)
        undecided = .allocate(capacity: Self.chunk)
        undecided.initialize(repeating: 0, count: Self.chunk)
    }

    deinit {
        results.deallocate()
        undecided.deallocate()
    }

    private func places(_ range: Range<Int>) -> [Int] { range.map { Int(undecided[$0]) } }

    /// - Parameter progress: told how many more inputs are done; may throw to cancel.
    func run(progress: (Int) throws -> Void) throws -> SweepPiece {
        var entry = entries.startIndex
        var previous = Float.nan
        var hash = Fingerprint()
        // Runs that are still to be computed, the next one last, and those among them that the subject gives no answer for.
        var lostRuns: Set<ClosedRange<UInt64>> = []
        var runs = [UInt64(piece.first)...UInt64(piece.last)]
        while let run = runs.popLast() {
            let end = min((run.lowerBound / UInt64(Self.chunk) + 1) * UInt64(Self.chunk) - 1, run.upperBound)
            if end < run.upperBound { runs.append(end + 1...run.upperBound) }
            let (first, count) = (UInt32(run.lowerBound), Int(end - run.lowerBound + 1))
            if lostRuns.contains(run) {
                skip(first, count, &entry)
                previous = .nan
                try progress(count)
                continue
            }
            if piece.defects.count >= Self.mostDefects {
                // What is left of the piece is in the tallies all the same.
                skip(first, count, &entry)
                continue
            }
            do {
                try worker.compute(first: first, into: UnsafeMutableBufferPointer(start: results, count: count))
            } catch let defect as SubjectDefect {
                piece.defects.append(defect)
                previous = .nan
                // What lies beside the inputs concerned is computed without them.
                let whole = run.lowerBound...end
                let least = defect.first.map(UInt64.init) ?? whole.lowerBound
                let concerned = least...(defect.last.map(UInt64.init) ?? max(least, whole.upperBound))
                let lost = concerned.overlaps(whole) ? concerned.clamped(to: whole) : whole
                if lost.upperBound < end { runs.append(lost.upperBound + 1...end) }
                if lost.lowerBound > run.lowerBound {
                    runs.append(lost)
                    runs.append(run.lowerBound...lost.lowerBound - 1)
                    lostRuns.insert(lost)
                } else {
                    skip(UInt32(lost.lowerBound), Int(lost.upperBound - lost.lowerBound) + 1, &entry)
                    try progress(Int(lost.upperBound - lost.lowerBound) + 1)
                }
                continue
            }
            if opening == nil { opening = (first, (0..<count).map { results[$0].bitPattern }) }
            let survey = self.survey(first, count, previous)
            hash.combine(survey.fingerprint)
            try judge(first, count, &entry, survey, previous)
            previous = results[count - 1]
            try progress(count)
        }
        try settlePending()
        try findWorst()
        try runOpeningAgain()
        piece.fingerprint = hash.text
        piece.plan = SweepPlan.fingerprint(of: entries)
        piece.worst = worst
        piece.violations = try violations()
        for (binade, regions) in rows.sorted(by: { $0.key < $1.key }) {
            for (region, tally) in regions.sorted(by: { $0.key < $1.key }) {
                var row = SweepPiece.Row(binade, region)
                row.tally = tally
                piece.rows.append(row)
            }
        }
        return piece
    }

    /// Counts inputs that the subject gave no answer for.
    private func skip(_ first: UInt32, _ count: Int, _ entry: inout Int) {
        var tally = SweepTally()
        tally.inputs = count
        add(tally, first, .unjudged)
        while entry < entries.endIndex, entries[entry].last <= first + UInt32(count - 1) { entry += 1 }
    }

    // MARK: What outputs show by themselves

    /// Whether the outputs for an input are those of its mirror image with their signs turned, if the function is what its
    /// formula is.
    private func isMirrored(_ input: UInt32) -> Bool { isOdd && input >> 31 == 1 }

    private func survey(_ first: UInt32, _ count: Int, _ previous: Float) -> oracle_sweep_survey_result {
        var survey = oracle_sweep_survey_result()
        let binade = Int(first >> 23)
        if piece.outputs.last?.binade != binade { piece.outputs.append(.init(binade: binade)) }
        let place = piece.outputs.count - 1
        survey.fingerprint = UInt64(piece.outputs[place].fingerprint, radix: 16) ?? 0
        oracle_sweep_survey(results, count, previous, isMirrored(first), &survey)
        piece.outputs[place].inputs += count
        piece.outputs[place].fingerprint = Fingerprint.text(of: survey.fingerprint)
        piece.outputs[place].nans += Int(survey.nans)
        func extreme(_ place: Int) -> SweepPiece.Extreme {
            .init(output: results[place].bitPattern, input: first + UInt32(place))
        }
        if survey.least_at < count {
            let old = piece.outputs[place].least
            if old == nil || survey.least < Float(bitPattern: old!.output) {
                piece.outputs[place].least = extreme(survey.least_at)
            }
        }
        if survey.greatest_at < count {
            let old = piece.outputs[place].greatest
            if old == nil || survey.greatest > Float(bitPattern: old!.output) {
                piece.outputs[place].greatest = extreme(survey.greatest_at)
            }
        }
        return survey
    }

    /// Invariants of values that the least or the greatest output of a binade breaks. Of a condition on the output alone, if
    /// any output breaks it, one of these does.
    private func violations() throws -> [String] {
        let specification = reference.specification
        let conditions = specification.invariants.filter { $0.output == specification.outputs[0].name }
        guard reference.direction == .forward, !conditions.isEmpty else { return [] }
        let extremes = piece.outputs.flatMap { [$0.least, $0.greatest].compactMap { $0 } }
            .filter { Float(bitPattern: $0.input).isFinite }
        guard !extremes.isEmpty else { return [] }
        let x = HostArray(extremes.map { Float(bitPattern: $0.input) })
        let y = HostArray(extremes.map { Float(bitPattern: $0.output) })
        let graph = try specification.graph(
            of: conditions, [GraphInput(x)], answers: [GraphInput(y)], reference.attributes)
        let certainties = EnclosureEvaluator(precision: 256, nonfinite: .extended).conditions(graph, [x, y])
        var found: [String] = []
        for (condition, row) in zip(conditions, certainties) {
            guard let place = row.indices.first(where: { row[$0] == .no }) else { continue }
            let (input, output) = (
                Float(bitPattern: extremes[place].input), Float(bitPattern: extremes[place].output)
            )
            found.append(
                "'\(condition.formula.source.text)' does not hold: \(output.fullText) for \(input.fullText)")
        }
        return found
    }

    // MARK: Judging

    private func judge(
        _ first: UInt32, _ count: Int, _ entry: inout Int, _ survey: oracle_sweep_survey_result, _ previous: Float
    ) throws {
        let last = first + UInt32(count - 1)
        while entry < entries.endIndex, entries[entry].last < first { entry += 1 }
        var here = entry
        while here < entries.endIndex, entries[here].first <= last {
            let current = entries[here]
            let from = max(current.first, first)
            let to = min(current.last, last)
            let (place, length) = (Int(from - first), Int(to - from) + 1)
            try judge(current, from, place, length)
            countDisorder(
                current, from, place, length, previous: place > 0 ? results[place - 1] : previous, within: survey)
            here += 1
        }
        // The last entry may go on in the next chunk.
        entry = max(entry, here - 1)
    }

    /// Neighbours in the wrong order, where the model knows the function to be monotone.
    private func countDisorder(
        _ entry: SweepPlan.Entry, _ from: UInt32, _ place: Int, _ length: Int, previous: Float,
        within chunk: oracle_sweep_survey_result
    ) {
        guard case .polynomial(let polynomial) = entry.work, polynomial.direction != 0,
            polynomial.direction > 0 ? chunk.falls > 0 : chunk.rises > 0
        else { return }
        var survey = oracle_sweep_survey_result()
        // Only pairs within the entry: the direction says nothing of the step into it.
        let before = from > entry.first ? previous : .nan
        oracle_sweep_order(results + place, length, before, &survey)
        let disorders = polynomial.direction > 0 ? survey.falls : survey.rises
        guard disorders > 0 else { return }
        piece.disorders += Int(disorders)
        let at = from + UInt32(polynomial.direction > 0 ? survey.fall_at : survey.rise_at)
        piece.firstDisorder = min(piece.firstDisorder ?? at, at)
    }

    /// Loops run over at most so many results, so that few have to be computed again to find the worst input.
    private static let stretch = 1 << 13

    private func judge(_ entry: SweepPlan.Entry, _ from: UInt32, _ place: Int, _ length: Int) throws {
        for start in stride(from: 0, to: length, by: Self.stretch) {
            try judgeStretch(entry, from + UInt32(start), place + start, min(Self.stretch, length - start))
        }
    }

    private func judgeStretch(_ entry: SweepPlan.Entry, _ from: UInt32, _ place: Int, _ length: Int) throws {
        var loop = oracle_sweep_tally()
        loop.wrong_at = length
        switch entry.work {
        case .nothing:
            var tally = SweepTally()
            tally.inputs = length
            add(tally, from, entry.region)
        case .elements: try collect(from, place, Array(0..<length), entry.region)
        case .constant(let value):
            let wrong = oracle_sweep_constant(value, results + place, length, undecided, Self.chunk)
            var tally = SweepTally()
            tally.inputs = length - Int(wrong)
            tally.correctlyRounded = tally.inputs
            if !value.isNaN {
                // Numbers that round to one far beyond: the error is none that could be measured.
                tally.measured = tally.inputs
                tally.histogram[0] = tally.inputs
            }
            add(tally, from, entry.region)
            try judgeAgainst(value, from, place, Int(wrong), entry.region)
        case .zero(let negative):
            let zero: Float = negative ? -0.0 : 0
            let wrong = oracle_sweep_zero(zero.bitPattern, results + place, length, undecided, Self.chunk)
            var tally = SweepTally()
            tally.inputs = length - Int(wrong)
            tally.correctlyRounded = tally.inputs
            add(tally, from, entry.region)
            try judgeAgainst(zero, from, place, Int(wrong), entry.region)
        case .polynomial(let polynomial):
            var model = polynomial.loopModel(count: entry.count, offset: Int(from - entry.first), budget: budget)
            let length = try whole(from, place, length, entry.region)
            var open = oracle_sweep(&model, results + place, length, &loop, undecided)
            if var line = polynomial.line?.loopLine(budget: budget) {
                open = oracle_sweep_line_places(&line, from, results + place, undecided, open, &loop)
            }
            try finish(entry, loop, from, place, length, open)
        case .wave(let wave):
            var model = wave.loopModel(offset: Int(from - entry.first), budget: budget)
            let length = try whole(from, place, length, entry.region)
            let open = oracle_sweep_wave(&model, results + place, length, &loop, undecided)
            try finish(entry, loop, from, place, length, open)
        case .arrays:
            let bounds = try oracle.bounds(first: from, count: length)
            let open = oracle_sweep_bounds(
                bounds.lower, bounds.upper, budget, results + place, length, &loop, undecided)
            try finish(entry, loop, from, place, length, open)
        }
    }

    /// The loops take eight elements at a time: what the end of a range leaves over is judged one by one.
    private func whole(_ from: UInt32, _ place: Int, _ length: Int, _ region: SweepRegion) throws -> Int {
        let whole = length & ~7
        try collect(from, place, Array(whole..<length), region)
        return whole
    }

    private func finish(
        _ entry: SweepPlan.Entry, _ loop: oracle_sweep_tally, _ from: UInt32, _ place: Int, _ length: Int, _ open: Int
    ) throws {
        var tally = SweepTally()
        tally.add(loop, first: from, count: length, open: open)
        add(tally, from, entry.region)
        if loop.summed > 0 { peaks.append((entry, from, length, loop.largest)) }
        guard open > 0 else { return }
        try collect(from, place, places(0..<open), entry.region)
    }

    private func add(_ tally: SweepTally, _ from: UInt32, _ region: SweepRegion) {
        rows[Int(from >> 23), default: [:]][region, default: SweepTally()].add(tally)
    }

    // MARK: Elements

    private func collect(
        _ from: UInt32, _ place: Int, _ offsets: [Int], _ region: SweepRegion
    ) throws {
        for offset in offsets {
            pending.encodings.append(from + UInt32(offset))
            pending.results.append(results[place + offset])
            pending.regions.append(region)
        }
        if pending.encodings.count >= 4096 { try settlePending() }
    }

    private func settlePending() throws {
        guard !pending.encodings.isEmpty else { return }
        judgedOneByOne += pending.encodings.count
        let judgements = try oracle.judge(pending.encodings, pending.results)
        for (place, judgement) in judgements.enumerated() {
            settle(pending.encodings[place], pending.results[place], pending.regions[place], judgement)
        }
        pending = ([], [], [])
    }

    private func settle(
        _ encoding: UInt32, _ result: Float, _ region: SweepRegion, _ judgement: ElementJudgement?
    ) {
        var tally = SweepTally()
        tally.inputs = 1
        guard let judgement else {
            // NaN for NaN is right without a row that says so.
            if Float(bitPattern: encoding).isNaN, result.isNaN { tally.correctlyRounded = 1 }
            add(tally, encoding, tally.correctlyRounded == 1 ? region : .unjudged)
            return
        }
        if !judgement.isRoundingDecided { tally.undecidedRounding = 1 }
        if judgement.isMisrounded { tally.misrounded = 1 }
        switch judgement.verdict {
        case .correctlyRounded: tally.correctlyRounded = 1
        case .faithful: tally.faithful = judgement.isMisrounded ? 1 : 0
        case .withinBudget: break
        case .overBudget: tally.overBudget = 1
        case .undecided: tally.undecidedBudget = 1
        case .wrongClass:
            tally.wrongClass = 1
            tally.noteWrongClass(at: encoding)
        }
        if result == 0, let nearest = judgement.nearest, nearest != 0 { tally.flushed = 1 }
        if judgement.verdict != .wrongClass, let ulps = judgement.ulps, ulps.upperBound.isFinite {
            let error = ulps.upperBound
            if ulps.lowerBound > 1 { tally.aboveOneUlp = 1 }
            if judgement.verdict == .overBudget, judgement.isFaithful { tally.faithful = 1 }
            tally.sumOfErrors = error
            tally.measured = 1
            tally.histogram[SweepTally.bin(of: error)] = 1
            tally.note(error, at: encoding)
            noteWorst(encoding, result, ulps, judgement.expectedText)
        } else if judgement.verdict == .wrongClass, judgement.ulps?.lowerBound ?? 0 > 1 {
            tally.aboveOneUlp = 1
        }
        add(tally, encoding, region)
    }

    /// Judges results that are not the one value that they should be; when there are many, what can be said of them all.
    private func judgeAgainst(
        _ expected: Float, _ from: UInt32, _ place: Int, _ wrong: Int, _ region: SweepRegion
    ) throws {
        // Finite numbers where the real one is beyond all of them are off by 2^24 ulp and more.
        let isOverflow = region == .overflowEdge
        guard wrong > 512, !isOverflow || budget < 0x1p+23 else {
            try collect(from, place, places(0..<wrong), region)
            return
        }
        let others = places(256..<wrong)
        try collect(from, place, places(0..<256), region)
        for offset in others {
            var tally = SweepTally()
            tally.inputs = 1
            tally.misrounded = 1
            let result = results[place + offset]
            if isOverflow, !result.isNaN { tally.aboveOneUlp = 1 }
            // A number for NaN, NaN for a number, a zero or a sign that is lost: wrong classes.
            if isOverflow, result.isFinite, result != 0, (result < 0) == (expected < 0) {
                tally.overBudget = 1
                if result.magnitude == .greatestFiniteMagnitude { tally.faithful = 1 }
            } else {
                tally.wrongClass = 1
                tally.noteWrongClass(at: from + UInt32(offset))
            }
            add(tally, from + UInt32(offset), region)
        }
    }

    // MARK: The worst input

    private func noteWorst(_ encoding: UInt32, _ result: Float, _ ulps: ClosedRange<Double>, _ expected: String) {
        if let worst, worst.least > ulps.lowerBound || (worst.least == ulps.lowerBound && worst.input <= encoding) {
            return
        }
        worst = SweepPiece.Worst(
            input: encoding, output: result.bitPattern, least: ulps.lowerBound, most: ulps.upperBound,
            bound: ulps.upperBound, expected: expected)
    }

    /// The largest computed error is not quite the largest error: all inputs that come as close as the bound leaves open are
    /// judged in multiple precision.
    private func findWorst() throws {
        guard let highest = peaks.max(by: { $0.error < $1.error }), highest.error > 0 else { return }
        let largest = highest.error
        let slack = Self.tolerance + largest * 0x1p-40
        // Decided elements have exact errors already.
        if let worst, worst.least > largest + slack { return }
        let threshold = largest - slack
        var candidates: [UInt32] = []
        var isComplete = true
        var isLost = false
        for peak in peaks where peak.error >= threshold {
            let room = Self.mostCandidates - candidates.count
            guard room > 0 else {
                isComplete = false
                break
            }
            do {
                try worker.compute(
                    first: peak.first, into: UnsafeMutableBufferPointer(start: results, count: peak.count))
            } catch is SubjectDefect {
                isLost = true
                continue
            }
            let places = try places(in: peak.entry, peak.first, peak.count, threshold)
            if places.count > room { isComplete = false }
            candidates += places.prefix(room).map { peak.first + $0 }
            let chosen = places.prefix(room)
            let judged = try oracle.judge(
                chosen.map { peak.first + $0 }, chosen.map { results[Int($0)] })
            for (place, judgement) in zip(chosen, judged) {
                if let judgement, let ulps = judgement.ulps, judgement.verdict != .wrongClass {
                    noteWorst(peak.first + place, results[Int(place)], ulps, judgement.expectedText)
                }
            }
        }
        if candidates.isEmpty, !isLost {
            // The input that has the largest error is among those that were computed again.
            piece.defects.append(
                SubjectDefect(
                    .nondeterminism, "the largest error did not come again when its inputs were run again",
                    first: highest.first, last: highest.first + UInt32(highest.count - 1)))
        }
        if !isComplete, let found = worst {
            worst = SweepPiece.Worst(
                input: found.input, output: found.output, least: found.least, most: found.most,
                bound: max(found.most, largest + slack), expected: found.expected)
        }
    }

    /// Answers that depend on what was asked before, or on chance, are others at the end of a piece than at its beginning.
    private func runOpeningAgain() throws {
        guard piece.defects.isEmpty, let opening else { return }
        do {
            try worker.compute(
                first: opening.first,
                into: UnsafeMutableBufferPointer(start: results, count: opening.bits.count))
        } catch let defect as SubjectDefect {
            piece.defects.append(defect)
            return
        }
        let changed = opening.bits.indices.first { place in
            let (before, now) = (Float(bitPattern: opening.bits[place]), results[place])
            // Any NaN is as good as another.
            return before.bitPattern != now.bitPattern && !(before.isNaN && now.isNaN)
        }
        guard let changed else { return }
        let before = Float(bitPattern: opening.bits[changed]).bitsText
        piece.defects.append(
            SubjectDefect(
                .nondeterminism,
                "the same input gave \(results[changed].bitsText) when run again, and \(before) before",
                first: opening.first + UInt32(changed)))
    }

    private func places(
        in entry: SweepPlan.Entry, _ first: UInt32, _ count: Int, _ threshold: Double
    ) throws -> [UInt32] {
        var values = [Double](repeating: .nan, count: (count + 3) / 4 * 4)
        let offset = Int(first - entry.first)
        switch entry.work {
        case .polynomial(let polynomial):
            var model = polynomial.loopModel(count: entry.count, offset: offset, budget: budget)
            // The polynomial's own error is smaller than that of its rounded sum.
            let found = oracle_sweep_collect(&model, results, count, threshold, undecided, Self.chunk)
            return (0..<found).map { undecided[$0] }
        case .wave(let wave):
            var model = wave.loopModel(offset: offset, budget: budget)
            oracle_wave_values(&model, values.count, &values)
        case .arrays:
            let bounds = try oracle.bounds(first: first, count: count)
            for place in 0..<count { values[place] = bounds.lower[place] / 2 + bounds.upper[place] / 2 }
        default: return []
        }
        return (0..<count).compactMap { place in
            let z = values[place]
            guard z.isFinite, results[place].isFinite else { return nil }
            let ulps = Swift.abs(Double(results[place]) - z) / BlockModeler.ulp(Swift.abs(z))
            return ulps >= threshold ? UInt32(place) : nil
        }
    }
}

extension ElementJudgement {
    /// Whether a result over budget is one of the two neighbours of the real one all the same.
    fileprivate var isFaithful: Bool {
        guard let real, isMisrounded else { return false }
        let format = FloatFormat.binary32
        return [real.lower, real.upper].allSatisfy {
            format.rounded($0, .down) == output || format.rounded($0, .up) == output
        }
    }
}
