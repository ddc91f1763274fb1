public import Foundation
import Values
public import Verification

/// What a project lives with for now: the findings and the largest errors of one run, kept in version control.
///
/// A run that is held to a baseline fails on what is worse than that, and on allowances that are no longer needed. The file
/// has a line for every allowance, so that a review shows which one went.
public struct Baseline: Codable, Sendable, Equatable {
    public static let currentVersion = 2

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
        /// What is found and allowed, and how often it was found: `forward: over budget`, `special-row-3`.
        public var allowances: [String: Int]
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
        /// Elements that are not the float nearest to the real result; nil where machines differ.
        public var misrounded: Int?
    }

    /// What a run found, as a baseline for others.
    ///
    /// - Throws: `BaselineError` for a record of an older version that lists only a part of what was found.
    public init(_ record: RunRecord) throws {
        plumbline = record.plumbline
        subject = record.subject.name
        seed = record.seed
        cases = record.cases
        implementations = [:]
        for operation in record.operations {
            for found in operation.implementations {
                implementations[found.name] = try Entry(found, of: operation)
            }
        }
    }

    /// How many allowances there are.
    public var allowanceCount: Int { implementations.values.reduce(0) { $0 + $1.allowances.count } }
}

extension Baseline.Entry {
    fileprivate init(_ found: ImplementationRecord, of operation: OperationRecord) throws {
        guard let sorts = found.unexpectedSorts else {
            throw BaselineError(
                "the run is of an older version, which did not keep all that it found of \(found.name); run it again")
        }
        self.operation = operation.name
        values = Baseline.Errors(found.forward, found)
        gradient = found.gradient.map { Baseline.Errors($0, found) }
        allowances = sorts
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
        misrounded = isKept ? check.misrounded : nil
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
            guard version >= Self.currentVersion else {
                throw BaselineError(
                    "the baseline '\(path)' has baselineVersion \(version), which did not say all that it allows; check again "
                        + "and save it anew: verify baseline save --output \(shellQuoted(path))")
            }
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
