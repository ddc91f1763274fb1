internal import TensorEngine
internal import Values

extension GradientChecker {
    /// Whether repeated runs give the same bits: with gradients, and without, which must not change the values.
    mutating func checkDeterminism(_ pass: TracedPass) {
        var distinct: Set<[HostArray?]> = [pass.values + pass.gradients]
        var difference: String?
        extent.runs = 1
        for run in 1..<max(2, options.runs) {
            extent.runs += 1
            if run == 1 {
                let values = withoutGradients { function(inputs) }.map(\.hostArray)
                if values != pass.values {
                    difference = difference ?? Self.difference(values, pass.values, "result")
                    distinct.insert(values + pass.gradients)
                }
                continue
            }
            let results = rerun(like: pass)
            guard results.values != pass.values || results.gradients != pass.gradients else { continue }
            distinct.insert(results.values + results.gradients)
            if difference != nil { continue }
            difference = Self.difference(results, pass)
        }
        guard let difference else { return }
        findings.append(
            .init(
                .nonDeterministic,
                "non-deterministic: \(extent.runs) runs on the same arguments gave \(distinct.count) different answers: \(difference)"
            ))
    }

    /// The values and gradients of another run; no gradients where it gives values of other types.
    private func rerun(like pass: TracedPass) -> (values: [HostArray], gradients: [HostArray?]) {
        collectingMistakes { () -> ([HostArray], [HostArray?]) in
            let (values, pull) = pullback(at: inputs, of: function)
            guard values.map(\.type) == zip(pass.values, pass.cotangents).map({ TensorType($1.dtype, $0.shape) })
            else {
                return (values.map(\.hostArray), [])
            }
            return (values.map(\.hostArray), pull(pass.cotangents.map { Tensor($0) }).map { $0?.hostArray })
        }.result
    }

    /// Runs the function once more, after everything else. A function that has changed on the way has no gradient that the
    /// other findings could be about.
    mutating func checkNothingChanged() {
        guard let pass = firstPass, !findings.contains(where: { $0.verdict == .nonDeterministic }) else { return }
        let results = rerun(like: pass)
        guard results.values != pass.values || results.gradients != pass.gradients else { return }
        findings = [
            .init(
                .nonDeterministic,
                "non-deterministic: the function gives the same answer in a row, but not after more runs on the same "
                    + "arguments: \(Self.difference(results, pass))")
        ]
    }

    private static func difference(
        _ new: (values: [HostArray], gradients: [HostArray?]), _ pass: TracedPass
    ) -> String {
        func arrays(_ gradients: [HostArray?]) -> [HostArray] { gradients.map { $0 ?? HostArray([] as [Float]) } }
        return new.values != pass.values
            ? difference(new.values, pass.values, "result")
            : difference(arrays(new.gradients), arrays(pass.gradients), "gradient")
    }

    /// The first element that differs, and how many do.
    private static func difference(_ new: [HostArray], _ old: [HostArray], _ kind: String) -> String {
        guard new.map(\.shape) == old.map(\.shape) else {
            return "the shapes of the \(kind)s were \(old.map(\.shape)), then \(new.map(\.shape))"
        }
        for (place, (a, b)) in zip(old, new).enumerated() {
            let differing = (0..<a.count).filter { a.bits(at: $0) != b.bits(at: $0) }
            guard let first = differing.first else { continue }
            return
                "\(kind) \(place + 1)\(a.shape.index(at: first)) was \(a.fullText(at: first)), then \(b.fullText(at: first)); "
                + "\(differing.count) of \(a.count) elements differ"
        }
        return "\(kind)s differ"
    }
}
