internal import COracleKernels

/// The classes of inputs whose rows a sweep keeps apart: an error next to the overflow edge is another matter than one
/// among normal numbers.
public enum SweepRegion: String, Sendable, Codable, CaseIterable, Comparable {
    /// Normal input and normal result.
    case normal
    /// The input is subnormal, or zero.
    case subnormalInput
    /// The result is smaller than the normal numbers.
    case subnormalResult
    /// The result is 2^127 or more, or infinite.
    case overflowEdge
    /// NaN, infinities, and inputs that a row of the special-value table, or of the kinks, is about.
    case special
    /// Inputs outside the domain, or for which nothing says what is right. They are not judged.
    case unjudged

    public static func < (a: SweepRegion, b: SweepRegion) -> Bool {
        allCases.firstIndex(of: a)! < allCases.firstIndex(of: b)!
    }

    public var text: String {
        switch self {
        case .normal: "normal"
        case .subnormalInput: "subnormal input"
        case .subnormalResult: "subnormal result"
        case .overflowEdge: "overflow edge"
        case .special: "special values"
        case .unjudged: "not judged"
        }
    }
}

/// What a sweep found of a set of inputs. Two tallies of disjoint sets add up to that of their union, in any order but for
/// the last bits of `sumOfErrors`, which is why merging goes by encodings.
public struct SweepTally: Sendable, Hashable, Codable {
    public var inputs = 0
    public var correctlyRounded = 0
    /// Faithful but not correctly rounded.
    public var faithful = 0
    public var misrounded = 0
    public var aboveOneUlp = 0
    public var overBudget = 0
    public var wrongClass = 0
    /// Inputs whose rounding, or whose verdict, is open at the precision cap.
    public var undecidedRounding = 0
    public var undecidedBudget = 0
    /// Zero for a result that rounds to another number.
    public var flushed = 0
    /// Errors below 1 ulp by eighths of an ulp, then from 1 ulp on by powers of two: [8 + k] counts [2^k, 2^(k+1)).
    public var histogram = [Int](repeating: 0, count: SweepTally.bins)
    public var sumOfErrors = 0.0
    /// The number of inputs that have an error: not NaN, not of a wrong class.
    public var measured = 0
    /// The largest computed error, within 2^-24 ulp of the real one where that is below 1, and the first input that has it.
    public var largestError = 0.0
    public var largestInput: UInt32?
    /// The first input of a wrong class.
    public var wrongInput: UInt32?

    static let bins = Int(oracle_sweep_eighths) + Int(oracle_sweep_octaves)

    public init() {}

    public mutating func add(_ other: SweepTally) {
        inputs += other.inputs
        correctlyRounded += other.correctlyRounded
        faithful += other.faithful
        misrounded += other.misrounded
        aboveOneUlp += other.aboveOneUlp
        overBudget += other.overBudget
        wrongClass += other.wrongClass
        undecidedRounding += other.undecidedRounding
        undecidedBudget += other.undecidedBudget
        flushed += other.flushed
        for bin in histogram.indices { histogram[bin] += other.histogram[bin] }
        sumOfErrors += other.sumOfErrors
        measured += other.measured
        note(other.largestError, at: other.largestInput)
        if let input = other.wrongInput { noteWrongClass(at: input) }
    }

    /// Of equal errors, that of the first encoding stays.
    mutating func note(_ error: Double, at input: UInt32?) {
        guard let input else { return }
        if error > largestError || largestInput == nil || (error == largestError && input < largestInput!) {
            largestError = error
            largestInput = input
        }
    }

    mutating func noteWrongClass(at input: UInt32) { wrongInput = min(wrongInput ?? input, input) }

    /// The mean error, in ulps.
    public var meanError: Double { measured == 0 ? 0 : sumOfErrors / Double(measured) }

    /// Whether something is worth showing.
    public var hasFindings: Bool { overBudget > 0 || wrongClass > 0 || undecidedBudget > 0 }
}

extension SweepTally {
    /// The bin of an error.
    static func bin(of error: Double) -> Int {
        let eighths = Int(oracle_sweep_eighths)
        if error < 1 { return max(0, Int(error * Double(eighths))) }
        return min(eighths + Int(error.exponent), bins - 1)
    }

    /// Adds what a loop found of inputs from `first` on, `count` in all, of which `open` are still to be decided.
    mutating func add(_ loop: oracle_sweep_tally, first: UInt32, count: Int, open: Int) {
        inputs += count - open
        correctlyRounded += Int(loop.correct)
        faithful += Int(loop.faithful)
        misrounded += Int(loop.misrounded)
        aboveOneUlp += Int(loop.above_one)
        overBudget += Int(loop.over_budget)
        wrongClass += Int(loop.wrong_class)
        flushed += Int(loop.flushed)
        withUnsafeBytes(of: loop.below) { bytes in
            let below = bytes.bindMemory(to: UInt64.self)
            var before = 0
            for eighth in below.indices {
                histogram[eighth] += Int(below[eighth]) - before
                before = Int(below[eighth])
            }
        }
        withUnsafeBytes(of: loop.octaves) { bytes in
            for (octave, count) in bytes.bindMemory(to: UInt64.self).enumerated() {
                histogram[Int(oracle_sweep_eighths) + octave] += Int(count)
            }
        }
        sumOfErrors += loop.sum
        measured += Int(loop.summed)
        if loop.summed > 0 { note(loop.largest, at: first + UInt32(loop.largest_at)) }
        if loop.wrong_at < count { noteWrongClass(at: first + UInt32(loop.wrong_at)) }
    }
}
