internal import ArgumentParser
import Foundation
internal import Multiprecision
internal import Reporting
internal import Specifications
internal import Synchronization
internal import Verification

/// Proves what a function of one float32 computes, on every input there is.
struct SweepCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sweep",
        abstract: "Prove the error of a function over all 2^32 float32 inputs.",
        discussion: """
            Every result is compared with a certified model of the real function; counts are exact, and the worst input is \
            found. The function is one of the engine's, or one of a C library, whose crashes and hangs are findings:

              verify sweep exp
              verify sweep exp --library libm.so.6 --symbol expf
              verify sweep gelu --gradient
              verify sweep --spec ./my_gelu.yaml --library ./libmine.so --symbol my_gelu_f32
              verify sweep exp --shard 3/16 --output part-3.json

            The result is a certificate in JSON, whose parts 'verify merge' puts together and 'verify recheck' proves again.
            """)

    @OptionGroup var target: SweepTargetOptions
    @OptionGroup var part: SweepRangeOptions
    @OptionGroup(title: "What it says") var talk: OutputOptions

    @Option(
        name: [.customShort("j", allowingJoined: true), .long], parsing: .unconditional,
        help: "Threads to use. The results do not depend on it.")
    var jobs: Int = Machine.processorCount

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "The certificate; by default Reports/sweeps/ and the function's name. A page for people is written beside it.",
            valueName: "file"))
    var output: String?

    @Flag(name: .long, help: "Go on with a certificate that an interrupted sweep has left.")
    var resume = false

    func validate() throws {
        if jobs < 1 { throw ValidationError("--jobs must be at least 1, got \(jobs)") }
    }

    func run() async throws { try await run(console: .standard) }

    func run(console: Console) async throws {
        let console = talk.console(on: console)
        let sweep: Sweep = try console.reporting { try target.sweep(over: part.ranges()) }
        let path = output ?? Self.defaultPath(sweep)
        try console.reporting { try CertificateFile.prepare(path) }
        let earlier: SweepCertificate? = try console.reporting {
            resume ? try earlierCertificate(of: sweep, path) : nil
        }
        var run = SweepRun(sweep: sweep, jobs: jobs, console: console)
        run.earlier = earlier
        run.path = path
        run.specificationFile = target.file
        let certificate = try await run.certificate()
        // Files first: a reader of the output that goes away, such as head, must not cost the proof.
        let files = try console.reporting { try CertificateFile.write(certificate, to: path) }
        for line in SweepText(certificate).lines { certificate.passes ? console.say(line) : console.print(line) }
        for file in files { console.say(file) }
        if certificate.inputs < sweep.inputs {
            console.error("interrupted; go on with --resume")
            throw ExitStatus.interrupted
        }
        if !certificate.passes { throw ExitStatus.findings }
    }

    private static func defaultPath(_ sweep: Sweep) -> String {
        let reference = sweep.reference
        let suffix = reference.direction == .gradient ? ".gradient" : ""
        let function = sweep.subject.name == "engine" ? reference.specification.operation : sweep.subject.function
        let name = (sweep.subject.identity["implementation"] ?? function).map { $0 == "/" ? "_" : $0 }
        return "Reports/sweeps/\(String(name))\(suffix).json"
    }

    /// The certificate that is there, if it is of the same sweep.
    private func earlierCertificate(of sweep: Sweep, _ path: String) throws -> SweepCertificate? {
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        let found = try CertificateFile.full(path)
        var same = SweepCertificate(of: sweep, pieces: [], defects: [], environment: found.environment)
        do {
            try same.merge(found)
        } catch let error as SweepError {
            throw CommandError("'\(path)' is of another sweep: \(error)")
        }
        let wanted = Set(sweep.pieces)
        if let other = found.pieces.first(where: { !wanted.contains($0.first...$0.last) }) {
            let (first, last) = (Float(bitPattern: other.first).bitsText, Float(bitPattern: other.last).bitsText)
            throw CommandError(
                "'\(path)' covers \(first) to \(last), which is no part of this sweep and would be lost; go on with the "
                    + "same --range and --shard, or name another --output")
        }
        return found
    }
}

/// A sweep with a progress line, which saves what it has.
struct SweepRun {
    let sweep: Sweep
    let jobs: Int
    let console: Console
    /// What need not be computed again.
    var earlier: SweepCertificate?
    /// Where to keep finished pieces while others run; nil for nowhere.
    var path: String?
    /// What to show in front of the progress.
    var title = ""
    /// The specification's file, where it is not one of the folder's.
    var specificationFile: String?

    init(sweep: Sweep, jobs: Int, console: Console) {
        self.sweep = sweep
        self.jobs = jobs
        self.console = console
    }

    /// What was proved; not all of it when the run was interrupted.
    ///
    /// - Throws: `ExitCode` when the subject cannot be called.
    func certificate() async throws -> SweepCertificate {
        let wanted = Set(sweep.pieces.map { $0.lowerBound })
        let earlierPieces = (earlier?.pieces ?? []).filter { piece in
            sweep.pieces.contains(piece.first...piece.last)
        }
        let done = Set(earlierPieces.map(\.first)).intersection(wanted)
        let defects = try console.reporting { try earlier?.defects ?? sweep.subject.defects() }
        let environment = SweepEnvironment.facts.merging(specificationFile.map { ["specification": $0] } ?? [:]) { $1 }
        @Sendable func certificate(_ pieces: [SweepPiece]) -> SweepCertificate {
            SweepCertificate(
                of: sweep, pieces: (earlierPieces + pieces).sorted { $0.first < $1.first }, defects: defects,
                environment: environment)
        }
        let progress = ThroughputBar(
            total: sweep.inputs - earlierPieces.reduce(0) { $0 + $1.inputs }, title: title, console: console)
        let kept = KeptPieces()
        do {
            _ = try await Interruption.cancellingOnInterrupt { [sweep, jobs] in
                let plan = try await sweep.plan(jobs: jobs)
                let slow = try sweep.slowSeconds(of: plan)
                if slow > 2 {
                    progress.clear()
                    console.error(SweepEnvironment.warning(plan, seconds: slow / Double(jobs)))
                }
                return try await sweep.run(plan, jobs: jobs, skipping: done, progress: { progress.add($0) }) { piece in
                    kept.add(piece)
                    // Not after every piece: writing takes time, too.
                    if let path, kept.isDue() {
                        try CertificateFile.save(certificate(kept.pieces), to: path)
                    }
                }
            }
        } catch is CancellationError {
            progress.clear()
            return certificate(kept.pieces)
        } catch {
            progress.clear()
            return try console.reporting { throw error }
        }
        progress.clear()
        return certificate(kept.pieces)
    }

    private final class KeptPieces: Sendable {
        private let state = Mutex<(pieces: [SweepPiece], saved: ContinuousClock.Instant)>(([], .now))

        func add(_ piece: SweepPiece) { state.withLock { $0.pieces.append(piece) } }

        var pieces: [SweepPiece] { state.withLock { $0.pieces } }

        /// Whether some seconds have passed since the last time that it was.
        func isDue() -> Bool {
            state.withLock {
                guard ContinuousClock.now - $0.saved > .seconds(3) else { return false }
                $0.saved = .now
                return true
            }
        }
    }
}

/// The machine that a proof is made on.
enum SweepEnvironment {
    static var facts: [String: String] {
        var facts = ["plumbline": Plumbline.version, "mpfr": MultiprecisionLibrary.version]
        #if os(Linux)
            facts["system"] = "Linux"
        #elseif os(macOS)
            facts["system"] = "macOS"
        #endif
        #if arch(x86_64)
            facts["architecture"] = "x86-64"
        #elseif arch(arm64)
            facts["architecture"] = "arm64"
        #endif
        return facts
    }

    static func warning(_ plan: SweepPlan, seconds: Double) -> String {
        let time =
            seconds < 120
            ? "\(Int(seconds.rounded(.up))) s"
            : seconds < 7200 ? "\(Int((seconds / 60).rounded(.up))) min" : "\(Int((seconds / 3600).rounded(.up))) h"
        let inputs = plan.slowInputs + plan.arrayInputs
        return
            "no fast way for \(inputs) inputs, which are judged one by one: about \(time) beside the function's own time"
    }
}
