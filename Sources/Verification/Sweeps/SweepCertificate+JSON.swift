public import Foundation
internal import Values

/// A certificate as a file: what `verify sweep` writes, and merging and rechecking read.
extension SweepCertificate {
    /// What the file says that it is.
    public static let format = "sweep certificate"

    /// The file's bytes, ending with a line break: keys in order, a piece a line. Equal certificates give equal bytes.
    public var json: Data {
        get throws {
            var entries: [String: CertificateText.Entry] = [
                "format": .value(Self.format), "version": .value(version), "operation": .value(operation),
                "direction": .value(direction), "definition": .value(definition),
                "definitionFingerprint": .value(definitionFingerprint), "attributes": .value(attributes),
                "budget": .value(budget), "subject": .value(subject), "function": .value(function),
                "identity": .value(identity), "environment": .value(environment), "pieces": .lines(pieces),
                "defects": .lines(defects), "conflicts": .lines(conflicts),
            ]
            if let formula { entries["formula"] = .value(formula) }
            if let parity { entries["parity"] = .value(parity) }
            return Data(try CertificateText.text(entries).utf8)
        }
    }

    /// Reads what `json` wrote.
    ///
    /// - Parameter file: the name to use in messages.
    /// - Throws: `SweepError`, which names the file and the place: another version of the format, whatever else the file
    ///   holds; no certificate; numbers that no sweep can have.
    public init(json: Data, file: String) throws {
        self = try CertificateText.read(json, file: file, format: Self.format, version: Self.currentVersion)
        func refuse(_ place: String, _ what: String) -> SweepError {
            SweepError("'\(file)' is no \(Self.format): \(place): \(what)")
        }
        var previous: UInt32?
        for (number, piece) in pieces.enumerated() {
            if let previous, piece.first <= previous {
                throw refuse("pieces[\(number)].first", "the piece before it goes as far as this")
            }
            if let problem = piece.problem { throw refuse("pieces[\(number)]\(problem.place)", problem.what) }
            previous = piece.last
        }
    }
}

extension SweepPiece {
    /// What no run can have written: certificates come from files.
    fileprivate var problem: (place: String, what: String)? {
        guard first <= last else { return (".last", "less than 'first'") }
        guard first >> 24 == last >> 24 else { return (".last", "beyond the shard that 'first' is in") }
        let all = 0...1 << 32
        for (name, text) in [("fingerprint", fingerprint), ("plan", plan)] {
            guard Fingerprint.isText(text) else { return (".\(name)", "no sixteen hexadecimal digits") }
        }
        for (number, row) in rows.enumerated() {
            let place = ".rows[\(number)]"
            guard (Int(first >> 23)...Int(last >> 23)).contains(row.binade) else {
                return ("\(place).binade", "not in the piece")
            }
            let tally = row.tally
            guard tally.histogram.count == SweepTally.bins else {
                return ("\(place).tally.histogram", "expected \(SweepTally.bins) counts")
            }
            let counts = [
                tally.inputs, tally.correctlyRounded, tally.faithful, tally.misrounded, tally.aboveOneUlp,
                tally.overBudget, tally.wrongClass, tally.undecidedRounding, tally.undecidedBudget, tally.flushed,
                tally.measured,
            ]
            guard (counts + tally.histogram).allSatisfy(all.contains) else {
                return ("\(place).tally", "a count that is negative, or of more inputs than there are")
            }
        }
        guard all.contains(disorders) else { return (".disorders", "not a count") }
        for (number, output) in outputs.enumerated() {
            let place = ".outputs[\(number)]"
            guard (0..<512).contains(output.binade) else { return ("\(place).binade", "not between 0 and 511") }
            guard all.contains(output.inputs), all.contains(output.nans) else { return (place, "not a count") }
        }
        guard rows.reduce(0, { $0 + $1.tally.inputs }) == inputs || !defects.isEmpty else {
            return (".rows", "the inputs of the rows do not add up to those of the piece")
        }
        return nil
    }
}

extension Fingerprint {
    /// Whether a text is a fingerprint's.
    static func isText(_ text: String) -> Bool {
        text.utf8.count == 16 && text.utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
    }
}
