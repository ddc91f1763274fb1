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
        /// The rows of the specification's kinks that settled an element.
        var rows: Set<Int> = []
    }

    /// Judges the gradients of a case whose inputs are finite, by input; empty for an input that has none to check.
    func judge(
        _ gradients: [HostArray?], of subjectCase: Case, cotangents: [HostArray]
    ) throws -> [Result] {
        let graph = try specification.graph(for: subjectCase.inputs, subjectCase.attributes)
        var results = specification.arguments(of: subjectCase).map { _ in Result() }
        var pending: [Set<Int>] = []
        for (place, input) in specification.arguments(of: subjectCase).enumerated() {
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
            let others = KinkPolicy.policies(for: graph).dropFirst().map {
                certified(graph, subjectCase, cotangents, precision, $0)
            }
            for place in pending.indices where !pending[place].isEmpty {
                let conventions = try conventions(place, subjectCase, cotangents, precision)
                for position in pending[place].sorted() {
                    if let (row, real) = conventions[position] {
                        results[place].rows.insert(row)
                        let judge = Judge(format: FloatFormat(gradients[place]!.dtype)!, budget: budget)
                        let output = gradients[place]!.double(at: position)
                        let result = judge.judge(output, real, scale: nil, terms: 1)
                        if !isLast && (result.verdict == nil || !result.isRoundingDecided) { continue }
                        results[place].judgements.append(
                            ElementJudgement(position: position, output: output, result, real: real, terms: 1))
                        pending[place].remove(position)
                        continue
                    }
                    let real = first[place].elements[position]
                    let isKink = others.contains { !real.intersects($0[place].elements[position]) }
                    if real.isEmpty || !real.isTotal || isKink {
                        // Raising the precision can only show the two sides apart more clearly, or a domain's edge.
                        if isLast || real.isEmpty || isKink {
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
                        ElementJudgement(position: position, output: output, result, real: real, terms: terms))
                    pending[place].remove(position)
                }
            }
        }
        for place in results.indices { results[place].judgements.sort { $0.position < $1.position } }
        return results
    }

    /// The elements of a gradient that a row of the specification's kinks settles.
    private func conventions(
        _ place: Int, _ subjectCase: Case, _ cotangents: [HostArray], _ precision: Int
    ) throws -> [Int: (row: Int, gradient: Interval)] {
        let name = specification.arguments(of: subjectCase)[place].name
        let rows = specification.kinks.indices.filter {
            let input = specification.kinks[$0].input
            return input == name || name.hasPrefix(input + "[")
        }
        guard !rows.isEmpty else { return [:] }
        let graph = try specification.kinksGraph(
            rows.map { specification.kinks[$0] }, argument: place, subjectCase.inputs.map { GraphInput($0) },
            subjectCase.attributes)
        let values = EnclosureEvaluator(precision: precision).values(graph, subjectCase.inputs + cotangents)
        var settled: [Int: (row: Int, gradient: Interval)] = [:]
        for (place, row) in rows.enumerated() {
            guard case .logical(let holds) = values[2 * place], case .real(let gradient) = values[2 * place + 1] else {
                continue
            }
            for position in holds.indices where holds[position] == .yes && settled[position] == nil {
                if !gradient[position].isEmpty { settled[position] = (row, gradient[position]) }
            }
        }
        return settled
    }

    private func certified(
        _ graph: ExpressionGraph, _ subjectCase: Case, _ cotangents: [HostArray], _ precision: Int, _ policy: KinkPolicy
    ) -> [AdjointEvaluator.Gradient] {
        AdjointEvaluator(precision: precision, policy: policy).gradients(
            graph, subjectCase.inputs, cotangents: cotangents, withScales: budget.metric == .omega)
    }
}
