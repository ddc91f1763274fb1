import Values
import Verification

/// Something that a sweep says of a function apart from single errors: a title, and a sentence without its full stop.
struct SweepStatement: Hashable {
    enum Kind { case holds, open, finding }

    let title: String
    let sentence: String
    var kind = Kind.holds

    var isFinding: Bool { kind == .finding }

    /// A sign that reads as text.
    var symbol: String {
        switch kind {
        case .holds: "✓"
        case .open: "–"
        case .finding: "✗"
        }
    }
}

extension SweepCertificate {
    var statements: [SweepStatement] {
        [symmetryStatement, orderStatement, rangeStatement] + flushingStatements + defectStatements
            + conflictStatements
    }

    private var symmetryStatement: SweepStatement {
        func statement(_ sentence: String, _ kind: SweepStatement.Kind) -> SweepStatement {
            SweepStatement(title: "symmetry", sentence: sentence, kind: kind)
        }
        guard let parity else {
            return statement("the definition is neither even nor odd, as far as its form shows", .open)
        }
        let word = parity.rawValue
        switch symmetry {
        case nil: return statement("the definition is \(word); no two mirrored binades are covered in full", .open)
        case .holds(let pairs):
            return statement(
                "\(word), bit for bit, in \(pairs == 1 ? "the" : "all") \(counted(pairs, "mirrored pair")) of binades",
                .holds)
        case .broken(let binade, let pairs):
            return statement(
                "the definition is \(word), but the outputs differ in \(counted(pairs, "mirrored pair")) of binades, "
                    + "the first of them \(SweepBinade(number: binade).text)", .finding)
        }
    }

    private var orderStatement: SweepStatement {
        let disorders = pieces.reduce(0) { $0 + $1.disorders }
        guard disorders > 0, let first = pieces.compactMap(\.firstDisorder).min() else {
            return SweepStatement(
                title: "order", sentence: "no two neighbours are in the wrong order where the real function is monotone"
            )
        }
        return SweepStatement(
            title: "order",
            sentence:
                "\(counted(disorders, "pair")) of neighbours in the wrong order where the real function is monotone, "
                + "the first of them \((first &- 1).bits) and \(Float(bitPattern: first).fullText)", kind: .finding)
    }

    private var rangeStatement: SweepStatement {
        let found = violations
        return found.isEmpty
            ? SweepStatement(title: "range", sentence: "no invariant is broken by a least or a greatest output")
            : SweepStatement(title: "range", sentence: found.joined(separator: "; "), kind: .finding)
    }

    private var flushingStatements: [SweepStatement] {
        [
            (SweepRegion.subnormalResult, "subnormal results", flushing.results),
            (.subnormalInput, "subnormal inputs", flushing.inputs),
        ]
        .map { region, title, flushing in
            let tally = self.tally { $0.region == region }
            let share = "\(countText(tally.flushed)) of \(counted(tally.inputs, "result"))"
            switch flushing {
            case nil: return SweepStatement(title: title, sentence: "none are covered", kind: .open)
            case .some(.none):
                return SweepStatement(title: title, sentence: "kept: no result is zero that should not be")
            case .some(.some):
                return SweepStatement(
                    title: title, sentence: "some are treated as zero: \(share)", kind: .finding)
            case .some(.all):
                let name = region == .subnormalResult ? "FTZ" : "DAZ"
                return SweepStatement(
                    title: title, sentence: "treated as zero (\(name)): \(share)", kind: .finding)
            }
        }
    }

    private var defectStatements: [SweepStatement] {
        let found = allDefects
        guard !found.isEmpty else { return [SweepStatement(title: "defects", sentence: "none were found")] }
        return found.map { SweepStatement(title: "defect", sentence: $0.description, kind: .finding) }
    }

    private var conflictStatements: [SweepStatement] {
        conflicts.map { SweepStatement(title: "conflict", sentence: $0.description, kind: .finding) }
    }
}
