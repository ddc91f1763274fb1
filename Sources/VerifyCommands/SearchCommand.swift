internal import ArgumentParser
internal import PropertyTesting
internal import Specifications
internal import Subjects
internal import Values
internal import Verification

/// Looks for the worst input of an operation.
struct SearchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "search",
        abstract: "Look for the input with the largest error, of any specification and subject.",
        discussion: """
            Generated inputs are changed in steps of ulps toward larger errors, each certified. What is found is a lower \
            bound of the largest error; 'verify sweep' proves the largest one of float32 functions of one number.

              verify search logSumExp --seconds 60
              verify search softmax --gradient
              verify search pow --library libm.so.6 --symbol powf
            """)

    @OptionGroup var specs: SpecsOption
    @OptionGroup var library: LibraryOptions

    @Argument(help: "An operation, or a specification file.", completion: .specifications)
    var operation: String?

    @Option(
        name: .long, help: ArgumentHelp("One of the operation's implementations.", valueName: "name"),
        completion: .implementations)
    var implementation: String?

    @Flag(name: .long, help: "Search errors of gradients.")
    var gradient = false

    @Option(
        name: .long, parsing: .unconditional,
        help: ArgumentHelp(
            "How long to search; simplifying what is over budget may take as long again.", valueName: "seconds"))
    var seconds: Double = 10

    @Option(
        name: .long, parsing: .unconditional,
        help: "Search so many cases instead, which gives the same result each time.")
    var cases: Int?

    @Option(
        name: .long, help: ArgumentHelp("What is allowed, instead of what the specification says.", valueName: "budget")
    )
    var budget: String?

    @Option(name: .long, help: "What random draws derive from, any word; by default the operation's name.")
    var seed: String?

    @Option(name: .shortAndLong, parsing: .unconditional, help: "Threads to use. What is found does not depend on it.")
    var jobs: Int = Machine.processorCount

    @Option(name: .long, help: ArgumentHelp("Only the case of an earlier message.", valueName: "token"))
    var replay: String?

    func validate() throws {
        if !(seconds > 0 && seconds <= 1e6) {
            throw ValidationError("--seconds must be more than 0 and at most 1000000, got \(seconds)")
        }
        if let cases, cases < 1 { throw ValidationError("--cases must be at least 1, got \(cases)") }
        if jobs < 1 { throw ValidationError("--jobs must be at least 1, got \(jobs)") }
        if operation == nil, library.spec == nil {
            throw ValidationError("name an operation, or a specification file with --spec")
        }
    }

    func run() async throws { try await run(console: .standard) }

    func run(subject: any Subject = EngineSubject(), console: Console) async throws {
        let search = try console.reporting { try self.search(subject) }
        var settings = PropertySettings()
        settings.cases = cases ?? 1 << 40
        settings.timeLimit = cases == nil ? .milliseconds(Int64(seconds * 1000)) : nil
        settings.seed = seed
        settings.jobs = jobs
        settings.replay = replay
        settings.climbing = 0.75
        settings.maximumFailures = 1
        let chosen = settings
        let report: PropertyReport
        let specs = specs
        let name = library.spec ?? operation ?? search.specification.operation
        do {
            report = try await Interruption.cancellingOnInterrupt {
                search.run(chosen) { EvaluatedCall.commands($0, name: name, specs: specs) }
            }
        } catch is CancellationError {
            console.error("interrupted")
            throw ExitStatus.interrupted
        }
        try console.reportingBadToken(in: [report])
        if report.isFailure {
            console.print(report.message ?? "\(search.implementation): no case could be tried")
            if let failure = report.failures.first {
                console.print("  " + replayCommand(search, (failure.worst ?? failure.simplest).token))
            }
            throw ExitStatus.findings
        }
        console.print("\(search.implementation): no error over budget in \(report.summary)")
        guard let largest = report.largestPassing, largest.measure.score > 0 else { return }
        console.print(
            "  largest error \(errorText(largest.measure.score)) \(search.unit), of \(search.budget.text) allowed, at")
        for part in largest.input {
            for line in part.text.split(separator: "\n") { console.print("    \(line)") }
        }
        if let element = largest.measure.element { console.print("  element \(element)") }
        if let detail = largest.measure.detail { console.print("  \(detail)") }
        console.print("  " + replayCommand(search, largest.token))
    }

    private func errorText(_ score: Double) -> String { decimalText(score, digits: 9) }

    private func search(_ engine: any Subject) throws -> WorstCaseSearch {
        let subjects = PropertySubjects(specs: specs, library: library)
        let names = operation.map { [$0] } ?? []
        let entries = try subjects.entries(names, implementation: implementation, engine: engine)
        guard let entry = entries.first(where: { $0.implementation == $0.specification.operation }) ?? entries.first
        else { throw CommandError("the engine has no such operation") }
        let specification = entry.specification
        let stated = specification.budgets(
            for: entry.implementation, of: entry.subject.name, .float32)
        let direction: WorstCaseSearch.Direction = gradient ? .gradient : .forward
        guard let own = gradient ? stated?.gradient : stated?.forward else {
            throw CommandError(
                "the specification states no budget for the \(direction == .gradient ? "gradient" : "values")")
        }
        if gradient, !specification.inputs.contains(where: \.isDifferentiable) {
            throw CommandError("'\(specification.operation)' has no gradients")
        }
        var allowed = own
        if let budget {
            guard let read = Budget(text: budget) else {
                throw CommandError("a budget is a limit and its metric, such as '1 ulp'; got '\(budget)'")
            }
            allowed = read
        }
        return WorstCaseSearch(
            specification, subject: entry.subject, implementation: entry.implementation, direction: direction,
            budget: allowed)
    }

    private func replayCommand(_ search: WorstCaseSearch, _ token: String) -> String {
        var words = ["verify", "search"]
        if library.spec == nil, let operation { words.append(operation) }
        if search.implementation != search.specification.operation {
            words += ["--implementation", search.implementation]
        }
        if gradient { words.append("--gradient") }
        if let budget { words += ["--budget", budget] }
        words += ["--replay", token]
        return words.map(shellQuoted).joined(separator: " ") + library.replaySuffix + specs.replaySuffix
    }
}
