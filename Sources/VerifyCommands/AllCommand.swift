public import ArgumentParser
public import Reporting
internal import Specifications
internal import Subjects
internal import Verification

/// Checks operations and writes the stability report.
struct AllCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "all",
        abstract: "Check all operations of the engine and write the stability report.",
        discussion: """
            Every implementation of every operation is judged against certified references: values, special values, \
            gradients (as formulas, in float32, by finite differences), frontiers and determinism. Two runs with one \
            seed write the same bytes, but for what \
            a page says of an earlier run.
            """)

    @OptionGroup var specs: SpecsOption
    @OptionGroup var plan: PlanOptions
    @OptionGroup(title: "What it is compared with") var held: BaselineOption
    @OptionGroup(title: "What it is compared with") var comparison: ComparisonOption
    @OptionGroup(title: "What is remembered") var memory: MemoryOptions
    @OptionGroup(title: "What it says") var talk: OutputOptions

    @Option(
        name: .long, parsing: .upToNextOption,
        help: ArgumentHelp("Check only these operations.", valueName: "name"), completion: .operations)
    var operation: [String] = []

    @Option(name: .shortAndLong, help: "The folder for the report.", completion: .directory)
    var output: String = "Reports"

    @Option(
        name: .long, parsing: .upToNextOption,
        help: ArgumentHelp("The report's formats: markdown, html, json.", valueName: "format"))
    var format: [ReportFormat] = ReportFormat.allCases

    @OptionGroup var ci: CIOptions

    @Option(
        name: [.customShort("j", allowingJoined: true), .long], parsing: .unconditional,
        help: "Operations to check at the same time. The results do not depend on it.")
    var jobs: Int = Machine.processorCount

    func validate() throws {
        if jobs < 1 { throw ValidationError("--jobs must be at least 1, got \(jobs)") }
    }

    func run() async throws {
        try await run(subject: EngineSubject())
    }

    /// The whole command, for any subject: tests plant mistakes in one.
    func run(subject: any Subject, console: Console = .standard) async throws {
        let console = talk.console(on: console)
        let baseline = try console.reporting { try held.read(of: subject.name) }
        var verifier = Verifier(
            catalog: try console.reporting { try specs.catalog() }, subject: subject,
            seed: plan.seed ?? baseline?.seed ?? 0,
            casesPerTuple: plan.cases ?? baseline?.cases ?? Verifier.defaultCases)
        verifier.replaySuffix = specs.replaySuffix
        let chosen = try console.reporting { try choose(from: verifier) }
        var run = ReportedRun(
            verifier: verifier, output: output, formats: format, jobs: jobs, memory: memory, baseline: baseline,
            isWhole: operation.isEmpty)
        run.proofs = try console.reporting { try PublishedCertificates(specs).proofs(of: chosen, console: console) }
        run.comparison = comparison
        run.outlets = try console.reporting { try ci.outlets(specs) }
        let unspecified = operation.isEmpty ? verifier.unspecified : []
        run.remarks = { console in
            guard !unspecified.isEmpty else { return }
            console.error("not checked, for lack of a specification: \(unspecified.joined(separator: ", "))")
        }
        try await run.run(chosen, console: console)
    }

    private func choose(from verifier: Verifier) throws -> [String] {
        let known = verifier.operations
        for name in operation where !known.contains(name) {
            throw CommandError.unknownOperation(name, among: known)
        }
        return operation.isEmpty ? known : known.filter(operation.contains)
    }
}

extension ReportFormat: ExpressibleByArgument {}

extension RunRecord {
    /// What failed the run, a line each; of many findings of one implementation, the first few, and the first of each
    /// kind among them.
    var unexpectedFindings: [String] {
        operations.flatMap(\.implementations).filter(\.outcome.failsRun).flatMap { implementation in
            let unexpected = implementation.findings.filter { !$0.isExpected }
            var kinds: Set<FindingRecord.Kind> = []
            let firstOfKind = unexpected.filter { kinds.insert($0.kind).inserted }
            let others = unexpected.filter { !firstOfKind.contains($0) }.prefix(max(0, 4 - firstOfKind.count))
            return unexpected.filter { firstOfKind.contains($0) || others.contains($0) }.map { finding in
                finding.message + (finding.replay.map { "\n    \($0)" } ?? "")
            } + (unexpected.count > 4 ? ["\(implementation.name): and more; the report lists them"] : [])
        }
    }
}
