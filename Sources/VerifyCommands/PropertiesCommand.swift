internal import ArgumentParser
internal import PropertyTesting
internal import Reporting
internal import Specifications
internal import Subjects
internal import Values
internal import Verification

/// Tries what must hold of answers besides being near the definition.
struct PropertiesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "properties",
        abstract: "Try invariants and relations between answers, which need no reference.",
        discussion: """
            Softmax ignores a constant shift, tanh is odd, exp never falls, broadcast tensors give what tiled ones give: \
            the 'invariants' and 'properties' of specifications are tried at generated inputs, and failures are \
            simplified.

              verify properties
              verify properties softmax tanh --cases 5000
              verify properties --spec ./my_gelu.yaml --library ./libmine.so --symbol my_gelu
            """)

    @OptionGroup var specs: SpecsOption
    @OptionGroup var library: LibraryOptions

    @Argument(help: "Operations, or specification files; all of the engine's by default.")
    var operation: [String] = []

    @Option(name: .long, help: ArgumentHelp("Only this implementation.", valueName: "name"))
    var implementation: String?

    @Option(name: .long, help: ArgumentHelp("Only the property with this name.", valueName: "name"))
    var property: String?

    @Option(name: .long, parsing: .unconditional, help: "Cases for each property.")
    var cases: Int = 500

    @Option(
        name: .long, parsing: .unconditional,
        help: ArgumentHelp("The time after which no further case of a property is begun.", valueName: "seconds"))
    var seconds: Double?

    @Option(name: .long, help: "What random draws derive from, any word; by default the property's name.")
    var seed: String?

    @Option(
        name: .shortAndLong, parsing: .unconditional,
        help: "Properties to try at the same time. The results do not depend on it.")
    var jobs: Int = Machine.processorCount

    @Option(name: .long, help: ArgumentHelp("Only the case of an earlier message.", valueName: "token"))
    var replay: String?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "A folder in which failures are kept, a file for each property; they are tried first.", valueName: "folder")
    )
    var regressions: String?

    @Flag(name: .long, help: "Name the properties, and try none.")
    var list = false

    func validate() throws {
        if cases < 1 { throw ValidationError("--cases must be at least 1, got \(cases)") }
        if jobs < 1 { throw ValidationError("--jobs must be at least 1, got \(jobs)") }
        if let seconds, !(seconds > 0 && seconds <= 1e6) {
            throw ValidationError("--seconds must be more than 0 and at most 1000000, got \(seconds)")
        }
        if replay != nil, property == nil { throw ValidationError("--replay goes with the --property that it is of") }
    }

    func run() async throws { try await run(console: .standard) }

    func run(subject: any Subject = EngineSubject(), console: Console) async throws {
        let properties = try console.reporting { try chosen(subject) }
        let nameWidth = properties.map(\.implementation.count).max() ?? 0
        let phraseWidth = properties.map(\.name.count).max() ?? 0
        func padded(_ text: String, _ width: Int) -> String {
            text + String(repeating: " ", count: max(0, width - text.count))
        }
        if list {
            for property in properties {
                console.print(
                    "\(padded(property.implementation, nameWidth))  \(padded(property.name, phraseWidth))  \(property.claim)"
                )
            }
            return
        }
        let reports = try await run(properties, console: console)
        try console.reportingBadToken(in: reports)
        var failed = 0
        var expected = 0
        for (property, report) in zip(properties, reports) {
            let isBad = report.isFailure
            let symbol = !isBad ? "✓" : property.isExpectedToFail ? "–" : "✗"
            let result =
                isBad && property.isExpectedToFail ? "fails as expected: \(report.failureText)" : report.summary
            console.print(
                "\(symbol) \(padded(property.implementation, nameWidth))  \(padded(property.name, phraseWidth))  \(result)"
            )
            guard isBad else { continue }
            if property.isExpectedToFail {
                expected += 1
                continue
            }
            failed += 1
            for line in (report.message ?? "").split(separator: "\n", omittingEmptySubsequences: false) {
                console.print("    \(line)")
            }
            if let failure = report.failures.first {
                console.print("    \(replayCommand(property, failure.simplest.token))")
            }
        }
        for (property, report) in zip(properties, reports) {
            for stale in report.staleRegressions {
                console.print("  \(property.title): a kept failure \(stale.reason.text): \(stale.line)")
            }
        }
        let holding = properties.count - failed - expected
        var answer =
            "\(properties.count) \(properties.count == 1 ? "property" : "properties"): "
            + "\(holding) \(holding == 1 ? "holds" : "hold")"
        if expected > 0 {
            answer += ", \(expected) of implementations that are known to fail \(expected == 1 ? "does" : "do") not"
        }
        if failed > 0 { answer += ", \(failed) \(failed == 1 ? "does" : "do") NOT hold" }
        console.print("\n\(answer)")
        if failed > 0 { throw ExitStatus.findings }
    }

    private func chosen(_ engine: any Subject) throws -> [OperationProperty] {
        let subjects = PropertySubjects(specs: specs, library: library)
        let all = try subjects.entries(operation, implementation: implementation, engine: engine).flatMap { entry in
            OperationProperty.all(
                of: entry.specification, implementation: entry.implementation, subject: entry.subject)
        }
        guard let property else {
            guard !all.isEmpty else {
                throw CommandError(
                    "there is nothing to try: the specification states no 'invariants' and no 'properties'")
            }
            return all
        }
        let found = all.filter { $0.name == property }
        guard !found.isEmpty else {
            throw CommandError(
                "unknown property '\(property)'"
                    + (suggestion(for: property, among: all.map(\.name)).map { "; did you mean '\($0)'?" } ?? "")
                    + " ('--list' names them)")
        }
        return found
    }

    private func run(_ properties: [OperationProperty], console: Console) async throws -> [PropertyReport] {
        var settings = PropertySettings()
        settings.cases = cases
        settings.seed = seed
        settings.replay = replay
        settings.timeLimit = seconds.map { .milliseconds(Int64($0 * 1000)) }
        let common = settings
        let folder = regressions
        let jobs = jobs
        let specs = specs
        let names = Dictionary(
            properties.map { ($0.file, library.spec ?? (operation.contains($0.file) ? $0.file : $0.operation)) },
            uniquingKeysWith: { first, _ in first })
        let bar = ThroughputBar(total: properties.count, title: "", unit: "properties", console: console)
        defer { bar.clear() }
        do {
            return try await Interruption.cancellingOnInterrupt {
                try await withThrowingTaskGroup(of: (Int, PropertyReport).self) { group in
                    var reports = [PropertyReport?](repeating: nil, count: properties.count)
                    var next = 0
                    func start() {
                        guard next < properties.count else { return }
                        let place = next
                        let property = properties[place]
                        next += 1
                        group.addTask {
                            try Task.checkCancellation()
                            var settings = common
                            settings.regressionFile = folder.map { "\($0)/\(Self.fileName(property)).txt" }
                            let name = names[property.file] ?? property.operation
                            return (
                                place,
                                property.run(settings) { EvaluatedCall.commands($0, name: name, specs: specs) }
                            )
                        }
                    }
                    for _ in 0..<jobs { start() }
                    while let (place, report) = try await group.next() {
                        reports[place] = report
                        bar.add(1)
                        start()
                    }
                    return reports.map { $0! }
                }
            }
        } catch is CancellationError {
            bar.clear()
            console.error("interrupted")
            throw ExitStatus.interrupted
        }
    }

    /// A property's name as that of a file.
    private static func fileName(_ property: OperationProperty) -> String {
        String(property.title.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == ".") ? $0 : "-" })
    }

    private func replayCommand(_ property: OperationProperty, _ token: String) -> String {
        var words = ["verify", "properties"]
        if library.spec == nil { words.append(operation.contains(property.file) ? property.file : property.operation) }
        if property.implementation != property.operation { words += ["--implementation", property.implementation] }
        words += ["--property", property.name, "--replay", token]
        return words.map(shellQuoted).joined(separator: " ") + library.replaySuffix + specs.replaySuffix
    }
}

extension Console {
    /// A token that stands for no case is no failure of a property, but a command that cannot be carried out.
    func reportingBadToken(in reports: [PropertyReport]) throws {
        guard let problem = reports.flatMap(\.health).first(where: { $0.kind == .badToken }) else { return }
        error("verify: \(problem.text)")
        throw ExitStatus.usage
    }
}

extension PropertyReport {
    /// The first failure in a few words: `NaN where a number is right, at x = [89]`.
    fileprivate var failureText: String {
        guard let failure = failures.first else { return summary }
        let score = failure.simplest.measure.score
        let size = score == .infinity ? failure.kind.text : "\(decimalText(score, digits: 4)) \(budget.unit)"
        let parts = failure.simplest.input.filter { !$0.isIrrelevant }.map { part in
            let text = part.text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            return "\(part.name) = " + (text.count <= 60 ? text : text.prefix(57) + "...")
        }
        return parts.isEmpty ? size : "\(size), at \(parts.joined(separator: ", "))"
    }
}
