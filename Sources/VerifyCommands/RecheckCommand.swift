internal import ArgumentParser
import Foundation
internal import Reporting
internal import Specifications
internal import Subjects
internal import Synchronization
internal import TensorEngine
internal import Values
internal import Verification

/// Proves parts of certificates again.
struct RecheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "recheck",
        abstract: "Prove random shards of certificates again, and compare.",
        discussion: """
            Every count, the worst input and the bits of all outputs must be what the certificate says. Which shards are \
            chosen depends on the seed alone:

              verify recheck exp.json --shards 5
              verify recheck Reports/certificates --shards 1 --seed 42
            """)

    @OptionGroup var specs: SpecsOption
    @OptionGroup(title: "What it says") var talk: OutputOptions

    @Argument(help: "Certificates, or folders of them.", completion: .file(extensions: ["json"]))
    var certificates: [String]

    @Option(name: .long, parsing: .unconditional, help: "How many shards of each.")
    var shards: Int = 1

    @Option(name: .long, parsing: .unconditional, help: "The seed that chooses them; by default another one each time.")
    var seed: UInt64?

    @Option(
        name: .long, help: ArgumentHelp("The specification, where it is not one of the folder's.", valueName: "file"))
    var spec: String?

    @Option(name: .long, help: ArgumentHelp("The library, where it is not in the same place.", valueName: "file"))
    var library: String?

    @Option(name: [.customShort("j", allowingJoined: true), .long], parsing: .unconditional, help: "Threads to use.")
    var jobs: Int = Machine.processorCount

    func validate() throws {
        if shards < 1 { throw ValidationError("--shards must be at least 1, got \(shards)") }
        if jobs < 1 { throw ValidationError("--jobs must be at least 1, got \(jobs)") }
    }

    func run() async throws { try await run(console: .standard) }

    func run(console: Console) async throws {
        let console = talk.console(on: console)
        let paths: [String] = try console.reporting { try certificates.flatMap(Self.files) }
        let seed = seed ?? UInt64.random(in: 0..<1 << 32)
        let proved = Proved()
        let isInterrupted: Bool
        do {
            try await Interruption.cancellingOnInterrupt {
                let parts = try parts(of: paths, seed: seed, proved, console)
                try await proveAgain(parts, proved, console)
            }
            isInterrupted = false
        } catch is CancellationError {
            isInterrupted = true
        } catch {
            return try console.reporting { throw error }
        }
        let (total, done) = proved.all
        let findings = done.count { !report($0.part, $0.piece, console) }
        if isInterrupted {
            console.error(
                "interrupted after \(done.count) of \(total.map(String.init) ?? "an unknown number of") shards, \(findings) differ (--seed \(seed))"
            )
            throw ExitStatus.interrupted
        }
        console.say(
            "\(done.count) shards of \(paths.count) certificates proved again, \(findings) differ (--seed \(seed))")
        if findings > 0 { throw ExitStatus.findings }
    }

    /// Says how a shard came out.
    ///
    /// - Returns: whether it is what the certificate says.
    private func report(_ part: Part, _ piece: SweepPiece, _ console: Console) -> Bool {
        let name = ((part.path as NSString).lastPathComponent as NSString).deletingPathExtension
        // Better models prove the same: that is no finding.
        var differences = part.certificate.differences(from: piece).filter {
            !$0.contains("fingerprint of the models")
        }
        if differences.isEmpty, let full = part.full { differences = full.differences(from: piece) }
        let range = "\(Float(bitPattern: piece.first).bitsText) to \(Float(bitPattern: piece.last).bitsText)"
        guard !differences.isEmpty else {
            console.say("\(name): \(range) proved again")
            return true
        }
        console.print("\(name): \(range) is not what the certificate says")
        for line in differences { console.print("    \(line)") }
        return false
    }

    /// A shard of a certificate.
    private struct Part: Sendable {
        let path: String
        let certificate: CompactCertificate
        /// All that the file says, where it is not the small form.
        let full: SweepCertificate?
        let sweep: Sweep
    }

    /// What has been proved so far, which is all there is when somebody interrupts.
    private final class Proved: Sendable {
        private let state = Mutex<(parts: [Part]?, pieces: [Int: SweepPiece])>((nil, [:]))

        func begin(_ parts: [Part]) { state.withLock { $0.parts = parts } }

        func add(_ piece: SweepPiece, at place: Int) { state.withLock { $0.pieces[place] = piece } }

        /// How many parts there are, nil as long as nobody knows, and those that are done, in their order.
        var all: (total: Int?, done: [(part: Part, piece: SweepPiece)]) {
            state.withLock { state in
                let parts = state.parts ?? []
                return (
                    state.parts?.count,
                    state.pieces.sorted { $0.key < $1.key }.map { (parts[$0.key], $0.value) }
                )
            }
        }
    }

    /// Chooses the shards.
    private func parts(of paths: [String], seed: UInt64, _ proved: Proved, _ console: Console) throws -> [Part] {
        var generator = SeededShards(seed: seed)
        var parts: [Part] = []
        for path in paths {
            try Task.checkCancellation()
            let (certificate, full) = try Self.certificate(path)
            let sweep = try self.sweep(of: certificate, path)
            for (key, value) in sweep.subject.identity.sorted(by: { $0.key < $1.key })
            where certificate.identity[key] != value && key != "library" {
                console.error(
                    "\(path): the subject's '\(key)' is '\(value)', and was '\(certificate.identity[key] ?? "unknown")'"
                )
            }
            for place in generator.choose(shards, of: certificate.shards.count) {
                let range = certificate.shards[place].range
                parts.append(
                    Part(
                        path: path, certificate: certificate, full: full,
                        sweep: Sweep(sweep.reference, subject: sweep.subject, ranges: [range])))
            }
        }
        proved.begin(parts)
        return parts
    }

    /// Sweeps the parts, several at the same time.
    ///
    /// - Throws: `CancellationError` when the task is cancelled; what a subject throws that cannot be called.
    private func proveAgain(_ parts: [Part], _ proved: Proved, _ console: Console) async throws {
        let progress = ThroughputBar(total: parts.reduce(0) { $0 + $1.sweep.inputs }, title: "", console: console)
        defer { progress.clear() }
        try await withThrowingTaskGroup(of: Void.self) { group in
            var next = 0
            func start() {
                guard next < parts.count else { return }
                let (place, sweep) = (next, parts[next].sweep)
                next += 1
                group.addTask {
                    let plan = try await sweep.plan(jobs: 1)
                    let pieces = try await sweep.run(plan, jobs: 1, progress: { progress.add($0) })
                    guard let piece = pieces.first else { throw CancellationError() }
                    proved.add(piece, at: place)
                }
            }
            for _ in 0..<jobs { start() }
            while try await group.next() != nil { start() }
        }
    }

    private static func files(_ path: String) throws -> [String] {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw CommandError("there is no '\(path)'")
        }
        guard isFolder.boolValue else { return [path] }
        let names = try FileManager.default.contentsOfDirectory(atPath: path).filter { $0.hasSuffix(".json") }.sorted()
        guard !names.isEmpty else { throw CommandError("there are no certificates in '\(path)'") }
        return names.map { "\(path)/\($0)" }
    }

    /// Reads a small certificate, or a full one.
    private static func certificate(
        _ path: String
    ) throws -> (certificate: CompactCertificate, full: SweepCertificate?) {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw CommandError("there is no readable file '\(path)'")
        }
        do {
            return (try CompactCertificate(json: data, file: path), nil)
        } catch let problem {
            // What is wrong with a full certificate is for its own reader to say.
            let isFull = (try? JSONDecoder().decode(Header.self, from: data))?.format == SweepCertificate.format
            guard isFull else { throw problem }
            let full = try SweepCertificate(json: data, file: path)
            return (CompactCertificate(full), full)
        }
    }

    /// What every certificate says first of itself.
    private struct Header: Decodable { let format: String }

    /// The sweep that a certificate is of.
    private func sweep(of certificate: CompactCertificate, _ path: String) throws -> Sweep {
        let specification: Specification
        if let spec {
            specification = try SpecsOption.file(spec)
        } else {
            guard let found = try specs.catalog()[certificate.operation] else {
                throw CommandError(
                    "\(path): there is no specification '\(certificate.operation)' in the folder; name its file with --spec"
                )
            }
            specification = found
        }
        let attributes = try specification.attributeValues(certificate.attributes)
        let subject: any SweepSubject
        if certificate.subject == "library" {
            guard let file = library ?? certificate.identity["library"] else {
                throw CommandError("\(path) does not say which library; name it with --library")
            }
            subject = try CLibrarySweepSubject(
                library: file, symbol: certificate.function,
                form: certificate.identity["form"] == "array" ? .array : .scalar)
        } else {
            subject = EngineSweepSubject(
                certificate.identity["implementation"] ?? certificate.operation, attributes, certificate.direction)
        }
        guard let budget = Budget(text: certificate.budget) else {
            throw CommandError("\(path): '\(certificate.budget)' is no budget")
        }
        let reference = try SweepReference(
            specification, attributes: attributes, direction: certificate.direction, budget: budget)
        guard reference.fingerprint == certificate.definitionFingerprint,
            reference.definition == certificate.definition
        else {
            throw CommandError("\(path): the specification of \(certificate.operation) is not the one that was proved")
        }
        return Sweep(reference, subject: subject, ranges: Sweep.everything)
    }
}

/// Chooses places at random, the same for one seed anywhere.
private struct SeededShards {
    private var random: SplitMix64

    init(seed: UInt64) { random = SplitMix64(state: seed) }

    /// Different places, in order.
    mutating func choose(_ wanted: Int, of count: Int) -> [Int] {
        var places = Array(0..<count)
        for place in 0..<min(wanted, count) {
            let other = place + Int(random.next() % UInt64(count - place))
            places.swapAt(place, other)
        }
        return places.prefix(wanted).sorted()
    }
}
