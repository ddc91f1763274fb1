public import Foundation
public import Verification

/// What fails a run, in the Static Analysis Results Interchange Format, version 2.1.0: findings that code hosts show at the
/// lines of the specification.
///
/// A result's fingerprints are made of the finding's name alone, without line or error, so that it stays the same finding
/// when the specification is edited or the error changes.
public struct SARIFReport {
    public let record: RunRecord
    private let places: FindingPlaces

    public init(_ record: RunRecord, places: FindingPlaces = FindingPlaces(folder: "Specs")) {
        self.record = record
        self.places = places
    }

    static let schema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

    public var data: Data {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            return try encoder.encode(log) + Data("\n".utf8)
        }
    }

    private var log: Log {
        let kinds = FindingRecord.Kind.everyKind
        let rules = kinds.map { kind in
            Log.Rule(
                id: kind.rule, name: kind.title, shortDescription: Log.Text(text: kind.title),
                fullDescription: Log.Text(text: kind.explanation),
                help: Log.Text(text: "\(kind.explanation) 'verify replay' shows the case again."))
        }
        let driver = Log.Driver(name: "Plumbline", version: record.plumbline, rules: rules)
        let run = Log.Run(
            tool: Log.Tool(driver: driver), automationDetails: Log.Automation(id: "plumbline/\(record.subject.name)/"),
            results: record.failingFindings.map { result($0, kinds) })
        return Log(schema: Self.schema, version: "2.1.0", runs: [run])
    }

    private func result(_ finding: Finding, _ kinds: [FindingRecord.Kind]) -> Log.Result {
        let place = places.place(of: finding)
        let replay = finding.record.replay.map { " Replay: \($0)" } ?? ""
        return Log.Result(
            ruleId: finding.record.kind.rule, ruleIndex: kinds.firstIndex(of: finding.record.kind) ?? 0, level: "error",
            message: Log.Text(text: finding.record.message + "." + replay),
            locations: [
                Log.Location(
                    physicalLocation: Log.PhysicalLocation(
                        artifactLocation: Log.Artifact(uri: Self.uri(place.file)),
                        region: Log.Region(startLine: place.line)),
                    logicalLocations: [
                        Log.LogicalLocation(fullyQualifiedName: finding.implementation.name, kind: "function")
                    ])
            ],
            partialFingerprints: [
                "plumblineFinding/v1": finding.record.id,
                "primaryLocationLineHash": Self.fingerprint(finding.record.id) + ":1",
            ])
    }

    /// A path as a relative reference, or a file address where it is absolute.
    static func uri(_ path: String) -> String {
        let allowed = CharacterSet(charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/")
        let encoded = path.addingPercentEncoding(withAllowedCharacters: allowed) ?? ""
        return path.hasPrefix("/") ? "file://" + encoded : encoded
    }

    /// 64 bits of FNV-1a, in hexadecimal.
    static func fingerprint(_ text: String) -> String {
        let hash = text.utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}

/// The part of the format that is used.
private struct Log: Encodable {
    let schema: String
    let version: String
    let runs: [Run]

    enum CodingKeys: String, CodingKey {
        case schema = "$schema"
        case version, runs
    }

    struct Run: Encodable {
        let tool: Tool
        let automationDetails: Automation
        let results: [Result]
        var columnKind = "unicodeCodePoints"
    }

    struct Tool: Encodable { let driver: Driver }

    struct Driver: Encodable {
        let name: String
        let version: String
        let rules: [Rule]
    }

    struct Rule: Encodable {
        let id: String
        let name: String
        let shortDescription: Text
        let fullDescription: Text
        let help: Text
    }

    struct Automation: Encodable { let id: String }

    struct Text: Encodable { let text: String }

    struct Result: Encodable {
        let ruleId: String
        let ruleIndex: Int
        let level: String
        let message: Text
        let locations: [Location]
        let partialFingerprints: [String: String]
    }

    struct Location: Encodable {
        let physicalLocation: PhysicalLocation
        let logicalLocations: [LogicalLocation]
    }

    struct PhysicalLocation: Encodable {
        let artifactLocation: Artifact
        let region: Region
    }

    struct Artifact: Encodable { let uri: String }

    struct Region: Encodable { let startLine: Int }

    struct LogicalLocation: Encodable {
        let fullyQualifiedName: String
        let kind: String
    }
}
