internal import Oracle
internal import TensorEngine
internal import Values

extension GradientChecker {
    /// Forward mode against reverse mode: <v, J u> = <J^T v, u>, in exact arithmetic, for a random direction u.
    ///
    /// The engine's Jacobian-vector product is the derivative of its vector-Jacobian product with respect to v, so this tests
    /// that derivatives of derivatives are right in that respect.
    mutating func checkForwardMode(_ comparison: FormulaComparison) throws {
        let pass = comparison.pass
        var stream = SeededStream(seed: options.seed, 2 << 20)
        let directions = inputs.map { input in
            Tensor(HostArray((0..<input.elementCount).map { _ in stream.weight() }, shape: input.shape)).cast(
                to: input.dtype)
        }
        let count = inputs.count
        let known = library.names
        let function = function
        let (graph, mistakes) = collectingMistakes {
            capture(inputs: inputs + directions, isKnown: { known.contains($0) }) { arguments in
                pushforward(
                    at: Array(arguments.prefix(count)), along: Array(arguments.dropFirst(count)), of: function
                ).tangents
            }
        }
        guard mistakes.isEmpty else {
            notes.append("forward mode was not checked: \(mistakes[0])")
            return
        }
        let arrays = (inputs + directions).map(\.hostArray)
        let tape = try library.tape(of: graph, inputs: arrays, variable: 0)
        let evaluation = TapeEvaluation(tape, arrays)
        var forward = Sum()
        for (place, cotangent) in pass.cotangents.enumerated() {
            guard let node = tape.outputs[place], let tangents = evaluation.enclosures(of: node) else { continue }
            forward.add(tangents, times: cotangent)
        }
        // Where rounded constants put the formula beside the derivative, forward mode has the same constants.
        let isFormula = comparison.allowance != nil
        var reverse = Sum()
        for (place, direction) in directions.enumerated() {
            let gradient =
                isFormula
                ? pass.gradientNode(place).flatMap { comparison.evaluation.enclosures(of: $0) }
                : comparison.adjoints[place]
            if let gradient { reverse.add(gradient, times: direction.hostArray) }
        }
        extent.directions += 1
        guard forward.isFinite, reverse.isFinite else {
            notes.append("forward mode was not decided: the oracle's bounds are infinite")
            return
        }
        guard forward.upper < reverse.lower || reverse.upper < forward.lower else { return }
        var finding = GradientReport.Finding(
            .wrongFormula,
            "wrong formula in forward mode: along a random direction u and for random weights v of the results, <v, J u> is "
                + "\(FormulaComparison.Number(forward.lower, forward.upper).text), but <J^T v, u> is "
                + "\(FormulaComparison.Number(reverse.lower, reverse.upper).text): the derivative of a derivative with respect "
                + "to its cotangent is wrong")
        finding.got = 0.5 * (forward.lower + forward.upper)
        finding.expected = 0.5 * (reverse.lower + reverse.upper)
        findings.append(finding)
    }

    /// A sum of products, between bounds.
    private struct Sum {
        var lower = 0.0
        var upper = 0.0

        var isFinite: Bool { lower.isFinite && upper.isFinite }

        mutating func add(_ numbers: FastEvaluator.Enclosures, times weights: HostArray) {
            for position in 0..<weights.count {
                let weight = weights.double(at: position)
                guard weight != 0 else { continue }
                let (a, b) = (numbers.lower[position] * weight, numbers.upper[position] * weight)
                if a == 0, b == 0 { continue }
                lower = (lower + min(a, b).nextDown).nextDown
                upper = (upper + max(a, b).nextUp).nextUp
                if a.isNaN || b.isNaN { lower = .nan }
            }
        }
    }
}
