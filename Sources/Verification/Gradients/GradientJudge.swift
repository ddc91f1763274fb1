internal import Multiprecision
internal import Oracle
internal import Specifications
internal import Values

/// Judges float gradients against certified ones.
struct GradientJudge {
    let specification: Specification
    let budget: Budget

    /// The judgement of one input's gradient.
    struct Result {
        var judgements: [ElementJudgement] = []
        /// Elements left out: two one-sided values, or none.
        var kinks = 0
    }

    /// Judges the gradients of a case whose inputs are finite, by input; empty for an input that has none to check.
    func judge(
        _ gradients: [HostArray?], of subjectCase: Case, cotangents: [HostArray]
    ) throws -> [Result] {
        let graph = try specification.graph(
            shapes: subjectCase.inputs.map(\.shape), attributes: subjectCase.attributes)
        var results = specification.inputs.map { _ in Result() }
        var pending: [Set<Int>] = []
        for (place, input) in specification.inputs.enumerated() {
            guard input.isDifferentiable else {
                pending.append([])
                continue
            }
            guard let gradient = gradients[place] else {
                throw CheckError("there is no gradient for input '\(input.name)'")
            }
            guard gradient.shape == subjectCase.inputs[place].shape else {
                throw CheckError(
                    "the gradient for '\(input.name)' has shape \(gradient.shape); the input has \(subjectCase.inputs[place].shape)"
                )
            }
            guard FloatFormat(gradient.dtype) != nil else {
                throw CheckError("the gradient for '\(input.name)' has dtype \(gradient.dtype)")
            }
            pending.append(Set(0..<gradient.count))
        }
        for precision in Precision.ladder where pending.contains(where: { !$0.isEmpty }) {
            let isLast = precision == Precision.cap
            let first = certified(graph, subjectCase, cotangents, precision, .first)
            let last = graph.hasKinks ? certified(graph, subjectCase, cotangents, precision, .last) : first
            for place in pending.indices {
                for position in pending[place].sorted() {
                    let real = first[place].elements[position]
                    if real.isEmpty || !real.isTotal || !real.intersects(last[place].elements[position]) {
                        // Raising the precision can only show the two sides apart more clearly, or a domain's edge.
                        if isLast || real.isEmpty || !real.intersects(last[place].elements[position]) {
                            results[place].kinks += 1
                            pending[place].remove(position)
                        }
                        continue
                    }
                    let output = gradients[place]!.double(at: position)
                    let terms = first[place].terms[position]
                    let judge = Judge(format: FloatFormat(gradients[place]!.dtype)!, budget: budget)
                    let scale = first[place].scales.isEmpty ? nil : first[place].scales[position]
                    let result = judge.judge(output, real, scale: scale, terms: terms)
                    if !isLast && (result.verdict == nil || !result.isRoundingDecided) { continue }
                    results[place].judgements.append(
                        ElementJudgement(
                            position: position, output: output, verdict: result.verdict ?? .undecided,
                            isMisrounded: result.isMisrounded, isRoundingDecided: result.isRoundingDecided,
                            ulps: result.ulps, omega: result.omega, real: real, nearest: result.nearest, terms: terms))
                    pending[place].remove(position)
                }
            }
        }
        for place in results.indices { results[place].judgements.sort { $0.position < $1.position } }
        return results
    }

    private func certified(
        _ graph: ExpressionGraph, _ subjectCase: Case, _ cotangents: [HostArray], _ precision: Int, _ policy: KinkPolicy
    ) -> [AdjointEvaluator.Gradient] {
        AdjointEvaluator(precision: precision, policy: policy).gradients(
            graph, subjectCase.inputs, cotangents: cotangents, withScales: budget.metric == .omega)
    }
}

extension ExpressionGraph {
    /// Whether some step has a kink, so that derivatives may have two sides.
    var hasKinks: Bool {
        nodes.contains { node in
            switch node.operation {
            case .elementwise(.abs), .elementwise(.maximum), .elementwise(.minimum), .elementwise(.select): true
            case .reduce(.max, _), .reduce(.min, _): true
            default: false
            }
        }
    }
}
