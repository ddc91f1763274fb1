import Values

@testable import Oracle
@testable import Specifications
@testable import Verification

/// A specification of a function of one number.
func sweepSpecification(_ definition: String, more: String = "") throws -> Specification {
    try Specification(
        parsing: """
            operation: mine
            summary: A function for tests.
            kind: real
            inputs:
              x: {}
            definition: y = \(definition)
            \(more)
            shapes:
              - { x: [4] }
            budgets:
              default: { float32: { forward: 1 ulp, gradient: 4 ulp } }
            """, file: "mine.yaml")
}

func sweepReference(
    _ definition: String, more: String = "", direction: SweepReference.Direction = .forward, budget: Double = 1
) throws -> SweepReference {
    try SweepReference(try sweepSpecification(definition, more: more), direction: direction, budget: .ulps(budget))
}

/// A subject whose results come from a closure, for tests.
struct ClosureSubject: SweepSubject {
    let name = "closure"
    var function = "f"
    var identity: [String: String] = [:]
    let compute: @Sendable (UInt32, UnsafeMutableBufferPointer<Float>) throws -> Void

    init(_ compute: @escaping @Sendable (UInt32, UnsafeMutableBufferPointer<Float>) throws -> Void) {
        self.compute = compute
    }

    /// One result after the other.
    init(each value: @escaping @Sendable (UInt32) -> Float) {
        compute = { first, results in
            for place in results.indices { results[place] = value(first + UInt32(place)) }
        }
    }

    func defects() throws -> [SubjectDefect] { [] }
    func makeWorker() throws -> any SweepWorker { Worker(compute: compute) }

    private final class Worker: SweepWorker {
        let compute: @Sendable (UInt32, UnsafeMutableBufferPointer<Float>) throws -> Void
        init(compute: @escaping @Sendable (UInt32, UnsafeMutableBufferPointer<Float>) throws -> Void) {
            self.compute = compute
        }
        func compute(first: UInt32, into results: UnsafeMutableBufferPointer<Float>) throws {
            try compute(first, results)
        }
    }
}

extension Sweep {
    func certificate(jobs: Int = 1) async throws -> SweepCertificate {
        let plan = try await plan(jobs: jobs)
        return SweepCertificate(of: self, pieces: try await run(plan, jobs: jobs), defects: [], environment: [:])
    }
}
