internal import Multiprecision
internal import Oracle
internal import Specifications
internal import TensorEngine
internal import Values

extension GradientChecker {
    mutating func check() throws {
        for probe in 0..<max(1, options.probes) {
            var stream = SeededStream(seed: options.seed, UInt64(probe))
            let pass = try TracedPass(function, at: inputs, catalog: catalog) { values in
                values.map { value in
                    Tensor(
                        HostArray((0..<value.elementCount).map { _ in stream.weight() }, shape: value.shape)
                    ).cast(to: value.dtype)
                }
            }
            extent.cotangents += 1
            unseen = pass.graph.unseen
            try compareFormulas(pass)
        }
    }

    private mutating func compareFormulas(_ pass: TracedPass) throws {
        let precision = 256
        let arrays = inputs.map(\.hostArray) + pass.cotangents
        let backward = EnclosureEvaluator(precision: precision).outputs(
            try catalog.expressionGraph(of: pass.backward), arrays)
        let adjoint = AdjointEvaluator(precision: precision).gradients(
            try catalog.expressionGraph(of: pass.forward), arrays, cotangents: pass.cotangents)
        for place in inputs.indices {
            let zero = Interval(0, precision: precision)
            for position in 0..<inputs[place].elementCount {
                extent.elements += 1
                let formula = backward[place]?[position] ?? zero
                guard !formula.intersects(adjoint[place].elements[position]) else { continue }
                var finding = GradientReport.Finding(
                    .wrongFormula,
                    "wrong formula: d(\(names[places[place]]))\(inputs[place].shape.index(at: position)) is \(formula), should be \(adjoint[place].elements[position])"
                )
                finding.input = places[place]
                finding.index = inputs[place].shape.index(at: position)
                findings.append(finding)
            }
        }
    }
}
