internal import Multiprecision
internal import Oracle
internal import Specifications
internal import Values

/// Whether the backward computation that a subject carries out is the derivative of the definition, as mathematics.
///
/// The captured graph is evaluated in the oracle, so rounding plays no part: if its enclosure and the adjoint's are
/// disjoint, one of the formulas is wrong. There is no tolerance.
struct FormulaCheck {
    let specification: Specification
    let catalog: SpecificationCatalog

    struct Result {
        var elements = 0
        var undecided = 0
        /// The relative width below which both enclosures agree, at worst.
        var detectable: Double?
        var disagreements: [Disagreement] = []
    }

    struct Disagreement {
        let input: Int
        let position: Int
        let formula: Interval
        let adjoint: Interval
    }

    /// The precision of the comparison, and one to try where it is too low: cancellation and tiny losses eat bits.
    private static let precisions = [256, 1024]

    /// - Throws: `UntranslatableGraph` for a captured computation that has no formula.
    func check(_ captured: OperationGraph, of subjectCase: Case, cotangents: [HostArray]) throws -> Result {
        let backward = try catalog.expressionGraph(of: captured)
        let graph = try specification.graph(for: subjectCase.inputs, subjectCase.attributes)
        var result = Result()
        var pending = specification.arguments(of: subjectCase).enumerated().map { place, input in
            input.isDifferentiable ? Set(0..<subjectCase.inputs[place].count) : []
        }
        for precision in Self.precisions where pending.contains(where: { !$0.isEmpty }) {
            let formulas = EnclosureEvaluator(precision: precision).outputs(backward, subjectCase.inputs + cotangents)
            let first = AdjointEvaluator(precision: precision)
                .gradients(graph, subjectCase.inputs, cotangents: cotangents)
            let others = KinkPolicy.policies(for: graph).dropFirst().map {
                AdjointEvaluator(precision: precision, policy: $0)
                    .gradients(graph, subjectCase.inputs, cotangents: cotangents)
            }
            for place in pending.indices {
                for position in pending[place].sorted() {
                    let isDone = compare(
                        formulas[place]?[position] ?? Interval(0, precision: precision),
                        first[place].elements[position], others.map { $0[place].elements[position] }, place, position,
                        isLast: precision == Self.precisions.last, &result)
                    if isDone { pending[place].remove(position) }
                }
            }
        }
        return result
    }

    /// Compares one element; false when a higher precision is needed.
    private func compare(
        _ formula: Interval, _ adjoint: Interval, _ otherSides: [Interval], _ place: Int, _ position: Int, isLast: Bool,
        _ result: inout Result
    ) -> Bool {
        // Kinks and edges of the domain have no derivative to compare with.
        if adjoint.isEmpty || otherSides.contains(where: { !adjoint.intersects($0) }) { return true }
        guard adjoint.isTotal else { return isLast }
        // A formula that has no value where the derivative has one is as wrong as one with another value.
        if formula.isEmpty || formula.isTotal && !formula.intersects(adjoint) {
            result.elements += 1
            result.disagreements.append(
                .init(input: place, position: position, formula: formula, adjoint: adjoint))
            return true
        }
        let width = formula.isTotal ? Self.width(formula.hull(adjoint)) : .infinity
        guard width < 0x1p-40 || isLast else { return false }
        result.elements += 1
        if width < 0x1p-24 {
            result.detectable = max(result.detectable ?? 0, width)
        } else {
            result.undecided += 1
        }
        return true
    }

    /// The relative width of an enclosure; around zero, the width against the smallest float.
    private static func width(_ interval: Interval) -> Double {
        guard interval.containsZero else { return interval.relativeWidthUpperBound }
        if interval.isZero { return 0 }
        return interval.magnitudeUpperBound.scaled(byPowerOf2: 149).toDouble(rounding: .up)
    }
}
