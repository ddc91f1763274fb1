internal import Multiprecision
internal import Oracle

extension FormulaComparison {
    /// An element that is not decided yet.
    struct OpenElement {
        let place: Int
        let position: Int
        /// How wide the bounds were when it was last looked at; nil where there were none.
        var formulaWidth: BigFloat?
        var adjointWidth: BigFloat?

        init(place: Int, position: Int, formula: Number, adjoint: Number) {
            self.place = place
            self.position = position
            formulaWidth = Self.width(formula)
            adjointWidth = Self.width(adjoint)
        }

        private static func width(_ number: Number) -> BigFloat? {
            let width = (number.upper - number.lower).nextUp
            return width.isFinite ? BigFloat(width, precision: 53) : nil
        }
    }

    /// Decides elements in intervals of growing precision.
    ///
    /// Where a sum cancels, its enclosure is wide relative to itself, as the hull of several slopes is. But the hull is as
    /// wide at any precision, and what is one number gets narrower. A number that is still wide at the last precision is
    /// zero, or too small beside its terms for any float to hold.
    mutating func decide(_ open: [OpenElement]) {
        var open = open
        var atKinks: [OpenElement] = []
        var formulas: [[Interval]?] = []
        var adjoints: [[Interval]] = []
        // What 128 bits do not hold hardly matters to floats, and more of them take long where there is much.
        let precisions = tape.size <= 20_000 ? [128, 512, 2048] : tape.size <= 500_000 ? [128, 512] : [128]
        for precision in precisions where !open.isEmpty {
            let tape = IntervalTape(tape, precision: precision)
            formulas = Array(tape.outputs(pass.arrays).dropFirst(pass.values.count))
            adjoints = tape.adjoint(pass.arrays, pass.seeds)
            let largest = adjoints.map(Self.largest)
            let isLast = precision == precisions.last
            var left: [OpenElement] = []
            for var element in open {
                let (place, position) = (element.place, element.position)
                let formula = formulas[place]?[position] ?? Interval(0, precision: precision)
                let adjoint = adjoints[place][position]
                if adjoint.isEmpty || !isInside && (formula.isEmpty || !adjoint.isTotal) {
                    undefined[place].insert(position)
                    continue
                }
                guard adjoint.isTotal else {
                    left.append(element)
                    continue
                }
                if !adjoint.containsZero { isNonzero[place] = true }
                let isChoice = Self.isChoice(adjoint, &element.adjointWidth)
                if formula.isEmpty || formula.isTotal && !formula.intersects(adjoint) {
                    guard isChoice != nil || isLast || !adjoint.isWide else {
                        left.append(element)
                        continue
                    }
                    disagree(element, formula, adjoint, isKink: isChoice ?? adjoint.isWide)
                    continue
                }
                guard formula.isTotal else {
                    left.append(element)
                    continue
                }
                let isFormulaChoice = Self.isChoice(formula, &element.formulaWidth)
                if agrees(formula, adjoint, largest[place]) { continue }
                if isChoice == true || isFormulaChoice == true {
                    // No precision makes it one number.
                    atKinks.append(element)
                } else if isLast, isChoice == nil || isFormulaChoice == nil {
                    atKinks.append(element)
                } else if isLast {
                    settle(element, formula, adjoint, largest[place])
                } else {
                    left.append(element)
                }
            }
            open = left
        }
        for element in open {
            if !adjoints[element.place][element.position].isTotal {
                // A pole inside, as of the root at 0, which no precision takes away.
                undefined[element.place].insert(element.position)
            } else {
                undecided += 1
                isNonzero[element.place] = true
            }
        }
        for element in atKinks { kinks[element.place].insert(element.position) }
        if !atKinks.isEmpty { judgeKinks(atKinks, formulas, adjoints) }
    }

    /// Whether bounds are those of a choice between slopes; nil where only another precision can tell.
    ///
    /// - Parameter earlier: how wide they were at a lower precision, and then how wide they are now.
    private static func isChoice(_ bounds: Interval, _ earlier: inout BigFloat?) -> Bool? {
        guard bounds.isBounded else {
            earlier = nil
            return nil
        }
        let width = bounds.width
        defer { earlier = width }
        guard bounds.isWide else { return false }
        return earlier.map { width > $0.scaled(byPowerOf2: -32) }
    }

    /// How large the largest element is at least.
    private static func largest(_ elements: [Interval]) -> BigFloat {
        elements.reduce(BigFloat(0, precision: 53)) { largest, element in
            element.isEmpty || !element.isBounded ? largest : BigFloat.max(largest, element.magnitudeLowerBound)
        }
    }

    /// What elements are compared with: themselves, or a thousandth of the largest.
    private static func size(_ adjoint: Interval, _ largest: BigFloat) -> BigFloat {
        BigFloat.max(adjoint.magnitudeLowerBound, largest.scaled(byPowerOf2: -10))
    }

    private mutating func agrees(_ formula: Interval, _ adjoint: Interval, _ largest: BigFloat) -> Bool {
        let (width, size) = (formula.hull(adjoint).width, Self.size(adjoint, largest))
        guard width <= size.scaled(byPowerOf2: -24) else { return false }
        note(width, of: size)
        return true
    }

    /// Both are one number that the last precision holds; the derivative is zero if that is inside.
    private mutating func settle(
        _ element: OpenElement, _ formula: Interval, _ adjoint: Interval, _ largest: BigFloat
    ) {
        guard !adjoint.containsZero else { return }
        note(formula.hull(adjoint).width, of: Self.size(adjoint, largest))
    }

    private mutating func note(_ width: BigFloat, of size: BigFloat) {
        guard !width.isZero else { return }
        detectable = max(
            detectable, BigFloat.divide(width, size, precision: 53, rounding: .up).toDouble(rounding: .up))
    }

    private mutating func disagree(
        _ element: OpenElement, _ formula: Interval, _ adjoint: Interval, isKink: Bool
    ) {
        // What cancels to nothing is zero, and reads so.
        let isNothing = !isKink && adjoint.isWide && adjoint.containsZero
        disagreements.append(
            Disagreement(
                place: element.place, position: element.position, formula: Number(formula),
                adjoint: isNothing ? Number(0, 0) : Number(adjoint), isKink: isKink, neededIntervals: true))
    }
}
