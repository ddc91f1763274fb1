internal import ArgumentParser
internal import Specifications
internal import Subjects
internal import Values
internal import Verification

/// Runs one case again and prints every element of it.
struct ReplayCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Run one case again and show every element: bits, certified result, verdict.",
        discussion: """
            Reports print the commands: verify replay softmax.naive/anchor-1. The status is 1 when an element is over \
            budget, as in the report.
            """)

    @OptionGroup var specs: SpecsOption
    @OptionGroup(title: "Of a C library, as 'verify library' has them") var options: LibraryOptions

    @Argument(help: "IMPLEMENTATION/CASE, such as softmax.naive/anchor-1 or exp/seeded-1.3@0.", completion: .cases)
    var id: String

    func run() throws {
        guard options.library != nil else { return try run(subject: EngineSubject()) }
        let console = Console.standard
        let (specification, subject) = try console.reporting {
            let operation = String(id.prefix { $0 != "/" })
            let specification = try options.spec.map(SpecsOption.file) ?? specs.specification(operation)
            return (specification, try options.subject(specification))
        }
        try run(subject: subject, catalog: SpecificationCatalog([specification]), console: console)
    }

    func run(subject: any Subject, console: Console = .standard) throws {
        try run(subject: subject, catalog: try console.reporting { try specs.catalog() }, console: console)
    }

    private func run(subject: any Subject, catalog: SpecificationCatalog, console: Console) throws {
        var verifier = Verifier(catalog: catalog, subject: subject)
        verifier.replaySuffix = options.replaySuffix + specs.replaySuffix
        let (elements, findings) = try console.reporting { [verifier] in try replay(verifier) }
        guard let first = elements.first else {
            for finding in findings { console.print(finding.message) }
            if findings.isEmpty { console.print("\(id): the case has no elements") } else { throw ExitStatus.findings }
            return
        }
        for tensor in first.inputs { console.print(Self.describe(tensor)) }
        for (name, value) in first.attributes.sorted(by: { $0.key < $1.key }) { console.print("\(name): \(value)") }
        for tensor in elements.first(where: { !$0.cotangents.isEmpty })?.cotangents ?? [] {
            console.print(Self.describe(tensor))
        }
        console.print("")
        for element in elements { console.print(Self.describe(element)) }
        if !findings.isEmpty { console.print("") }
        for finding in findings { console.print(finding.message) }
        if elements.contains(where: \.verdict.isFinding) || !findings.isEmpty { throw ExitStatus.findings }
    }

    private func replay(_ verifier: Verifier) throws -> (elements: [ElementRecord], findings: [FindingRecord]) {
        let parts = id.split(separator: "/", omittingEmptySubsequences: false)
        let names = verifier.subject.implementations.filter { verifier.catalog[$0.operation] != nil }.map(\.name)
        guard parts.count == 2, let caseID = CaseID(parts[1]) else {
            throw CommandError(
                "'\(id)' names no case; a case is IMPLEMENTATION/CASE, such as softmax.naive/anchor-1 or exp/seeded-1.3@0"
            )
        }
        guard names.contains(String(parts[0])) else {
            throw CommandError.unknownImplementation(String(parts[0]), among: names)
        }
        let name = String(parts[0])
        let findings = try verifier.findings(name, caseID)
        do {
            guard let elements = try verifier.replay(name, caseID) else {
                throw CommandError("\(name) has no case '\(caseID)'")
            }
            return (elements, findings)
        } catch let error as CommandError {
            throw error
        } catch {
            // The subject did not answer, which is what the findings say.
            if findings.isEmpty { throw error }
            return ([], findings)
        }
    }

    private static func describe(_ tensor: TensorRecord) -> String {
        let count = tensor.shape.reduce(1, *)
        let elements = tensor.elements.map { "\($0.decimal) (\($0.hex), \($0.bits))" }.joined(separator: ", ")
        return "\(tensor.name) \(Shape(tensor.shape)): \(elements)" + (count > tensor.elements.count ? ", ..." : "")
    }

    private static func describe(_ element: ElementRecord) -> String {
        let index = "[" + element.index.map(String.init).joined(separator: ",") + "]"
        let name = element.input.map { "d\($0)\(index)" } ?? "\(element.check) \(index)"
        var text = "\(name): got \(element.got.decimal) (\(element.got.bits)), expected \(element.expected)"
        if let nearest = element.nearest { text += ", nearest \(nearest.decimal) (\(nearest.bits))" }
        if let ulps = element.ulpsHigh { text += ", \(decimalText(ulps, digits: 4)) ulp" }
        if let omega = element.omega { text += ", omega \(decimalText(omega, digits: 4))" }
        return text + ": "
            + (element.isSilentlyWrong ? "silently wrong (\(element.verdict.text))" : element.verdict.text)
    }
}
