public import Foundation
public import Verification

/// What fails a run, in the Static Analysis Results Interchange Format, version 2.1.0: findings that code hosts show at the
/// lines of the specification.
///
/// A result's fingerprints say what is wrong, by the numbers of its case: it stays the same when the specification gets
/// more cases, or the error changes. What a baseline allows is a note, and suppressed. What the record counts and does not
/// list is said in a notification.
public struct SARIFReport {
    public let record: RunRecord
    private let verdict: BaselineVerdict?
    private let places: FindingPlaces

    /// - Parameter verdict: what a baseline makes of the run, where it is held to one.
    public init(
        _ record: RunRecord, verdict: BaselineVerdict? = nil, places: FindingPlaces = FindingPlaces(folder: "Specs")
    ) {
        self.record = record
        self.verdict = verdict
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
        let rules =
            kinds.map { kind in
                Log.Rule(
                    id: kind.rule, name: kind.title, shortDescription: Log.Text(text: kind.title),
                    fullDescription: Log.Text(text: kind.explanation),
                    help: Log.Text(text: "\(kind.explanation) 'verify replay' shows the case again."))
            }
            + [BaselineVerdict.Failure.Kind.worse, .stale].map { kind in
                Log.Rule(
                    id: kind.rule, name: kind.title, shortDescription: Log.Text(text: kind.title),
                    fullDescription: Log.Text(text: kind.explanation),
                    help: Log.Text(text: "\(kind.explanation) 'verify baseline check' says what."))
            }
        let unlisted = record.operations.flatMap(\.implementations).filter(\.outcome.failsRun).compactMap(
            \.unlistedText)
        let driver = Log.Driver(name: "Plumbline", version: record.plumbline, rules: rules)
        let run = Log.Run(
            tool: Log.Tool(driver: driver), automationDetails: Log.Automation(id: "plumbline/\(record.subject.name)/"),
            invocations: [
                Log.Invocation(
                    toolExecutionNotifications: unlisted.map { Log.Notification(message: Log.Text(text: $0 + ".")) })
            ],
            results: record.failingFindings.map { result($0, kinds) }
                + (verdict?.otherFailures ?? []).map { result($0, kinds.count) })
        return Log(schema: Self.schema, version: "2.1.0", runs: [run])
    }

    private func result(_ finding: Finding, _ kinds: [FindingRecord.Kind]) -> Log.Result {
        let place = places.place(of: finding)
        let replay = finding.record.replay.map { " Replay: \($0)" } ?? ""
        let isAllowed = verdict?.allows(finding.record, of: finding.implementation.name) == true
        return Log.Result(
            ruleId: finding.record.kind.rule, ruleIndex: kinds.firstIndex(of: finding.record.kind) ?? 0,
            level: isAllowed ? "note" : "error",
            message: Log.Text(text: finding.record.message + "." + replay),
            locations: [Self.location(place, finding.implementation.name)],
            partialFingerprints: Self.fingerprints(finding.record.fingerprint ?? finding.record.id),
            baselineState: verdict == nil ? nil : isAllowed ? "unchanged" : "new",
            suppressions: isAllowed ? [Log.Suppression(justification: "The baseline allows it.")] : nil)
    }

    /// What is worse than a baseline and no finding of the lists.
    private func result(_ failure: BaselineVerdict.Failure, _ firstRule: Int) -> Log.Result {
        let place = places.place(ofOperation: failure.operation, in: record)
        return Log.Result(
            ruleId: failure.kind.rule, ruleIndex: firstRule + (failure.kind == .worse ? 0 : 1), level: "error",
            message: Log.Text(text: failure.text.onOneLine + "."),
            locations: [Self.location(place, failure.implementation)],
            partialFingerprints: Self.fingerprints("\(failure.title)/\(failure.topic)"), baselineState: "new",
            suppressions: nil)
    }

    private static func location(_ place: FindingPlaces.Place, _ implementation: String) -> Log.Location {
        Log.Location(
            physicalLocation: Log.PhysicalLocation(
                artifactLocation: Log.Artifact(uri: uri(place.file)), region: Log.Region(startLine: place.line)),
            logicalLocations: [Log.LogicalLocation(fullyQualifiedName: implementation, kind: "function")])
    }

    private static func fingerprints(_ name: String) -> [String: String] {
        ["plumblineFinding/v2": name, "primaryLocationLineHash": fingerprint(name) + ":1"]
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
        let invocations: [Invocation]
        let results: [Result]
        var columnKind = "unicodeCodePoints"
    }

    struct Invocation: Encodable {
        var executionSuccessful = true
        let toolExecutionNotifications: [Notification]
    }

    struct Notification: Encodable {
        let message: Text
        var level = "note"
    }

    struct Suppression: Encodable {
        var kind = "external"
        var status = "accepted"
        let justification: String
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
        let baselineState: String?
        let suppressions: [Suppression]?
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
