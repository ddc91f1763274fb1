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

    /// Bounds of all outputs in binary64.
    fileprivate lazy var bounds = FastEvaluator().outputs(graph, subjectCase.inputs)

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
        /// By row, then element; empty when no row holds for any.
        let conditions: [[Certainty]]
        let scales: [Interval]?
        let terms: [Int]?
        /// The limits that a row of the table, or else the definition, takes on the extended reals.
        let limits: (_ row: Int?) throws -> [Interval]
    }

    var specification: Specification { evaluation.specification }
    var subjectCase: Case { evaluation.subjectCase }

    /// The name under which formulas speak of the output.
    private var name: String { specification.output(named: evaluation.graph.outputNames[place]).name }

    private var inputs: [GraphInput] { subjectCase.inputs.map { GraphInput($0) } }

    /// Bounds in binary64; nil for truth values.
    var bounds: FastEvaluator.Enclosures? { evaluation.bounds[place] }

    /// The conditions of the special cases; nil when there are none.
    var specialsGraph: ExpressionGraph? {
        get throws {
            specification.specialRows(about: name).isEmpty
                ? nil : try specification.specialsGraph(about: name, inputs, subjectCase.attributes)
        }
    }

    /// The condition scale and the number of terms, for an output that has them.
    var scaleGraph: ExpressionGraph? {
        get throws { try specification.scaleGraph(of: name, inputs, subjectCase.attributes) }
    }

    /// - Parameter dtype: that of the output. Integers and truth values are functions of all floats; a real formula
    ///   says nothing about infinities.
    func values(at precision: Int, of dtype: DType) throws -> Round {
        let extended = EnclosureEvaluator(precision: precision, nonfinite: .extended)
        var conditions: [[Certainty]] = []
        if let graph = try specialsGraph {
            // Nearly always no row holds anywhere, which bounds in binary64 tell.
            if FastEvaluator().conditions(graph, subjectCase.inputs).contains(where: { $0.contains { $0 != .no } }) {
                conditions = extended.conditions(graph, subjectCase.inputs)
            }
        }
        var scales: [Interval]?
        var terms: [Int]?
        if let graph = try scaleGraph {
            let outputs = extended.outputs(graph, subjectCase.inputs)
            scales = outputs[0]
            if outputs.count > 1 { terms = outputs[1]!.map { Int($0.midpoint.toDouble()) } }
        }
        return Round(
            values: evaluation.values(at: precision, isExtended: !dtype.isFloatingPoint)[place]!,
            rows: specification.specialRows(about: name), conditions: conditions, scales: scales, terms: terms,
            limits: { row in
                if row.flatMap({ specification.specials[$0].formula }) == nil,
                    case .real(let elements) = evaluation.values(at: precision, isExtended: true)[place]!
                {
                    return elements
                }
                let graph = try specification.limitGraph(row: row, of: name, inputs, subjectCase.attributes)
                return extended.outputs(graph, subjectCase.inputs)[0]!
            })
    }
}
