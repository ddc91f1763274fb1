internal import Multiprecision
internal import Oracle
internal import Specifications
internal import Values

/// The oracle's view of one case, at one precision after another.
final class CaseEvaluation {
    let specification: Specification
    let graph: ExpressionGraph
    let subjectCase: Case
    /// What has been evaluated: all outputs come at once.
    private var known: [Key: [EnclosureEvaluator.Values?]] = [:]

    private struct Key: Hashable {
        let precision: Int
        let isExtended: Bool
    }

    init(specification: Specification, graph: ExpressionGraph, subjectCase: Case) {
        self.specification = specification
        self.graph = graph
        self.subjectCase = subjectCase
    }

    func output(_ place: Int) -> OutputEvaluation { OutputEvaluation(evaluation: self, place: place) }

    fileprivate func values(at precision: Int, isExtended: Bool) -> [EnclosureEvaluator.Values?] {
        let key = Key(precision: precision, isExtended: isExtended)
        if let values = known[key] { return values }
        let evaluator = EnclosureEvaluator(precision: precision, nonfinite: isExtended ? .extended : .empty)
        let values = evaluator.values(graph, subjectCase.inputs)
        known = known.filter { $0.key.precision == precision }
        known[key] = values
        return values
    }
}

/// The oracle's view of one output of a case.
struct OutputEvaluation {
    fileprivate let evaluation: CaseEvaluation
    fileprivate let place: Int

    struct Round {
        let values: EnclosureEvaluator.Values
        /// The rows of the special-value table that are about the output.
        let rows: [Int]
        /// By row, then element.
        let conditions: [[Certainty]]
        let scales: [Interval]?
        let terms: [Int]?
        /// The limits that a row of the table, or else the definition, takes on the extended reals.
        let limits: (_ row: Int?) throws -> [Interval]
    }

    /// - Parameter dtype: that of the output. Integers and truth values are functions of all floats; a real formula
    ///   says nothing about infinities.
    func values(at precision: Int, of dtype: DType) throws -> Round {
        let specification = evaluation.specification
        let subjectCase = evaluation.subjectCase
        let name = evaluation.graph.outputNames[place]
        let base = specification.output(named: name).name
        let inputs = subjectCase.inputs.map { GraphInput($0) }
        let extended = EnclosureEvaluator(precision: precision, nonfinite: .extended)
        let rows = specification.specialRows(about: base)
        var conditions: [[Certainty]] = []
        if !rows.isEmpty {
            let graph = try specification.specialsGraph(about: base, inputs, subjectCase.attributes)
            conditions = extended.conditions(graph, subjectCase.inputs)
        }
        var scales: [Interval]?
        var terms: [Int]?
        if let graph = try specification.scaleGraph(of: base, inputs, subjectCase.attributes) {
            let outputs = extended.outputs(graph, subjectCase.inputs)
            scales = outputs[0]
            if outputs.count > 1 { terms = outputs[1]!.map { Int($0.midpoint.toDouble()) } }
        }
        return Round(
            values: evaluation.values(at: precision, isExtended: !dtype.isFloatingPoint)[place]!, rows: rows,
            conditions: conditions, scales: scales, terms: terms,
            limits: { row in
                if row.flatMap({ specification.specials[$0].formula }) == nil,
                    case .real(let elements) = evaluation.values(at: precision, isExtended: true)[place]!
                {
                    return elements
                }
                let graph = try specification.limitGraph(row: row, of: base, inputs, subjectCase.attributes)
                return extended.outputs(graph, subjectCase.inputs)[0]!
            })
    }
}
