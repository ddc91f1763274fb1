internal import ArgumentParser
import Foundation
internal import Reporting
internal import Specifications
internal import Subjects
internal import TensorEngine
internal import Values
internal import Verification

/// Proves all of the engine's functions of one number, and keeps the certificates.
struct CertifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "certify",
        abstract: "Sweep all of the engine's functions of one number, values and gradients.",
        discussion: """
            The certificates, one small file each, are what the published report's table of ceilings is made of, and what \
            'verify recheck' proves again in parts. This takes about a minute a function.
            """)

    @OptionGroup var specs: SpecsOption
    @OptionGroup(title: "What it says") var talk: OutputOptions

    @Option(
        name: .long, parsing: .upToNextOption,
        help: ArgumentHelp("Only these operations.", valueName: "name"), completion: .operations)
    var operation: [String] = []

    @Option(name: [.customShort("j", allowingJoined: true), .long], parsing: .unconditional, help: "Threads to use.")
    var jobs: Int = Machine.processorCount

    @Option(name: .shortAndLong, help: ArgumentHelp("The folder for certificates.", valueName: "folder"))
    var output: String = "Reports/certificates"

    @Flag(name: .long, help: "Leave out what has a certificate for the definition as it is.")
    var missing = false

    func validate() throws {
        if jobs < 1 { throw ValidationError("--jobs must be at least 1, got \(jobs)") }
    }

    func run() async throws { try await run(console: .standard) }

    func run(console: Console) async throws {
        let console = talk.console(on: console)
        let catalog = try console.reporting { try specs.catalog() }
        try console.reporting {
            for name in operation where catalog[name] == nil {
                throw CommandError.unknownOperation(name, among: catalog.operations)
            }
            try ReportWriter.prepare(output)
        }
        let targets = CertifiedFunction.all(in: catalog).filter {
            operation.isEmpty || operation.contains($0.reference.specification.operation)
        }
        try console.reporting {
            for name in operation where !targets.contains(where: { $0.reference.specification.operation == name }) {
                throw CommandError("\(name) is no function of one number of the engine's that a sweep can prove")
            }
        }
        var passes = true
        for (place, target) in targets.enumerated() {
            let path = "\(output)/\(target.name).json"
            if missing, let found = try? CompactCertificate(json: Self.data(path), file: path),
                found.definitionFingerprint == target.reference.fingerprint,
                found.budget == target.reference.budget.text,
                found.isComplete
            {
                continue
            }
            let sweep = Sweep(target.reference, subject: target.subject, ranges: Sweep.everything)
            if operation.isEmpty {
                let slow = try sweep.slowSeconds(of: try await sweep.plan(jobs: jobs)) / Double(jobs)
                guard slow < Self.patience else {
                    console.error(
                        "\(target.name): left out, for lack of a fast way: about \(Int(slow / 3600) + 1) h; name it with --operation"
                    )
                    continue
                }
            }
            var run = SweepRun(sweep: sweep, jobs: jobs, console: console)
            run.title = "\(place + 1)/\(targets.count) \(target.name) "
            let certificate = try await run.certificate()
            guard certificate.isComplete else {
                console.error("interrupted; \(place) of \(targets.count) certificates are written")
                throw ExitStatus.interrupted
            }
            try console.reporting {
                try ReportWriter.write(CompactCertificate(certificate).json, to: path)
            }
            let line = "\(target.name): \(Self.verdict(certificate))"
            certificate.passes ? console.say(line) : console.print(line)
            passes = passes && certificate.passes
        }
        if !passes { throw ExitStatus.findings }
    }

    /// Functions that would take longer than this, in seconds, are left to those who ask for them.
    private static let patience = 600.0

    private static func verdict(_ certificate: SweepCertificate) -> String {
        let tally = certificate.tally()
        let worst = certificate.worst.map { "at most \($0.errorText) ulp (\(Float(bitPattern: $0.input).bitsText))" }
        return
            "\(certificate.passes ? "proven" : "FAILS"), \(worst ?? "every result exact"), \(tally.misrounded) misrounded"
    }

    private static func data(_ path: String) throws -> Data {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw CommandError("there is no readable file '\(path)'")
        }
        return data
    }
}

/// One of the engine's functions that a sweep can prove.
struct CertifiedFunction {
    /// `gelu.tanh.gradient`: the operation, what attributes other than the defaults are, and whether it is the gradient.
    let name: String
    let reference: SweepReference
    let subject: EngineSweepSubject

    /// All of them, in the order of their names: values, then gradients.
    static func all(in catalog: SpecificationCatalog) -> [CertifiedFunction] {
        catalog.operations.sorted().flatMap { operation -> [CertifiedFunction] in
            guard let specification = catalog[operation], specification.outputs[0].dtype == nil,
                OperationTable.standard.implementation(named: operation) != nil
            else { return [] }
            return variants(of: specification).flatMap { suffix, attributes in
                [SweepReference.Direction.forward, .gradient].compactMap { direction in
                    function(specification, suffix, attributes, direction)
                }
            }
        }
    }

    private static func function(
        _ specification: Specification, _ suffix: String, _ attributes: Attributes,
        _ direction: SweepReference.Direction
    ) -> CertifiedFunction? {
        let operation = specification.operation
        let stated = specification.budgets(for: operation, of: "engine", .float32)
        guard let budget = direction == .forward ? stated?.forward : stated?.gradient,
            let reference = try? SweepReference(
                specification, attributes: attributes, direction: direction, budget: budget),
            reference.formula != nil
        else { return nil }
        let subject = EngineSweepSubject(operation, reference.attributes, direction)
        // Operations that move numbers are functions of one number only for some shapes.
        guard (try? subject.makeWorker()) != nil else { return nil }
        return CertifiedFunction(
            name: operation + suffix + (direction == .gradient ? ".gradient" : ""), reference: reference,
            subject: subject)
    }

    /// The choices of attributes: every word of those that are one of several.
    private static func variants(of specification: Specification) -> [(suffix: String, attributes: Attributes)] {
        var variants: [(suffix: String, attributes: Attributes)] = [("", [:])]
        for attribute in specification.attributes where attribute.kind == .choice {
            variants = variants.flatMap { suffix, attributes in
                attribute.choices.map { choice in
                    let value = AttributeValue.text(choice)
                    let isDefault = attribute.defaultValue == value
                    var all = attributes
                    all[attribute.name] = value
                    return (isDefault ? suffix : "\(suffix).\(choice)", all)
                }
            }
        }
        return variants
    }
}
