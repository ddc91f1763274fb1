internal import Multiprecision
internal import Oracle
internal import TensorEngine
internal import Values

/// The formula of a backward pass against the adjoint of the forward pass, element by element, in exact arithmetic.
///
/// Bounds in binary64 decide nearly everything; what they leave open goes to intervals, and what stays open there lies at a
/// kink, where one-sided derivatives say what a gradient may be.
struct FormulaComparison {
    /// An element whose backward formula has another value than the derivative.
    struct Disagreement {
        /// Among the differentiated inputs.
        let place: Int
        let position: Int
        let formula: Number
        /// What it should be; at a kink, anything between.
        let adjoint: Number
        let isKink: Bool
    }

    /// A number between two others.
    struct Number {
        let lower: Double
        let upper: Double

        var middle: Double { lower == upper ? lower : 0.5 * lower + 0.5 * upper }

        /// The digits that both ends share, 17 at most.
        var text: String {
            if lower.isNaN { return "no number" }
            if lower == upper { return decimalText(lower, digits: 17) }
            for digits in stride(from: 16, through: 3, by: -1) {
                let low = decimalText(lower, digits: digits)
                if low == decimalText(upper, digits: digits) { return low }
            }
            return "between \(decimalText(lower, digits: 6)) and \(decimalText(upper, digits: 6))"
        }

        init(_ lower: Double, _ upper: Double) {
            self.lower = lower
            self.upper = upper
        }

        init(_ interval: Interval) {
            self.init(
                interval.isEmpty ? .nan : interval.lower.toDouble(rounding: .down),
                interval.isEmpty ? .nan : interval.upper.toDouble(rounding: .up))
        }
    }

    let pass: TracedPass
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
    /// The relative width below which formula and derivative agree, at worst.
    var detectable = 0.0

    init(_ pass: TracedPass) {
        self.pass = pass
        evaluation = TapeEvaluation(pass.tape, pass.arrays)
        adjoints = evaluation.adjoint(pass.seeds)
        kinks = pass.gradients.map { _ in [] }
        undefined = kinks
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

    /// Whether nothing at all flows to an input, or exact zeros do.
    func isZero(_ place: Int) -> Bool {
        guard let adjoint = adjoints[place] else { return true }
        return adjoint.lower.allSatisfy { $0 == 0 } && adjoint.upper.allSatisfy { $0 == 0 }
    }

    /// How many numbers one-sided derivatives may take, together.
    var effort = 500_000

    /// - Parameter isThorough: whether to go on to intervals where bounds in binary64 leave elements open.
    mutating func run(isThorough: Bool = true) {
        var open: [(place: Int, position: Int)] = []
        for place in pass.gradients.indices {
            let count = pass.arrays[place].count
            let zeros = [Double](repeating: 0, count: count)
            let formula = pass.gradientNode(place).flatMap { evaluation.enclosures(of: $0) }
            let (formulaLow, formulaHigh) = (formula?.lower ?? zeros, formula?.upper ?? zeros)
            let (adjointLow, adjointHigh) = (adjoints[place]?.lower ?? zeros, adjoints[place]?.upper ?? zeros)
            var largest = 0.0
            for position in 0..<count {
                let size = max(adjointLow[position].magnitude, adjointHigh[position].magnitude)
                if size.isFinite { largest = max(largest, size) }
            }
            elements += count
            for position in 0..<count {
                let verdict = Self.compare(
                    Number(formulaLow[position], formulaHigh[position]),
                    Number(adjointLow[position], adjointHigh[position]), largest)
                switch verdict {
                case .agrees(let width): detectable = max(detectable, width)
                case .open: open.append((place, position))
                case .disagrees:
                    disagreements.append(
                        Disagreement(
                            place: place, position: position,
                            formula: Number(formulaLow[position], formulaHigh[position]),
                            adjoint: Number(adjointLow[position], adjointHigh[position]), isKink: false))
                }
            }
        }
        if isThorough, !open.isEmpty { decide(open) } else { undecided += open.count }
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

    // MARK: Intervals

    private mutating func decide(_ open: [(place: Int, position: Int)]) {
        var open = open
        var formulas: [[Interval]?] = []
        var adjoints: [[Interval]] = []
        for precision in [128, 512] where !open.isEmpty {
            let tape = IntervalTape(pass.tape, precision: precision)
            formulas = Array(tape.outputs(pass.arrays).dropFirst(pass.values.count))
            adjoints = tape.adjoint(pass.arrays, pass.seeds)
            var left: [(place: Int, position: Int)] = []
            for (place, position) in open {
                let formula = formulas[place]?[position] ?? Interval(0, precision: precision)
                let adjoint = adjoints[place][position]
                let largest = adjoints[place].reduce(0.0) { largest, element in
                    let size = element.isEmpty ? 0 : element.magnitudeUpperBound.toDouble(rounding: .up)
                    return size.isFinite ? max(largest, size) : largest
                }
                if adjoint.isEmpty || !isInside && (formula.isEmpty || !adjoint.isTotal) {
                    undefined[place].insert(position)
                    continue
                }
                guard adjoint.isTotal else {
                    left.append((place, position))
                    continue
                }
                if formula.isEmpty || formula.isTotal && !formula.intersects(adjoint) {
                    disagreements.append(
                        Disagreement(
                            place: place, position: position, formula: Number(formula), adjoint: Number(adjoint),
                            isKink: false))
                    continue
                }
                guard formula.isTotal else {
                    left.append((place, position))
                    continue
                }
                // Around zero, where a difference cancels to nothing, no precision makes an enclosure narrow relative to itself.
                let width = formula.hull(adjoint).widthUpperBound
                let size = max(adjoint.magnitudeLowerBound.toDouble(rounding: .down), largest * 0x1p-10)
                if width <= size * 0x1p-24 || width <= 0x1p-149 && largest == 0 {
                    detectable = max(detectable, size > 0 ? width / size : 0)
                } else {
                    left.append((place, position))
                }
            }
            open = left
        }
        let wide = open.filter { place, position in
            let element = adjoints[place][position]
            return element.isTotal && (formulas[place]?[position].isTotal ?? true)
        }
        undecided += open.count - wide.count
        for (place, position) in wide { kinks[place].insert(position) }
        if !wide.isEmpty { judgeKinks(wide, formulas) }
    }

    // MARK: Kinks

    /// Every element of a gradient at a kink must lie between the one-sided derivatives along its axis, or those of the smooth
    /// pieces that meet there; where all of them are equal, the function is differentiable along the axis after all, and
    /// there is no choice. The same holds along a direction in which all elements at kinks grow together: so two equal
    /// maxima cannot both take the whole cotangent.
    private mutating func judgeKinks(_ wide: [(place: Int, position: Int)], _ formulas: [[Interval]?]) {
        let precision = 128
        let tape = IntervalTape(pass.tape, precision: precision)
        let count = pass.gradients.count
        let pieces = 6
        let mostElements = max(1, min(32, effort / max(1, pass.tape.size * (pieces + 2))))
        let nodes = pass.seeds.map(\.node)
        func derivative(_ directions: [HostArray], leading lead: [HostArray]? = nil) -> Interval {
            let moved = tape.directionalDerivatives(pass.arrays, along: directions, leading: lead, of: nodes)
            var sum = Interval(0, precision: precision)
            for (elements, seed) in zip(moved, pass.seeds) {
                for (position, element) in (elements ?? []).enumerated() where !element.isZero {
                    sum = sum + element * Interval(seed.cotangent.double(at: position), precision: precision)
                }
            }
            return sum
        }
        func direction(_ element: (Int, Int) -> Double) -> [HostArray] {
            (0..<count).map { place in
                HostArray((0..<pass.arrays[place].count).map { element(place, $0) }, shape: pass.arrays[place].shape)
            }
        }
        var stream = SeededStream(seed: 0x6B69_6E6B, UInt64(wide.count))
        let leads = (0..<pieces).map { _ in direction { _, _ in Double(stream.weight()) } }
        /// All that the derivative along a direction can be.
        func range(_ directions: [HostArray]) -> [Interval] {
            let back = directions.map { array in
                HostArray((0..<array.count).map { -array.double(at: $0) }, shape: array.shape)
            }
            return [derivative(directions), -derivative(back)] + leads.map { derivative(directions, leading: $0) }
        }
        // Where there are too many, a few of all.
        let chosen =
            wide.count <= mostElements
            ? wide : (0..<mostElements).map { wide[$0 * wide.count / mostElements] }
        onlyEnclosed = wide.count - chosen.count
        for (place, position) in chosen {
            let range = range(direction { $0 == place && $1 == position ? 1 : 0 })
            let hull = range.dropFirst().reduce(range[0]) { $0.hull($1) }
            let formula = formulas[place]?[position] ?? Interval(0, precision: precision)
            guard hull.isTotal, !hull.isEmpty, !formula.intersects(hull) else { continue }
            disagreements.append(
                Disagreement(
                    place: place, position: position, formula: Number(formula), adjoint: Number(hull), isKink: true))
        }
        guard disagreements.isEmpty else { return }
        let together = Set(wide.map { [$0.place, $0.position] })
        let rising = range(direction { together.contains([$0, $1]) ? 1 : 0 })
        guard rising.allSatisfy({ $0.isTotal && $0.intersects(rising[0]) }) else { return }
        var sum = Interval(0, precision: precision)
        for (place, position) in wide { sum = sum + (formulas[place]?[position] ?? Interval(0, precision: precision)) }
        let hull = rising.dropFirst().reduce(rising[0]) { $0.hull($1) }
        guard sum.isTotal, !sum.intersects(hull) else { return }
        let (place, position) = wide[0]
        togetherSum = (Number(sum), Number(hull))
        disagreements.append(
            Disagreement(
                place: place, position: position, formula: Number(formulas[place]?[position] ?? sum),
                adjoint: Number(hull), isKink: true))
    }

    /// Whether the function has a derivative along the axis of an element, on one side at least.
    func isOneSided(_ place: Int, _ position: Int) -> Bool {
        let tape = IntervalTape(pass.tape, precision: 128)
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

    /// How many elements at kinks were compared with the hull of all conventions alone, because there are so many.
    private(set) var onlyEnclosed = 0

    /// Where elements at kinks are wrong only together: what they sum to, and what they should.
    private(set) var togetherSum: (formula: Number, derivative: Number)?
}
