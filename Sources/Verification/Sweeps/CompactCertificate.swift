public import Foundation
internal import Values

/// The small form of a certificate, which can be kept beside the code: what was proved by what, and for each shard the
/// counts, the worst input, and the fingerprints of outputs and models. That is enough to prove any shard again and to see
/// whether the same comes out; rows, histograms and extremes are left out.
///
/// As a file it is JSON with a line for each key and for each shard:
///
///     "42 m28417 @b17217:0.501636880 9sPq0hYzK1o x3Jd_g"
///
/// where `42` is the shard, the top byte of its encodings (a part of a shard is `42000000-4200ffff`), `m28417` a count
/// (`CompactCertificate.Count` lists the letters; a count that follows from others is left out), `@b17217:0.501636880` the
/// worst input, without the top byte, and its error in ulps to nine digits, and the last two words the fingerprints of
/// outputs and models.
public struct CompactCertificate: Sendable, Hashable {
    public static let currentVersion = 1
    static let format = "compact sweep certificate"

    public let operation: String
    public let direction: SweepReference.Direction
    public let definition: String
    public let definitionFingerprint: String
    public let attributes: [String: String]
    public let budget: String
    public let subject: String
    public let function: String
    public let identity: [String: String]
    public let environment: [String: String]
    /// In order, disjoint.
    public let shards: [Shard]
    /// Everything but values that was found: defects, conflicts, broken invariants; a line each.
    public let findings: [String]

    public init(_ certificate: SweepCertificate) {
        operation = certificate.operation
        direction = certificate.direction
        definition = certificate.definition
        definitionFingerprint = certificate.definitionFingerprint
        attributes = certificate.attributes
        budget = certificate.budget
        subject = certificate.subject
        function = certificate.function
        identity = certificate.identity
        environment = certificate.environment
        shards = certificate.pieces.map { Shard($0) }
        findings =
            certificate.allDefects.map(\.description) + certificate.conflicts.map(\.description)
            + certificate.violations
    }

    /// The encodings that are covered.
    public var inputs: Int { shards.reduce(0) { $0 + $1.inputs } }

    /// Whether all 2^32 encodings are.
    public var isComplete: Bool { inputs == 1 << 32 }

    /// The sum over all shards.
    public subscript(count: Count) -> Int { shards.reduce(0) { $0 + $1[count] } }

    /// The worst input of all: the largest error, of equal ones the first encoding.
    public var worst: Shard.Worst? {
        shards.compactMap(\.worst).max { ($0.least, $1.input) < ($1.least, $0.input) }
    }

    /// An upper bound of all errors that are measured, in ulps, as far as nine digits go.
    public var bound: Double { shards.compactMap(\.worst?.bound).max() ?? 0 }

    /// Whether nothing is worth showing.
    public var passes: Bool {
        findings.isEmpty && [.overBudget, .wrongClass, .undecidedBudget].allSatisfy { self[$0] == 0 }
    }
}

extension SweepCertificate.Conflict: CustomStringConvertible {
    public var description: String {
        "\(Float(bitPattern: first).bitsText) to \(Float(bitPattern: last).bitsText) gave other outputs the second time"
    }
}

// MARK: As a file

extension CompactCertificate {
    private struct File: Decodable {
        let operation: String
        let direction: SweepReference.Direction
        let definition: String
        let definitionFingerprint: String
        let attributes: [String: String]
        let budget: String
        let subject: String
        let function: String
        let identity: [String: String]
        let environment: [String: String]
        let shards: [String]
        let findings: [String]
    }

    /// The file's bytes, ending with a line break. Equal certificates give equal bytes.
    public var json: Data {
        get throws {
            Data(
                try CertificateText.text([
                    "format": .value(Self.format), "version": .value(Self.currentVersion),
                    "operation": .value(operation), "direction": .value(direction), "definition": .value(definition),
                    "definitionFingerprint": .value(definitionFingerprint), "attributes": .value(attributes),
                    "budget": .value(budget), "subject": .value(subject), "function": .value(function),
                    "identity": .value(identity), "environment": .value(environment),
                    "shards": .lines(shards.map(\.text)), "findings": .lines(findings),
                ]).utf8)
        }
    }

    /// Reads what `json` wrote.
    ///
    /// - Parameter file: the name to use in messages.
    /// - Throws: `SweepError`, which names the file and the place: another version of the format, whatever else the file
    ///   holds; no such certificate; shards that overlap or are out of order.
    public init(json: Data, file: String) throws {
        let found: File = try CertificateText.read(
            json, file: file, format: Self.format, version: Self.currentVersion)
        operation = found.operation
        direction = found.direction
        definition = found.definition
        definitionFingerprint = found.definitionFingerprint
        attributes = found.attributes
        budget = found.budget
        subject = found.subject
        function = found.function
        identity = found.identity
        environment = found.environment
        findings = found.findings
        var shards: [Shard] = []
        for (number, line) in found.shards.enumerated() {
            let place = "'\(file)' is no \(Self.format): shards[\(number)]"
            do {
                let shard = try Shard(line)
                if let last = shards.last?.range.upperBound, shard.range.lowerBound <= last {
                    throw SweepError("the shard before it goes as far as this")
                }
                shards.append(shard)
            } catch let error as SweepError {
                throw SweepError("\(place): \(error.description)")
            }
        }
        self.shards = shards
    }
}
