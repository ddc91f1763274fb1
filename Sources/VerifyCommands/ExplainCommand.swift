internal import ArgumentParser
internal import Reporting
internal import Specifications
internal import Subjects
internal import Verification

/// Says why an answer is wrong.
struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract:
            "Say why a finding is one: which step loses the bits, how hard the problem is, what to write instead.",
        discussion: """
            A finding is named as in reports, IMPLEMENTATION/CASE/CHECK; without the check, the worst element of the case \
            is explained:

              verify explain 'softmax.naive/anchor-2/forward[0]'
              verify explain gelu.naive/anchor-1
              verify explain softmax/special-row-3

            Each step of the computation is carried out again beside its exact value. Its own error is told from what it \
            inherits, and what the rest makes of it is found by evaluating the rest exactly. The status is 0 whatever is \
            found.
            """)

    @OptionGroup var specs: SpecsOption
    @OptionGroup(title: "Of a C library, as 'verify library' has them") var options: LibraryOptions

    @Argument(help: "A finding, or IMPLEMENTATION/CASE.", completion: .findings)
    var finding: String

    func run() throws { try run(subject: nil, console: .standard) }

    /// - Parameter subject: in place of the engine, for tests.
    func run(subject: (any Subject)?, console: Console) throws {
        let lines = try console.reporting { () throws -> [String] in
            let verifier = try verifier(subject)
            let id = try Self.id(finding, verifier)
            return ExplanationText(try verifier.explain(id)).lines
        }
        for line in lines { console.print(line) }
    }

    private func verifier(_ subject: (any Subject)?) throws -> Verifier {
        guard options.library != nil else {
            var verifier = Verifier(catalog: try specs.catalog(), subject: subject ?? EngineSubject())
            verifier.replaySuffix = specs.replaySuffix
            return verifier
        }
        let operation = String(finding.prefix { $0 != "/" })
        let specification = try options.spec.map(SpecsOption.file) ?? specs.specification(operation)
        var verifier = Verifier(
            catalog: SpecificationCatalog([specification]), subject: try options.subject(specification))
        verifier.replaySuffix = options.replaySuffix + specs.replaySuffix
        return verifier
    }

    private static func id(_ text: String, _ verifier: Verifier) throws -> FindingID {
        guard let id = FindingID(text) else {
            throw CommandError(
                "'\(text)' names no finding; a finding is IMPLEMENTATION/CASE/CHECK, such as softmax.naive/anchor-2/forward[0]"
            )
        }
        let names = verifier.subject.implementations.filter { verifier.catalog[$0.operation] != nil }.map(\.name)
        guard names.contains(id.implementation) else {
            throw CommandError.unknownImplementation(id.implementation, among: names)
        }
        return id
    }
}

extension CommandError {
    /// An implementation that does not exist, with the one that was probably meant.
    static func unknownImplementation(_ name: String, among known: [String]) -> CommandError {
        let hint = suggestion(for: name, among: known).map { "; did you mean '\($0)'?" } ?? ""
        return CommandError("unknown implementation '\(name)'\(hint) ('verify list' names them all)")
    }
}
