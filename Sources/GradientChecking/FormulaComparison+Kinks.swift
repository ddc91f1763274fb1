internal import Multiprecision
internal import Oracle
internal import Values

extension FormulaComparison {
    /// Every element of a gradient at a kink must lie between the one-sided derivatives along its axis, or those of the smooth
    /// pieces that meet there, as far as these are known; where all of them are equal, the function is differentiable along the axis after all, and
    /// there is no choice. The same holds along a direction in which all elements at kinks grow together: so two equal
    /// maxima cannot both take the whole cotangent.
    mutating func judgeKinks(_ wide: [OpenElement], _ formulas: [[Interval]?], _ adjoints: [[Interval]]) {
        let precision = 128
        let tape = IntervalTape(tape, precision: precision)
        let count = pass.gradients.count
        let pieces = 6
        let mostElements = max(1, min(32, effort / max(1, self.tape.size * (pieces + 2))))
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
        if onlyEnclosed > 0 { for element in wide { isNonzero[element.place] = true } }
        for element in chosen {
            let (place, position) = (element.place, element.position)
            let range = range(direction { $0 == place && $1 == position ? 1 : 0 })
            let hull = range.dropFirst().reduce(range[0]) { $0.hull($1) }
            let formula = formulas[place]?[position] ?? Interval(0, precision: precision)
            guard hull.isTotal, !hull.isEmpty else {
                isNonzero[place] = true
                continue
            }
            // Where all sides agree there is no kink after all: to within themselves or, where they cancel to nothing, within
            // what conventions could have made of them.
            let conventions = adjoints[place][position]
            let dust =
                conventions.isBounded ? conventions.width.scaled(byPowerOf2: -64) : BigFloat(0, precision: 53)
            func isOne(_ bounds: Interval) -> Bool {
                let width = bounds.width
                return width <= hull.magnitudeLowerBound.scaled(byPowerOf2: -24) || width <= dust
            }
            let isNothing = hull.containsZero && isOne(hull)
            if !isNothing { isNonzero[place] = true }
            if formula.intersects(hull) {
                if isOne(formula.hull(hull)) { kinks[place].remove(position) }
                continue
            }
            // Where more pieces meet than the two along the axis, those that were not tried may have other slopes.
            let isExhausted = range.allSatisfy { $0.intersects(range[0]) || $0.intersects(range[1]) }
            if !isExhausted, !isOne(hull), formula.intersects(conventions) { continue }
            disagreements.append(
                Disagreement(
                    place: place, position: position, formula: Number(formula),
                    adjoint: isNothing ? Number(0, 0) : Number(hull), isKink: true, neededIntervals: true))
        }
        guard disagreements.isEmpty else { return }
        let together = Set(wide.map { [$0.place, $0.position] })
        let rising = range(direction { together.contains([$0, $1]) ? 1 : 0 })
        guard rising.allSatisfy({ $0.isTotal && $0.intersects(rising[0]) }) else { return }
        var sum = Interval(0, precision: precision)
        for element in wide {
            sum = sum + (formulas[element.place]?[element.position] ?? Interval(0, precision: precision))
        }
        let hull = rising.dropFirst().reduce(rising[0]) { $0.hull($1) }
        guard sum.isTotal, !sum.intersects(hull) else { return }
        disagreements.append(
            Disagreement(
                place: wide[0].place, position: wide[0].position, formula: Number(sum), adjoint: Number(hull),
                isKink: true, together: wide.count, neededIntervals: true))
    }
}
