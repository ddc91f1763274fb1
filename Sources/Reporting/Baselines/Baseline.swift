public import Foundation
public import Verification

/// What a project lives with for now: the findings and the largest errors of one run, kept in version control.
///
/// A run that is held to a baseline fails on what is worse than that, and on allowances that are no longer needed. The file
/// has a line for every allowance, so that a review shows which one went.
public struct Baseline: Codable, Sendable, Equatable {
    public static let currentVersion = 1

    public var baselineVersion = Self.currentVersion
    /// The version of Plumbline that wrote it.
    public var plumbline: String
    /// The subject's name: `engine`, `library`.
    public var subject: String
    /// The cases that the run was made of.
    public var seed: UInt64
    public var cases: Int
    /// By implementation.
    public var implementations: [String: Entry]

    /// One implementation as it was.
    public struct Entry: Codable, Sendable, Equatable {
        public var operation: String
        public var values: Errors
        public var gradient: Errors?
        /// What is found and allowed: `forward: over budget`, `special-row-3`. Sorted.
        public var allowances: [String]
        /// Kinds of findings of which the run met more than its record lists.
        public var unlisted: [String]
    }

    /// The errors of one check.
    public struct Errors: Codable, Sendable, Equatable {
        public var status: CheckRecord.Status
        public var elements: Int
        /// In ulps; nil where there was none, and where machines differ.
        public var maximum: Double?
        public var omega: Double?
        /// Elements with verdicts that are findings, by verdict.
        public var verdicts: [String: Int]
        public var silentlyWrong: Int
    }

    /// What a run found, as a baseline for others.
    public init(_ record: RunRecord) {
        plumbline = record.plumbline
        subject = record.subject.name
        seed = record.seed
        cases = record.cases
        implementations = [:]
        for operation in record.operations {
            for found in operation.implementations {
                implementations[found.name] = Entry(found, of: operation)
            }
        }
    }

    /// How many allowances there are.
    public var allowanceCount: Int { implementations.values.reduce(0) { $0 + $1.allowances.count } }
}

extension Baseline.Entry {
    fileprivate init(_ found: ImplementationRecord, of operation: OperationRecord) {
        self.operation = operation.name
        values = Baseline.Errors(found.forward, found)
        gradient = found.gradient.map { Baseline.Errors($0, found) }
        allowances = Set(found.unexpected.map(\.allowance)).sorted()
        unlisted = found.unlistedKinds
    }
}

extension Baseline.Errors {
    init(_ check: CheckRecord, _ found: ImplementationRecord) {
        status = check.status
        elements = check.elements
        let isKept = !found.isMachineDependent || check.status == .failed
        maximum = isKept ? check.maximumULP : nil
        omega = isKept ? check.maximumOmega : nil
        verdicts = check.verdicts.filter { Verdict(rawValue: $0.key)?.isFinding == true && $0.value > 0 }
        silentlyWrong = check.silentlyWrong
    }
}

extension FindingRecord {
    /// What somebody who lives with it allows: its topic and, for a judged element, the verdict.
    var allowance: String { topic + (element.map { ": \($0.verdict.text)" } ?? "") }
}

extension ImplementationRecord {
    /// Kinds of findings of which there are more than the list holds, as far as it tells: those that it holds most of.
    var unlistedKinds: [String] {
        guard findingCount > findings.count else { return [] }
        let counts = Dictionary(grouping: unexpected, by: \.kind.rawValue).mapValues(\.count)
        let most = counts.values.max() ?? 0
        return counts.filter { $0.value == most }.keys.sorted()
    }
}

// MARK: Files

extension Baseline {
    /// The file's bytes: keys sorted, a line for each allowance.
    public var data: Data {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            encoder.nonConformingFloatEncodingStrategy = .convertToString(
                positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
            return try encoder.encode(self) + Data("\n".utf8)
        }
    }

    /// Reads a file.
    ///
    /// - Throws: `BaselineError`, which names the file and what is wrong with it.
    public init(path: String) throws {
        struct Head: Decodable { let baselineVersion: Int }

        guard let data = FileManager.default.contents(atPath: path) else {
            throw BaselineError("there is no readable baseline '\(path)'; 'verify baseline save' writes one")
        }
        let decoder = JSONDecoder()
        decoder.nonConformingFloatDecodingStrategy = .convertFromString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        do {
            let version = try decoder.decode(Head.self, from: data).baselineVersion
            guard version == Self.currentVersion else {
                throw BaselineError(
                    "the baseline '\(path)' has baselineVersion \(version); this version reads \(Self.currentVersion)")
            }
            self = try decoder.decode(Baseline.self, from: data)
        } catch let error as DecodingError {
            throw BaselineError("'\(path)' is no baseline: \(error.place)")
        }
    }
}

/// Why a baseline cannot be used.
public struct BaselineError: Error, Hashable, CustomStringConvertible {
    public let description: String

    public init(_ description: String) { self.description = description }
}
