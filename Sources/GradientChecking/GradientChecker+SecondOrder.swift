internal import TensorEngine
internal import Values

extension GradientChecker {
    /// Checks the gradient, as a function of the inputs, in the same way. Where it is constant there is nothing to check.
    mutating func checkSecondOrder(_ cotangents: [HostArray]) throws {
        let first = try trace(cotangents)
        let connected = first.gradients.indices.filter { first.gradients[$0] != nil }
        guard !connected.isEmpty else { return }
        let (function, seeds) = (function, first.cotangents.map { Tensor($0) })
        var options = options
        options.order = 1
        options.runs = 2
        options.names = places.map { names[$0] }
        let checker = try GradientChecker(
            function: { arguments in
                let gradients = pullback(at: arguments, of: function).pullback(seeds)
                return connected.map { gradients[$0] ?? .zeros(arguments[$0].shape, dtype: arguments[$0].dtype) }
            }, inputs: inputs, options: options, library: library)
        let report: GradientReport
        do {
            report = try checker.report()
        } catch let error as GradientCheckError {
            findings.append(.init(.undecided, "second order: \(error)"))
            return
        }
        extent.elements += report.extent.elements
        extent.kinks += report.extent.kinks
        extent.undefined += report.extent.undefined
        extent.undecided += report.extent.undecided
        extent.unjudged += report.extent.unjudged
        if let other = report.power { power.weaken(by: other) }
        // What the gradient's own derivative rests on, where that is less than what the gradient rests on.
        weakest = max(weakest, report.passingVerdict)
        for note in report.unseen where !unseen.contains(note) { unseen.append("second order: " + note) }
        for note in report.notes where !notes.contains(note) { notes.append("second order: " + note) }
        for finding in report.findings {
            guard finding.verdict != .vacuous else {
                notes.append("second order: \(finding.message)")
                continue
            }
            var copy = GradientReport.Finding(finding.verdict, "second order: " + finding.message)
            (copy.input, copy.index, copy.output, copy.outputIndex) = (
                finding.input.map { places[$0] }, finding.index, finding.output, finding.outputIndex
            )
            (copy.got, copy.expected, copy.operation) = (finding.got, finding.expected, finding.operation)
            findings.append(copy)
        }
    }
}
