internal import Multiprecision
internal import Oracle
internal import Specifications
internal import Values

/// What a sweep has proved, so that others can check any part of it again: what was computed by what, against which
/// models, with which result, piece by piece. Pieces of one sweep that ran on several machines merge into one.
public struct SweepCertificate: Sendable, Hashable, Codable {
    public static let currentVersion = 1

    public var version = SweepCertificate.currentVersion
    /// The specification's operation.
    public let operation: String
    public let direction: SweepReference.Direction
    /// The definition's text with the values of attributes, and the fingerprint of it and of all rules of the specification
    /// that decide what is right.
    public let definition: String
    public let definitionFingerprint: String
    /// The values of attributes, by name.
    public let attributes: [String: String]
    /// The formula that blocks were modelled by; nil when every input was judged by itself.
    public let formula: String?
    /// What the formula is under a change of sign, as far as its structure shows.
    public let parity: ScalarParity?
    public let budget: String
    /// The subject's name and function.
    public let subject: String
    public let function: String
    /// What identifies the subject's code.
    public let identity: [String: String]
    /// The machine and the libraries that the proof was made with. Nothing in the results depends on it but for the subject.
    public var environment: [String: String]
    /// In order of encodings.
    public var pieces: [SweepPiece]
    /// What is wrong with the subject apart from its values, looked for before the sweep.
    public var defects: [SubjectDefect]
    /// Pieces that were computed twice with different output bits.
    public var conflicts: [Conflict] = []

    public enum ScalarParity: String, Sendable, Codable { case even, odd }

    public struct Conflict: Sendable, Hashable, Codable {
        public let first: UInt32
        public let last: UInt32
        /// The fingerprints of the outputs, in the order in which they came.
        public let fingerprints: [String]
    }

    public init(
        of sweep: Sweep, pieces: [SweepPiece], defects: [SubjectDefect], environment: [String: String]
    ) {
        let reference = sweep.reference
        operation = reference.specification.operation
        direction = reference.direction
        definition = reference.definition
        definitionFingerprint = reference.fingerprint
        attributes = Dictionary(
            uniqueKeysWithValues: reference.attributes.map { ($0.key, "\($0.value)") })
        formula = reference.formula?.text
        parity = reference.formula?.parity.map { $0 == .even ? .even : .odd }
        budget = reference.budget.text
        subject = sweep.subject.name
        function = sweep.subject.function
        identity = sweep.subject.identity
        self.environment = environment
        self.pieces = pieces
        self.defects = defects
    }

    /// The encodings that are covered.
    public var inputs: Int { pieces.reduce(0) { $0 + $1.inputs } }

    /// Whether all 2^32 encodings are.
    public var isComplete: Bool { inputs == 1 << 32 }

    /// The sum of all rows, or of some.
    public func tally(where isIncluded: (SweepPiece.Row) -> Bool = { _ in true }) -> SweepTally {
        var sum = SweepTally()
        for piece in pieces { sum.add(piece.tally(where: isIncluded)) }
        return sum
    }

    /// The worst input of all: the largest error, of equal ones the first encoding.
    public var worst: SweepPiece.Worst? {
        pieces.compactMap(\.worst).max { ($0.least, $1.input) < ($1.least, $0.input) }
    }

    /// An upper bound of all errors that are measured, in ulps.
    public var bound: Double { pieces.compactMap(\.worst?.bound).max() ?? 0 }

    public var allDefects: [SubjectDefect] { defects + pieces.flatMap(\.defects) }

    /// Whether nothing is worth showing.
    public var passes: Bool {
        let tally = self.tally()
        return !tally.hasFindings && allDefects.isEmpty && conflicts.isEmpty && violations.isEmpty
    }

    /// Invariants of the specification that an output does not keep, a line each.
    public var violations: [String] { pieces.flatMap(\.violations) }
}

// MARK: Merging

extension SweepCertificate {
    /// Adds the pieces of another certificate of the same sweep.
    ///
    /// A piece that both have is kept once; where its outputs differ, that is a conflict, which is a finding.
    ///
    /// - Throws: `SweepError` that names what is not the same, or pieces that overlap without being the same.
    public mutating func merge(_ other: SweepCertificate) throws {
        func same(_ what: String, _ mine: String, _ its: String) throws {
            guard mine == its else { throw SweepError("the \(what) differ: '\(mine)' and '\(its)'") }
        }
        try same("versions of the format", "\(version)", "\(other.version)")
        try same("operations", operation, other.operation)
        try same("directions", direction.rawValue, other.direction.rawValue)
        try same("definitions", definition, other.definition)
        try same("rules of the specifications", definitionFingerprint, other.definitionFingerprint)
        try same("budgets", budget, other.budget)
        try same("subjects", subject, other.subject)
        try same("functions", function, other.function)
        for key in Set(identity.keys).union(other.identity.keys).sorted() where !Self.isPlace(key) {
            try same("subjects' facts '\(key)'", identity[key] ?? "none", other.identity[key] ?? "none")
        }
        for (key, value) in other.environment where environment[key] != value {
            // The same whatever the order in which parts come.
            let all = [environment[key], value].compactMap { $0 }.flatMap { $0.split(separator: "; ").map(String.init) }
            environment[key] = Set(all).sorted().joined(separator: "; ")
        }
        var byRange: [ClosedRange<UInt32>: SweepPiece] = [:]
        for piece in pieces { byRange[piece.first...piece.last] = piece }
        for piece in other.pieces {
            let range = piece.first...piece.last
            if let mine = byRange[range] {
                if mine.fingerprint != piece.fingerprint {
                    conflicts.append(
                        Conflict(
                            first: piece.first, last: piece.last, fingerprints: [mine.fingerprint, piece.fingerprint]))
                } else if mine.plan != piece.plan {
                    throw SweepError(
                        "the models for \(Float(bitPattern: piece.first).bitsText) to "
                            + "\(Float(bitPattern: piece.last).bitsText) differ: one oracle is not the other")
                }
                continue
            }
            if let clash = byRange.keys.first(where: { $0.overlaps(range) }) {
                throw SweepError(
                    "the pieces \(Float(bitPattern: clash.lowerBound).bitsText) to "
                        + "\(Float(bitPattern: clash.upperBound).bitsText) and \(Float(bitPattern: range.lowerBound).bitsText) to "
                        + "\(Float(bitPattern: range.upperBound).bitsText) overlap without being the same")
            }
            byRange[range] = piece
        }
        pieces = byRange.values.sorted { $0.first < $1.first }
        for defect in other.defects where !defects.contains(defect) { defects.append(defect) }
        for conflict in other.conflicts where !conflicts.contains(conflict) { conflicts.append(conflict) }
        conflicts.sort { $0.first < $1.first }
    }

    /// Facts that tell where a library lies, not what it is.
    static func isPlace(_ key: String) -> Bool { key == "path" || key == "library" }
}

// MARK: Symmetry

extension SweepCertificate {
    /// What the fingerprints of mirrored binades say about a formula that is even or odd.
    public enum Symmetry: Sendable, Hashable {
        /// The outputs of all mirrored pairs of binades that are covered are bit for bit what the formula's parity says.
        case holds(pairs: Int)
        /// Some pairs differ; the first of them.
        case broken(binade: Int, pairs: Int)
    }

    /// Nil when the formula shows no parity, or no pair of binades is covered in full. NaN and infinite inputs are left out.
    public var symmetry: Symmetry? {
        guard parity != nil else { return nil }
        var byBinade: [Int: SweepPiece.Outputs] = [:]
        for outputs in pieces.flatMap(\.outputs) where outputs.inputs == 1 << 23 { byBinade[outputs.binade] = outputs }
        var pairs = 0
        var broken: [Int] = []
        for binade in 0..<255 {
            guard let positive = byBinade[binade], let negative = byBinade[binade + 256] else { continue }
            // Where there is no number, there is no symmetry: the sign of NaN says nothing.
            guard positive.nans == 0, negative.nans == 0 else { continue }
            pairs += 1
            if positive.fingerprint != negative.fingerprint { broken.append(binade) }
        }
        guard pairs > 0 else { return nil }
        return broken.first.map { .broken(binade: $0, pairs: broken.count) } ?? .holds(pairs: pairs)
    }

    /// What results in the subnormal range show: whether they, or subnormal inputs, are treated as zero.
    public enum Flushing: String, Sendable {
        case none
        case some
        case all
    }

    /// Nil when no result was in that range.
    public var flushing: (results: Flushing?, inputs: Flushing?) {
        func flushing(_ region: SweepRegion) -> Flushing? {
            let tally = self.tally { $0.region == region }
            guard tally.inputs > 0 else { return nil }
            return tally.flushed == 0 ? Flushing.none : tally.flushed * 10 >= tally.inputs * 9 ? .all : .some
        }
        return (flushing(.subnormalResult), flushing(.subnormalInput))
    }
}

extension SweepReference {
    /// The fingerprint of everything in the specification that decides what is right.
    public var fingerprint: String {
        var hash = Fingerprint()
        hash.combine(definition)
        hash.combine(specification.kind.rawValue)
        hash.combine(specification.nonfinite.rawValue)
        for row in specification.specials { hash.combine(row.text) }
        for row in specification.kinks {
            hash.combine(row.condition.source.text)
            hash.combine(row.gradient.source.text)
        }
        hash.combine("\(specification.inputs[0].domain)")
        return hash.text
    }
}
