import CompiledLibraries
import Foundation
import Specifications
import Testing
import Values
import Verification

@testable import Subjects

/// Sweeps of the system's own functions, whose worst inputs are published for some versions.
@Suite(.timeLimit(.minutes(5))) struct LibmSweepTests {
    /// Whether this is glibc 2.36 for x86-64, with the versions of functions that use fused multiply-adds.
    static let isKnown: Bool = {
        #if os(Linux) && arch(x86_64)
            typealias Version = @convention(c) () -> UnsafePointer<CChar>
            guard let symbol = dlsym(nil, "gnu_get_libc_version") else { return false }
            let version = String(cString: unsafeBitCast(symbol, to: Version.self)())
            let facts = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
            return version == "2.36" && facts.contains(" fma ")
        #else
            return false
        #endif
    }()

    private func specification(_ operation: String) throws -> Specification {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        return try #require(try SpecificationCatalog(folder: root.appendingPathComponent("Specs").path)[operation])
    }

    private func sweep(
        _ operation: String, _ symbol: String, _ range: ClosedRange<UInt32>, budget: Double
    ) async throws -> SweepCertificate {
        let subject = try CLibrarySweepSubject(
            library: "libm.so.6", symbol: symbol, form: .scalar, executable: VerifyExecutable.path)
        let sweep = Sweep(
            try SweepReference(try specification(operation), direction: .forward, budget: .ulps(budget)),
            subject: subject, ranges: [range])
        let pieces = try await sweep.run(try await sweep.plan(jobs: 1), jobs: 1)
        return SweepCertificate(of: sweep, pieces: pieces, defects: [], environment: [:])
    }

    @Test(
        .enabled(if: isKnown, "the numbers are those of glibc 2.36 for x86-64 with fused multiply-adds"),
        arguments: [
            ("exp", "expf", UInt32(0xBBE7_328F), 0.501636880), ("log", "logf", 0x3F83_0083, 0.817663938),
        ])
    func theWorstInputIsThePublishedOne(operation: String, symbol: String, input: UInt32, error: Double) async throws {
        let shard = input & 0xFF00_0000...input | 0x00FF_FFFF
        let found = try await sweep(operation, symbol, shard, budget: 1)
        #expect(found.worst?.input == input)
        #expect(
            abs(found.worst!.least - error) < 1e-9 && found.worst!.least <= found.bound && found.bound - error < 1e-6)
        #expect(found.tally().undecidedRounding == 0 && found.tally().inputs == 1 << 24)
        #expect(found.passes, "\(found.tally())")
        // A budget below the worst error finds it, and the others that exceed it.
        let strict = try await sweep(operation, symbol, input - 5...input + 5, budget: error - 1e-6)
        #expect(strict.tally().overBudget >= 1 && !strict.passes)
    }
}
