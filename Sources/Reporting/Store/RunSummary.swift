import Foundation
import Verification

/// What a history says of a run: read with as little as possible of the format, so that records of other versions are
/// listed as well.
public struct RunSummary: Sendable, Equatable {
    public let schemaVersion: Int
    public let plumbline: String
    /// `engine`, or `expf of libm.so.6` for a library.
    public let subject: String
    public let seed: UInt64?
    public let cases: Int?
    public let operations: [String]
    /// The implementations that fail, or pass where they should not.
    public let failing: [String]

    /// Nil where the file holds nothing of the kind.
    public init?(_ run: StoredRun) {
        guard let data = FileManager.default.contents(atPath: run.path),
            let head = try? JSONDecoder().decode(Head.self, from: data)
        else { return nil }
        schemaVersion = head.schemaVersion
        plumbline = head.plumbline ?? "unknown"
        let name = head.subject?.name ?? "unknown"
        subject = name == "library" ? head.subject?.version ?? name : name
        seed = head.seed
        cases = head.cases
        operations = (head.operations ?? []).map(\.name)
        failing = (head.operations ?? []).flatMap { $0.implementations ?? [] }
            .filter { ["failed", "expectationStale"].contains($0.outcome) }.map(\.name)
    }

    /// Whether this version can compare it and make reports of it.
    public var isReadable: Bool { schemaVersion <= RunRecord.currentVersion }

    private struct Head: Decodable {
        let schemaVersion: Int
        let plumbline: String?
        let seed: UInt64?
        let cases: Int?
        let subject: Subject?
        let operations: [Operation]?

        struct Subject: Decodable {
            let name: String
            let version: String?
        }

        struct Operation: Decodable {
            let name: String
            let implementations: [Implementation]?
        }

        struct Implementation: Decodable {
            let name: String
            let outcome: String?
        }
    }
}
