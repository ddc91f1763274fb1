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
        let graph = try specification.graph(
            shapes: subjectCase.inputs.map(\.shape), attributes: subjectCase.attributes)
        var result = Result()
        for (place, input) in specification.inputs.enumerated() where input.isDifferentiable {
            var pending = Set(0..<subjectCase.inputs[place].count)
            for precision in Self.precisions where !pending.isEmpty {
                let isLast = precision == Self.precisions.last
                let formula = EnclosureEvaluator(precision: precision)
                    .outputs(backward, subjectCase.inputs + cotangents)[place]
                let first = AdjointEvaluator(precision: precision)
                    .gradients(graph, subjectCase.inputs, cotangents: cotangents)[place].elements
                let last =
                    graph.hasKinks
                    ? AdjointEvaluator(precision: precision, policy: .last)
                        .gradients(graph, subjectCase.inputs, cotangents: cotangents)[place].elements : first
                for position in pending.sorted() {
                    let adjoint = first[position]
                    let mine = formula?[position] ?? Interval(0, precision: precision)
                    // Kinks and edges of the domain have no derivative to compare with.
                    if adjoint.isEmpty || !adjoint.intersects(last[position]) {
                        pending.remove(position)
                        continue
                    }
                    let isSound = adjoint.isTotal && mine.isTotal && !mine.isEmpty
                    if isSound && !mine.intersects(adjoint) {
                        result.elements += 1
                        result.disagreements.append(
                            .init(input: place, position: position, formula: mine, adjoint: adjoint))
                        pending.remove(position)
                        continue
                    }
                    let width = isSound ? Self.width(mine.hull(adjoint)) : .infinity
                    if width < 0x1p-40 || isLast {
                        result.elements += 1
                        if width < 0x1p-24 {
                            result.detectable = max(result.detectable ?? 0, width)
                        } else {
                            result.undecided += 1
                        }
                        pending.remove(position)
                    }
                }
            }
        }
        return result
    }

    /// The relative width of an enclosure; around zero, the width against the smallest float.
    private static func width(_ interval: Interval) -> Double {
        guard interval.containsZero else { return interval.relativeWidthUpperBound }
        if interval.isZero { return 0 }
        return interval.magnitudeUpperBound.scaled(byPowerOf2: 149).toDouble(rounding: .up)
    }
}
