internal import PropertyTesting
internal import Testing

/// One call of `check`: a property with all that its run needs, and what becomes of the report.
struct PropertyCheck<Value> {
    /// What the property says, and of which arguments of the test.
    let name: String
    let generator: Generator<Value>
    let options: CheckOptions
    let site: CallSite
    /// How many parameters the property has.
    let inputCount: Int

    init(name: String, generator: Generator<Value>, options: CheckOptions, site: CallSite, inputCount: Int) {
        self.name = TestArguments.name(name)
        self.generator = generator
        self.options = options
        self.site = site
        self.inputCount = inputCount
    }

    func run(_ property: (Value) throws -> Measure) -> PropertyReport {
        guard let settings = settings() else { return PropertyReport(name: name, outcome: .gaveUp) }
        let issues = IssueCollector()
        let report = intercepting({ issues.take($0) }) {
            runProperty(name, generator, settings) { value in try issues.measure { try property(value) } }
        }
        guard let message = message(report) else { return report }
        if let token = expectation(report, issues) {
            // The user's own line fails once more, now for the framework to see, with all that is known beside it.
            let amendment = IssueAmendment(message)
            intercepting({ amendment.amend($0) }) { rerun(token) { _ = try property($0) } }
            if amendment.isUsed { return report }
        }
        TestFramework.fail(message, at: site)
        return report
    }

    func run(
        isolation: isolated (any Actor)? = #isolation, _ property: (Value) async throws -> Measure
    ) async -> PropertyReport where Value: Sendable {
        guard let settings = settings() else { return PropertyReport(name: name, outcome: .gaveUp) }
        let issues = IssueCollector()
        let report = await intercepting({ issues.take($0) }) {
            await runProperty(name, generator, settings) { value in
                try await issues.measure { try await property(value) }
            }
        }
        guard let message = message(report) else { return report }
        if let token = expectation(report, issues) {
            let amendment = IssueAmendment(message)
            await intercepting({ amendment.amend($0) }) { await rerun(token) { _ = try await property($0) } }
            if amendment.isUsed { return report }
        }
        TestFramework.fail(message, at: site)
        return report
    }

    private func settings() -> PropertySettings? {
        do {
            let names = site.closureParameters(of: "check", count: inputCount == 1 ? nil : inputCount)
            return try options.settings(for: name, inputs: names, at: site)
        } catch {
            TestFramework.fail("\(name): \(error)", at: site)
            return nil
        }
    }

    /// What to say of a failure; nil where there is none. Counterexamples are attached, and what is no failure but worth
    /// knowing becomes a warning.
    private func message(_ report: PropertyReport) -> String? {
        guard report.isFailure else {
            if let remark = report.remark { TestFramework.warn(remark, at: site) }
            return nil
        }
        let message = report.message(at: site)
        if TestFramework.isSwiftTesting, !Interception.isActive { attach(report, message) }
        return message
    }

    private func attach(_ report: PropertyReport, _ message: String) {
        let failure = report.failures.first
        var value: Value?
        // What ended a process may have been the making of the input, which is not to happen again.
        if let failure, failure.kind != .trap { rerun(failure.simplest.token) { value = $0 } }
        let names = failure?.simplest.input.map(\.name) ?? []
        Counterexample(of: name, value, names: names, message: message).attach(at: site)
    }

    /// The token of the case to show, where it was an expectation of the body that failed.
    private func expectation(_ report: PropertyReport, _ issues: IssueCollector) -> String? {
        guard TestFramework.isSwiftTesting, let failure = report.failures.first, issues.hasMade(failure.kind) else {
            return nil
        }
        return failure.simplest.token
    }

    /// Draws the case of a token once more, for a body to do with it what it likes.
    private func rerun(_ token: String, _ body: (Value) throws -> Void) {
        var isFirst = true
        _ = runProperty(name, generator, rerunSettings(token)) { value in
            guard isFirst else { return .perfect }
            isFirst = false
            try? body(value)
            return .perfect
        }
    }

    private func rerun(
        _ token: String, isolation: isolated (any Actor)? = #isolation, _ body: (Value) async throws -> Void
    ) async where Value: Sendable {
        var isFirst = true
        _ = await runProperty(name, generator, rerunSettings(token)) { value in
            guard isFirst else { return .perfect }
            isFirst = false
            try? await body(value)
            return .perfect
        }
    }

    private func rerunSettings(_ token: String) -> PropertySettings {
        var settings = PropertySettings()
        settings.replay = token
        return settings
    }
}
