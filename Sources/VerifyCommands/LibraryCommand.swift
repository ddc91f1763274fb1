internal import ArgumentParser
import Foundation
internal import Reporting
internal import Specifications
internal import Subjects
internal import Synchronization
internal import Values
internal import Verification

/// Checks a function of a C library against a specification.
struct LibraryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "library",
        abstract: "Check a function of a C library against a specification, on hard cases.",
        discussion: """
            verify library pow --library libm.so.6 --symbol powf
            verify library --spec ./softmax.yaml --library ./libmine.so

            The function runs in a process of its own, so that a crash or a hang is a finding. Tensor kernels are \
            called as the specification's 'signature' says, gradients as its 'backward' says. Results are sampled; \
            'verify sweep' proves float32 functions of one number on all inputs.
            """)

    @OptionGroup var specs: SpecsOption
    @OptionGroup var options: LibraryOptions

    @Argument(
        help: "An operation of the folder of specifications, or a specification file.", completion: .specifications)
    var operation: String?

    @OptionGroup var plan: PlanOptions
    @OptionGroup(title: "What it is compared with") var held: BaselineOption
    @OptionGroup(title: "What it is compared with") var comparison: ComparisonOption
    @OptionGroup(title: "What is remembered") var memory: MemoryOptions
    @OptionGroup(title: "What it says") var talk: OutputOptions

    @Option(name: .shortAndLong, help: "The folder for the report.", completion: .directory)
    var output: String = "Reports/library"

    @Option(
        name: .long, parsing: .upToNextOption,
        help: ArgumentHelp("The report's formats: markdown, html, json.", valueName: "format"))
    var format: [ReportFormat] = ReportFormat.allCases

    @OptionGroup var ci: CIOptions

    func validate() throws {
        if options.library == nil { throw ValidationError("name the library with --library") }
        if (operation == nil) == (options.spec == nil) {
            throw ValidationError("name an operation, or a specification file with --spec")
        }
    }

    func run() async throws { try await run(console: .standard) }

    func run(console: Console) async throws {
        let console = talk.console(on: console)
        let specification = try console.reporting { () throws -> Specification in
            guard let file = options.spec else { return try specs.specification(operation!) }
            return try SpecsOption.file(file)
        }
        let subject = try console.reporting { try options.subject(specification) }
        let baseline = try console.reporting { try held.read(of: subject.name) }
        let cases = plan.cases ?? baseline?.cases ?? Verifier.defaultCases
        var verifier = Verifier(
            catalog: SpecificationCatalog([specification]), subject: subject, seed: plan.seed ?? baseline?.seed ?? 0,
            casesPerTuple: cases)
        let unlisted = Mutex(0)
        verifier.unlistedHandler = { unlisted.withLock { $0 += 1 } }
        verifier.replaySuffix = options.replaySuffix + specs.replaySuffix
        var run = ReportedRun(
            verifier: verifier, output: output, formats: format, jobs: 1, memory: memory, baseline: baseline)
        run.comparison = comparison
        run.outlets = try console.reporting { try outlets() }
        let sweep = try console.reporting { try sweepSubject(specification) }
        run.defects = { try sweep?.defects() ?? [subject.loadingDefect].compactMap { $0 } }
        run.remarks = { console in
            console.say(remark(specification, sweep, unlisted: unlisted.withLock { $0 }, cases: cases))
        }
        try await run.run([specification.operation], console: console)
    }

    /// Findings are located in the specification, wherever it is.
    private func outlets() throws -> CIOutlets {
        guard let file = options.spec else { return try ci.outlets(specs) }
        let folder = (file as NSString).deletingLastPathComponent
        return ci.outlets(folder: folder.isEmpty ? "." : folder)
    }

    /// The function as one that can be swept; nil where it cannot.
    private func sweepSubject(_ specification: Specification) throws -> CLibrarySweepSubject? {
        let signature = try options.interface(specification).forward
        guard specification.isElementwise, specification.attributes.isEmpty, specification.inputs.count == 1,
            signature.numberType == .float
        else { return nil }
        let form: CLibrarySweepSubject.Form
        switch signature.parameters.map(\.isPointer) {
        case [false] where signature.returned == .float: form = .scalar
        case [true, true, false]
        where signature.parameters[0].isConstant && signature.parameters[2].type == .int64
            && signature.returned == .nothing:
            form = .array
        default: return nil
        }
        return try CLibrarySweepSubject(
            library: options.library!, symbol: options.symbol ?? signature.function, form: form,
            timeout: options.timeLimit)
    }

    private func remark(
        _ specification: Specification, _ sweep: CLibrarySweepSubject?, unlisted: Int, cases: Int
    ) -> String {
        var sampled =
            "The results are of samples: anchors, special values and \(cases) generated cases for each tuple of shapes."
        if unlisted > 0 {
            sampled +=
                "\nNot judged: \(unlisted) results for NaN and infinities, of which no row of 'specials' in "
                + "\(specification.file) says what is right."
        }
        guard let sweep else { return sampled }
        var words = ["verify", "sweep"]
        words += options.spec.map { ["--spec", $0] } ?? [operation!]
        words += ["--library", options.library!, "--symbol", sweep.function]
        if sweep.form == .array { words += ["--form", "array"] }
        return sampled + "\nFor a proof over all 2^32 inputs: "
            + words.map(shellQuoted).joined(separator: " ") + specs.replaySuffix
    }
}
