internal import Multiprecision
internal import Oracle
internal import Specifications
internal import Values

/// How a sweep knows the real function: every encoding is in one block, and every block has a model, or none.
///
/// The plan depends on the reference and on the range alone, not on the subject, the machine or the number of threads.
public struct SweepPlan: Sendable {
    public struct Entry: Sendable {
        public let first: UInt32
        public let count: Int
        public let region: SweepRegion
        let work: Work

        public var last: UInt32 { first + UInt32(count - 1) }
    }

    /// How results on a block are judged.
    enum Work: Sendable {
        case polynomial(BlockModel.Polynomial)
        /// Every result must be this number, whatever the sign of a zero; NaN stands for NaN.
        case constant(Float)
        /// Every result must be zero with this sign.
        case zero(negative: Bool)
        /// Sines, cosines and tangents of arguments that are farther apart than a period's parts.
        case wave(WaveModel)
        /// Bounds of every element in binary64 first.
        case arrays
        /// Elements one by one.
        case elements
        /// Not judged: outside the domain.
        case nothing
    }

    /// In order: all blocks that the ranges touch, whole ones, so that the same model judges an input whatever the range.
    public let entries: [Entry]
    /// Inputs that are judged one by one, in multiple precision.
    public let slowInputs: Int
    /// Inputs that are judged by bounds of every element.
    public let arrayInputs: Int
    /// Inputs for which the definition says nothing and no row of the special-value table does.
    public let unlistedInputs: Int
    /// Blocks that were tried.
    public let attempts: Int
    /// What identifies the plan: every block with its model's coefficients and bound.
    public let fingerprint: String
}

extension SweepPlan {
    /// Blocks are not halved below this; what is left goes element by element.
    static let smallestBlock = 64

    /// When more blocks of a binade than this have been tried, what is left of it is judged by bounds of every element.
    static let attemptsPerBinade = 24_000

    /// When none of so many of the smallest blocks, spread over a binade, can be modelled, no others are tried: sin(x) / x
    /// has no polynomials where neighbouring floats are periods apart.
    static let samples = 8

    /// Makes the plan for the encodings of some ranges.
    ///
    /// - Parameters:
    ///   - ranges: in order, disjoint.
    ///   - jobs: threads to use.
    /// - Throws: `SpecificationError` for a specification that cannot be used; `CancellationError`.
    public init(_ reference: SweepReference, ranges: [ClosedRange<UInt32>], jobs: Int = 1) async throws {
        let binades = (0..<512).filter { number in
            let binade = EncodingBlock.binade(number)
            return ranges.contains { $0.overlaps(binade.first...binade.last) }
        }
        let parts = try await withThrowingTaskGroup(of: (Int, Part).self) { group in
            var found: [Int: Part] = [:]
            var next = 0
            func start() throws {
                guard next < binades.count else { return }
                let binade = binades[next]
                next += 1
                group.addTask {
                    try Task.checkCancellation()
                    var planner = try BinadePlanner(reference, ranges)
                    try planner.plan(EncodingBlock.binade(binade))
                    return (binade, planner.part)
                }
            }
            for _ in 0..<max(1, jobs) { try start() }
            while let (binade, part) = try await group.next() {
                found[binade] = part
                try start()
            }
            return binades.map { found[$0]! }
        }
        self.init(parts, ranges)
    }

    struct Part: Sendable {
        var entries: [Entry] = []
        var attempts = 0
        var unlisted = 0
    }

    /// How many encodings two sets have in common.
    fileprivate static func overlap(_ encodings: ClosedRange<UInt32>, _ ranges: [ClosedRange<UInt32>]) -> Int {
        ranges.reduce(0) { sum, range in
            guard range.overlaps(encodings) else { return sum }
            let both = range.clamped(to: encodings)
            return sum + Int(both.upperBound - both.lowerBound) + 1
        }
    }

    private init(_ parts: [Part], _ ranges: [ClosedRange<UInt32>]) {
        entries = parts.flatMap(\.entries)
        attempts = parts.reduce(0) { $0 + $1.attempts }
        unlistedInputs = parts.reduce(0) { $0 + $1.unlisted }
        var slow = 0
        var arrays = 0
        for entry in entries {
            if case .elements = entry.work { slow += Self.overlap(entry.first...entry.last, ranges) }
            if case .arrays = entry.work { arrays += Self.overlap(entry.first...entry.last, ranges) }
        }
        slowInputs = slow
        arrayInputs = arrays
        fingerprint = Self.fingerprint(of: entries[...])
    }

    static func fingerprint(of entries: ArraySlice<Entry>) -> String {
        var hash = Fingerprint()
        for entry in entries {
            hash.combine(UInt64(entry.first))
            hash.combine(UInt64(entry.count))
            switch entry.work {
            case .elements: hash.combine(1)
            case .arrays: hash.combine(2)
            case .nothing: hash.combine(3)
            case .constant(let value): hash.combine(UInt64(value.isNaN ? 0x7FC0_0000 : value.bitPattern))
            case .zero(let negative): hash.combine(negative ? 5 : 4)
            case .wave(let wave): for number in wave.numbers { hash.combine(number.bitPattern) }
            case .polynomial(let polynomial):
                for number in [polynomial.high, polynomial.low, polynomial.error] + polynomial.coefficients {
                    hash.combine(number.bitPattern)
                }
                if let line = polynomial.line {
                    hash.combine(line.slope.bitPattern)
                    hash.combine(UInt64(line.direction + 1))
                }
            }
        }
        return hash.text
    }
}

/// Plans one binade after another. For one thread.
private struct BinadePlanner {
    private let reference: SweepReference
    private let ranges: [ClosedRange<UInt32>]
    private let exceptions: SweepExceptions
    private let modeler: BlockModeler?
    private let waves: WaveFunction?
    private let definition: BlockDomain?
    /// Whether the formula has steps, of which there are more than blocks; bounds of every element are exact there.
    private let hasSteps: Bool
    private(set) var part = SweepPlan.Part()
    private var budget = 0
    /// Blocks that were asked for a derivative's domain, which count as attempts.
    private var questions = 0

    init(_ reference: SweepReference, _ ranges: [ClosedRange<UInt32>]) throws {
        self.reference = reference
        self.ranges = ranges
        exceptions = try SweepExceptions(reference)
        modeler = reference.formula.map {
            BlockModeler($0, isDerivative: reference.direction == .gradient, of: reference.values)
        }
        waves = reference.formula.flatMap { WaveFunction($0, derivativeOf: reference.values) }
        hasSteps = reference.formula?.hasSteps ?? false
        definition = reference.domain.map { BlockDomain($0) }
    }

    mutating func plan(_ block: EncodingBlock) throws {
        if block.isNonfinite {
            planNonfinite(block)
        } else {
            let isHopeless = self.isHopeless(block)
            questions = 0
            budget = (modeler?.attempts ?? 0) + (isHopeless ? 0 : SweepPlan.attemptsPerBinade)
            visit(block)
        }
        part.attempts = modeler?.attempts ?? 0
    }

    /// Whether the definition has a value all over a block. Waves have one at every float: no multiple of pi/2 is a float.
    private mutating func isDefined(_ block: EncodingBlock) -> Certainty {
        guard let definition, let modeler, waves?.covers(block) != true, modeler.attempts + questions < budget else {
            return .yes
        }
        questions += 1
        return definition(block)
    }

    /// Whether no small block of a binade has a model, as far as samples show. It depends on the formula alone.
    private func isHopeless(_ binade: EncodingBlock) -> Bool {
        guard let modeler, waves?.covers(binade) != true else { return false }
        let distance = binade.count / SweepPlan.samples
        return (0..<SweepPlan.samples).allSatisfy { sample in
            // Not the first of a part, where a whole binade's edge is.
            let first = binade.first + UInt32(sample * distance + distance / 2 + SweepPlan.smallestBlock)
            if case .model = modeler.attempt(EncodingBlock(first: first, count: SweepPlan.smallestBlock)) {
                return false
            }
            return true
        }
    }

    /// Infinities are elements of their own. The rest of their binades is NaN.
    private mutating func planNonfinite(_ block: EncodingBlock) {
        append(block.first, 1, .special, .elements)
        let isJudged = reference.direction == .forward
        append(
            block.first + 1, block.count - 1, isJudged ? .special : .unjudged, isJudged ? nanWork : .nothing)
    }

    private var nanWork: SweepPlan.Work {
        switch ElementOracle.special(reference, .nan) {
        case .nan, nil: .constant(.nan)
        case .infinity(let negative): .constant(negative ? -.infinity : .infinity)
        case .zero: .constant(0)
        // A limit of NaN is NaN.
        case .limit: .constant(.nan)
        }
    }

    private mutating func visit(_ block: EncodingBlock) {
        let whole = block.first...block.last
        guard ranges.contains(where: { $0.overlaps(whole) }) else { return }
        let domain = reference.specification.inputs[0].domain
        let (least, greatest) = block.bounds
        if Double(greatest) < domain.lowerBound || Double(least) > domain.upperBound {
            append(block.first, block.count, .unjudged, .nothing)
            return
        }
        if Double(least) < domain.lowerBound || Double(greatest) > domain.upperBound {
            halve(block)
            return
        }
        switch isDefined(block) {
        case .yes: break
        case .unknown:
            halve(block)
            return
        case .no:
            part.unlisted += wanted(block)
            append(block.first, block.count, .unjudged, .nothing)
            return
        }
        let zerosAreModelled =
            waves.map { $0.vanishesAtIntegers && block.count >= SweepPlan.smallestBlock && $0.covers(block) } ?? false
        switch exceptions(block, zerosAreModelled: zerosAreModelled) {
        case .none: break
        case .split:
            halve(block)
            return
        case .elements:
            append(block.first, block.count, .special, .elements)
            return
        case .unjudged:
            append(block.first, block.count, .unjudged, .nothing)
            return
        case .value(let value):
            let work: SweepPlan.Work =
                switch value {
                case .nan: .constant(.nan)
                case .infinity(let negative): .constant(negative ? -.infinity : .infinity)
                case .zero(nil): .constant(0)
                case .zero(let negative?): .zero(negative: negative)
                case .limit: .elements
                }
            append(block.first, block.count, .special, work)
            return
        }
        guard let modeler else {
            append(block.first, block.count, region(of: block), .arrays)
            return
        }
        if let value = waves?.constant(on: block) {
            append(block.first, block.count, .normal, .constant(value))
            return
        }
        if block.count >= SweepPlan.smallestBlock, let wave = waves?.model(of: block) {
            append(block.first, block.count, .normal, .wave(wave))
            return
        }
        guard modeler.attempts + questions < budget else {
            append(block.first, block.count, region(of: block), .arrays)
            return
        }
        guard block.count >= SweepPlan.smallestBlock, case .model(let model) = modeler.attempt(block) else {
            halve(block)
            return
        }
        switch model.kind {
        case .polynomial(let polynomial):
            if let region = region(of: block, magnitude: polynomial.magnitude) {
                append(block.first, block.count, region, .polynomial(polynomial))
            } else {
                halve(block)
            }
        case .constant(let value): append(block.first, block.count, .overflowEdge, .constant(value))
        case .elements: append(block.first, block.count, region(of: block), .elements)
        case .undefined:
            // No real value, and no row of the table: all that anyone expects there is NaN.
            part.unlisted += wanted(block)
            append(
                block.first, block.count, reference.direction == .forward ? .special : .unjudged,
                reference.direction == .forward ? .constant(.nan) : .nothing)
        }
    }

    private mutating func halve(_ block: EncodingBlock) {
        guard block.count > 1, block.count > SweepPlan.smallestBlock || !isWhole(block) else {
            append(block.first, block.count, region(of: block), hasSteps ? .arrays : .elements)
            return
        }
        let (a, b) = block.halves
        visit(a)
        visit(b)
    }

    /// Whether all of a block is in the domain, so that its elements can be listed together.
    private func isWhole(_ block: EncodingBlock) -> Bool {
        let domain = reference.specification.inputs[0].domain
        let (least, greatest) = block.bounds
        return domain.contains(Double(least)) && domain.contains(Double(greatest))
    }

    /// How many of some encodings are wanted.
    private func wanted(_ block: EncodingBlock) -> Int { SweepPlan.overlap(block.first...block.last, ranges) }

    private func region(of block: EncodingBlock) -> SweepRegion { block.isSubnormal ? .subnormalInput : .normal }

    /// The class of a block by its results' magnitude; nil when they are of several.
    private func region(of block: EncodingBlock, magnitude: ClosedRange<Double>) -> SweepRegion? {
        if block.isSubnormal { return .subnormalInput }
        // Zero is no subnormal number.
        if magnitude.upperBound == 0 { return .normal }
        if magnitude.upperBound < 0x1p-126 { return .subnormalResult }
        if magnitude.lowerBound >= 0x1p+127 { return .overflowEdge }
        return magnitude.lowerBound >= 0x1p-126 && magnitude.upperBound < 0x1p+127 ? .normal : nil
    }

    private mutating func append(_ first: UInt32, _ count: Int, _ region: SweepRegion, _ work: SweepPlan.Work) {
        // Neighbouring elements are one entry.
        if case .elements = work, let last = part.entries.last, case .elements = last.work, last.region == region,
            last.last &+ 1 == first
        {
            part.entries[part.entries.count - 1] = SweepPlan.Entry(
                first: last.first, count: last.count + count, region: region, work: .elements)
        } else {
            part.entries.append(SweepPlan.Entry(first: first, count: count, region: region, work: work))
        }
    }
}

extension EncodingBlock {
    fileprivate var bounds: (least: Float, greatest: Float) {
        let (a, b) = (Float(bitPattern: first), Float(bitPattern: last))
        return isNegative ? (b, a) : (a, b)
    }
}

/// A number that any change of what it is made of changes. Not secret: it guards against mistakes, not against attacks.
struct Fingerprint {
    private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

    mutating func combine(_ word: UInt64) {
        value = (value ^ word) &* 0x100_0000_01B3
        value ^= value >> 29
    }

    mutating func combine(_ text: String) {
        for byte in text.utf8 { combine(UInt64(byte)) }
        combine(UInt64(text.utf8.count) | 1 << 40)
    }

    var text: String { Self.text(of: value) }

    static func text(of value: UInt64) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
