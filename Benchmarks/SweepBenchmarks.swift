import Foundation
import Multiprecision
import Oracle
import Specifications
import Subjects
import Synchronization
import Values
import Verification

/// What certified sweeps cost, against the two other ways to know a function's error on every input:
///
///     swift run -c release benchmarks sweeps [names of operations]
///
/// All on one thread. The first part needs the system's libm and the executable `verify` beside this one.
enum SweepBenchmarks {
    static func run(_ catalog: SpecificationCatalog, operations: [String]) async throws {
        if operations.isEmpty { try await compareWithOtherWays(catalog) }
        let names =
            operations.isEmpty ? ["exp", "log", "sin", "tanh", "erf", "sigmoid", "softplus", "gelu"] : operations
        print("oracle and checks alone, all 2^32 inputs, one thread, processor time:")
        for name in names {
            guard let specification = catalog[name] else {
                print("  there is no operation '\(name)'")
                continue
            }
            let reference = try SweepReference(specification, direction: .forward, budget: .ulps(1))
            let subject = TimedSubject(EngineSweepSubject(name, reference.attributes, .forward))
            let sweep = Sweep(reference, subject: subject, ranges: Sweep.everything)
            let start = processorTime()
            let plan = try await sweep.plan(jobs: 1)
            let planned = processorTime()
            let pieces = try await sweep.run(plan, jobs: 1)
            let end = processorTime()
            let alone = end - start - subject.time
            precondition(pieces.reduce(0) { $0 + $1.inputs } == 1 << 32, "a sweep covers everything")
            print(
                "  \(name): \(text(alone / 4.294967296)) ns an input (models \(text(planned - start)) s; the function itself \(text(subject.time / 4.294967296)) ns)"
            )
        }
    }

    /// The sweep of expf, function included; one evaluation in MPFR an input; a scalar loop that trusts the double exp.
    private static func compareWithOtherWays(_ catalog: SpecificationCatalog) async throws {
        #if os(Linux)
            let library = "libm.so.6"
        #else
            let library = "/usr/lib/libSystem.B.dylib"
        #endif
        let executable = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
            .appendingPathComponent("verify").path
        let reference = try SweepReference(catalog["exp"]!, direction: .forward, budget: .ulps(1))
        let subject = try CLibrarySweepSubject(
            library: library, symbol: "expf", form: .scalar, executable: executable)
        let sweep = Sweep(reference, subject: subject, ranges: Sweep.everything)
        let clock = ContinuousClock()
        var certified: [Double] = []
        var precise: [Double] = []
        var trusting: [Double] = []
        for _ in 0..<3 {
            certified.append(
                try await time(clock) {
                    let plan = try await sweep.plan(jobs: 1)
                    let misrounded = try await sweep.run(plan, jobs: 1).reduce(0) { $0 + $1.tally().misrounded }
                    precondition(misrounded > 0 || misrounded == 0)
                })
            precise.append(try await time(clock) { multiprecision(count: 1 << 18) } * Double(1 << 14))
            trusting.append(try await time(clock) { doubles(shards: 16) } * 16)
        }
        print("expf of \(library) over all 2^32 inputs, function included, one thread; median (least to most) of 3:")
        print("  certified sweep                           \(spread(certified)) s")
        print("  one MPFR evaluation an input, from 2^18   \(spread(precise)) s")
        print("  compared with the double exp, from 2^28   \(spread(trusting)) s")
        print("  MPFR / sweep    \(spread(zip(precise, certified).map { $0 / $1 })) times")
        print("  double / sweep  \(spread(zip(trusting, certified).map { $0 / $1 })) times")
    }

    /// Rounded results of inputs all over the encodings, in MPFR with 24 bits more than a float has.
    private static func multiprecision(count: Int) {
        var misrounded = 0
        for place in 0..<count {
            let x = Float(bitPattern: UInt32(place) << 14 | 0x1FFF)
            let real = BigFloat.exp(BigFloat(x, precision: 24), precision: 48, rounding: .nearest).toFloat()
            if real != expf(x), !real.isNaN { misrounded += 1 }
        }
        precondition(misrounded < count)
    }

    /// Every sixteenth shard, by a loop as anybody would write it.
    private static func doubles(shards: Int) {
        var misrounded = 0
        var largest = 0.0
        for shard in 0..<shards {
            let first = UInt32(shard) << 28 | 0xE00_0000
            for bits in first...(first | 0xFF_FFFF) {
                let x = Float(bitPattern: bits)
                let (y, real) = (expf(x), exp(Double(x)))
                let nearest = Float(real)
                if y != nearest, !nearest.isNaN { misrounded += 1 }
                let error = abs(Double(y) - real) / Double(nearest.ulp)
                if error > largest { largest = error }
            }
        }
        precondition(misrounded >= 0 && largest >= 0)
    }

    private static func time(_ clock: ContinuousClock, _ body: () async throws -> Void) async throws -> Double {
        let start = clock.now
        try await body()
        return seconds(clock.now - start)
    }

    private static func seconds(_ duration: Duration) -> Double {
        Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
    }

    private static func text(_ value: Double) -> String { "\((value * 100).rounded() / 100)" }

    private static func spread(_ values: [Double]) -> String {
        let sorted = values.sorted()
        return "\(text(sorted[sorted.count / 2])) (\(text(sorted.first!)) to \(text(sorted.last!)))"
    }
}

/// Seconds of processor time that the process has used.
private func processorTime() -> Double { Double(clock()) / Double(CLOCKS_PER_SEC) }

/// A subject that knows how long it took to compute.
private final class TimedSubject: SweepSubject {
    private let subject: any SweepSubject
    private let spent = Mutex(0.0)

    init(_ subject: any SweepSubject) { self.subject = subject }

    var time: Double { spent.withLock { $0 } }
    var name: String { subject.name }
    var function: String { subject.function }
    var identity: [String: String] { subject.identity }
    func defects() throws -> [SubjectDefect] { try subject.defects() }
    func makeWorker() throws -> any SweepWorker { Worker(try subject.makeWorker(), self) }

    private final class Worker: SweepWorker {
        private let worker: any SweepWorker
        private let owner: TimedSubject

        init(_ worker: any SweepWorker, _ owner: TimedSubject) {
            self.worker = worker
            self.owner = owner
        }

        func compute(first: UInt32, into results: UnsafeMutableBufferPointer<Float>) throws {
            let start = processorTime()
            try worker.compute(first: first, into: results)
            let time = processorTime() - start
            owner.spent.withLock { $0 += time }
        }
    }
}
