internal import Multiprecision
internal import Oracle
internal import TensorEngine
internal import Values

/// The formula of a backward pass against the adjoint of the forward pass, element by element, in exact arithmetic.
///
/// Bounds in binary64 decide nearly everything; what they leave open goes to intervals, and what stays open there lies at a
/// kink, where one-sided derivatives say what a gradient may be. Constants that their type only approximates are allowed
/// their rounding.
struct FormulaComparison {
    let pass: TracedPass
    /// The calls of the pass, with the constants that they are evaluated for.
    let tape: CallTape
    let evaluation: TapeEvaluation
    /// The cotangents of all nodes, from the values' down; nil where nothing flows.
    let adjoints: [FastEvaluator.Enclosures?]
    /// Whether all results are numbers. Where they are not, a gradient need not be one.
    let isInside: Bool

    var disagreements: [Disagreement] = []
    var elements = 0
    var undecided = 0
    /// Elements without a derivative, by differentiated input.
    var kinks: [Set<Int>]
    /// Elements at which the function has no derivative at all, by differentiated input.
    var undefined: [Set<Int>]
    /// Whether an element of the gradient with respect to an input is something else than zero, or may be.
    var isNonzero: [Bool]
    /// How large the largest element of each gradient is at least. What cancels to nothing, or has a choice, is not counted.
    let largest: [Double]
    /// The relative width below which formula and derivative agree, at worst.
    var detectable = 0.0
    /// What was put down to constants that are rounded; nil where nothing needed to be.
    var allowance: RoundedConstants.Allowance?
    /// How many elements at kinks were compared with the hull of all conventions alone, because there are so many.
    var onlyEnclosed = 0

    /// How many numbers one-sided derivatives may take, together.
    var effort = 500_000

    /// Where the kinks are, if another comparison at the same point has said it.
    var knownKinks: [Set<Int>]?

    /// - Parameter tape: the pass' own, or the same calls with other constants.
    init(_ pass: TracedPass, tape: CallTape? = nil) {
        self.pass = pass
        self.tape = tape ?? pass.tape
        evaluation = TapeEvaluation(self.tape, pass.arrays)
        let adjoints = evaluation.adjoint(pass.seeds)
        self.adjoints = adjoints
        largest = pass.gradients.indices.map { place in
            guard let bounds = adjoints[place] else { return 0 }
            return zip(bounds.lower, bounds.upper).reduce(0.0) { largest, ends in
                let size = max(ends.0, -ends.1)
                return size.isFinite ? max(largest, size) : largest
            }
        }
        kinks = pass.gradients.map { _ in [] }
        undefined = kinks
        isNonzero = pass.gradients.map { _ in false }
        isInside = pass.values.allSatisfy(\.isFinite)
    }

    /// What an element of the backward formula is.
    func formula(_ place: Int, _ position: Int) -> Number {
        guard let node = pass.gradientNode(place), let bounds = evaluation.enclosures(of: node) else {
            return Number(0, 0)
        }
        return Number(bounds.lower[position], bounds.upper[position])
    }

    /// What an element of the gradient should be.
    func adjoint(_ place: Int, _ position: Int) -> Number {
        adjoints[place].map { Number($0.lower[position], $0.upper[position]) } ?? Number(0, 0)
    }

    /// Whether the gradient with respect to an input is zero wherever there is one.
    func isZero(_ place: Int) -> Bool { !isNonzero[place] && undefined[place].count < pass.arrays[place].count }

    /// Compares all elements.
    ///
    /// - Parameter isThorough: whether to go on to intervals where bounds in binary64 leave elements open.
    mutating func run(isThorough: Bool = true) {
        compare(isThorough: isThorough)
        allowForConstants(isThorough: isThorough)
    }

    mutating func compare(isThorough: Bool) {
        var open: [OpenElement] = []
        for place in pass.gradients.indices {
            let count = pass.arrays[place].count
            let zeros = [Double](repeating: 0, count: count)
            let formula = pass.gradientNode(place).flatMap { evaluation.enclosures(of: $0) }
            let (formulaLow, formulaHigh) = (formula?.lower ?? zeros, formula?.upper ?? zeros)
            let (adjointLow, adjointHigh) = (adjoints[place]?.lower ?? zeros, adjoints[place]?.upper ?? zeros)
            elements += count
            for position in 0..<count {
                let (own, other) = (
                    Number(formulaLow[position], formulaHigh[position]),
                    Number(adjointLow[position], adjointHigh[position])
                )
                if other.lower > 0 || other.upper < 0 { isNonzero[place] = true }
                let verdict = Self.compare(own, other, largest[place])
                switch verdict {
                case .agrees(let width): detectable = max(detectable, width)
                case .disagrees where !isThorough || !other.isWide:
                    disagreements.append(
                        Disagreement(
                            place: place, position: position, formula: own, adjoint: other,
                            isKink: other.isWide && knownKinks?[place].contains(position) ?? true))
                case .open, .disagrees:
                    open.append(OpenElement(place: place, position: position, formula: own, adjoint: other))
                }
            }
        }
        guard !open.isEmpty else { return }
        isThorough ? decide(open) : enclose(open)
    }

    /// Leaves elements at that they do not disagree beyond the hull of all that they could be.
    private mutating func enclose(_ open: [OpenElement]) {
        for element in open {
            let (place, position) = (element.place, element.position)
            if formula(place, position).lower.isNaN || adjoint(place, position).lower.isNaN {
                undecided += 1
            } else if knownKinks?[place].contains(position) ?? true {
                kinks[place].insert(position)
                onlyEnclosed += 1
            }
        }
    }

    private enum Outcome {
        case agrees(Double)
        case disagrees
        case open
    }

    /// The width against which both agree, relative to the element or to a thousandth of the largest one.
    private static func compare(_ formula: Number, _ adjoint: Number, _ largest: Double) -> Outcome {
        guard !formula.lower.isNaN, !adjoint.lower.isNaN else { return .open }
        if formula.upper < adjoint.lower || adjoint.upper < formula.lower { return .disagrees }
        let width = max(formula.upper, adjoint.upper) - min(formula.lower, adjoint.lower)
        if width == 0 { return .agrees(0) }
        let size = max(adjoint.middle.magnitude, largest * 0x1p-10)
        return width <= size * 0x1p-24 ? .agrees(width / size) : .open
    }

    /// Whether the function has a derivative along the axis of an element, on one side at least.
    func isOneSided(_ place: Int, _ position: Int) -> Bool {
        let tape = IntervalTape(tape, precision: 128)
        return [1.0, -1.0].contains { side in
            let directions = pass.gradients.indices.map { other in
                let array = pass.arrays[other]
                return HostArray(
                    (0..<array.count).map { other == place && $0 == position ? side : 0 }, shape: array.shape)
            }
            let moved = tape.directionalDerivatives(pass.arrays, along: directions, of: pass.seeds.map(\.node))
            return moved.allSatisfy { $0?.allSatisfy { !$0.isEmpty && $0.isTotal && $0.isBounded } ?? true }
        }
    }
}
