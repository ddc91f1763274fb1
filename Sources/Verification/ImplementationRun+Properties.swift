internal import PropertyTesting
internal import Specifications
internal import Values

// Relations between answers, which need no reference, as `verify properties` tries them; here with few cases each.

extension ImplementationRun {
    /// Cases for each property.
    private static let propertyCases = 48

    /// What does not hold is a finding. A subject that fails to answer has findings already, and is not asked again.
    mutating func checkProperties() throws {
        guard verifier.plan.dtype == nil, !findings.shown.contains(where: { $0.kind == .subject }) else { return }
        for property in OperationProperty.all(of: specification, implementation: name, subject: subject) {
            try Task.checkCancellation()
            var settings = PropertySettings()
            settings.cases = Self.propertyCases
            settings.seed = "\(property.title) \(verifier.plan.seed)"
            settings.shrinkingCases = 500
            let report = property.run(settings)
            for failure in report.failures.prefix(1) {
                let example = failure.simplest
                let input = example.input.map { $0.text.replacing("\n", with: " ") }.joined(separator: ", ")
                findings.add(
                    FindingRecord(
                        id: "\(name)/property-\(property.name)", kind: .invariant,
                        message: "\(name): '\(property.name)' does not hold (\(property.claim)): "
                            + (example.measure.detail ?? failure.error ?? failure.kind.text) + ", at \(input)",
                        isExpected: isExpected(.forward), replay: replayCommand(property, example.token), element: nil))
            }
        }
    }

    private func replayCommand(_ property: OperationProperty, _ token: String) -> String {
        var words = ["verify", "properties", property.operation]
        if property.implementation != property.operation { words += ["--implementation", property.implementation] }
        words += ["--property", property.name, "--replay", token]
        return words.map(shellQuoted).joined(separator: " ") + verifier.replaySuffix
    }
}
