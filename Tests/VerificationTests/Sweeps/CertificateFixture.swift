import Specifications
import Subjects

@testable import Verification

/// Small sweeps, each made once.
enum SweptCertificates {
    /// Of the engine's exp around the overflow, in two parts of one shard and one of another.
    static let exp = Task { try await certificate("exp", [0x42B1_7200...0x42B1_72FF, 0x42FF_FF00...0x4300_00FF]) }

    static func certificate(
        _ operation: String, _ ranges: [ClosedRange<UInt32>], subject: (any SweepSubject)? = nil
    ) async throws -> SweepCertificate {
        let specification = try specification(operation)
        let reference = try SweepReference(
            specification, direction: .forward,
            budget: specification.budgets(for: operation, of: "engine", .float32)!.forward)
        let sweep = Sweep(
            reference, subject: subject ?? EngineSweepSubject(operation, [:], .forward), ranges: ranges)
        let pieces = try await sweep.run(sweep.plan(jobs: 1), jobs: 1)
        return SweepCertificate(of: sweep, pieces: pieces, defects: [], environment: ["processor": "any"])
    }
}
