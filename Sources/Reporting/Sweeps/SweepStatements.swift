import Values
import Verification

/// Something that a sweep says of a function apart from single errors: a title, a sentence without its full stop, and
/// whether it is a finding.
struct SweepStatement: Hashable {
    let title: String
    let sentence: String
    var isFinding = false
}

extension SweepCertificate {
    var statements: [SweepStatement] {
        [symmetryStatement, orderStatement, rangeStatement] + flushingStatements + defectStatements
            + conflictStatements
    }

    private var symmetryStatement: SweepStatement {
        func statement(_ sentence: String, isFinding: Bool = false) -> SweepStatement {
            SweepStatement(title: "symmetry", sentence: sentence, isFinding: isFinding)
        }
        guard let parity else { return statement("the definition is neither even nor odd, as far as its form shows") }
        let word = parity.rawValue
        switch symmetry {
        case nil: return statement("the definition is \(word); no two mirrored binades are covered in full")
        case .holds(let pairs):
            return statement(
                "\(word), bit for bit, in \(pairs == 1 ? "the" : "all") \(counted(pairs, "mirrored pair")) of binades")
        case .broken(let binade, let pairs):
            return statement(
                "the definition is \(word), but the outputs differ in \(counted(pairs, "mirrored pair")) of binades, "
                    + "the first of them \(SweepBinade(number: binade).text)", isFinding: true)
        }
    }

    private var orderStatement: SweepStatement {
        let disorders = pieces.reduce(0) { $0 + $1.disorders }
        guard disorders > 0, let first = pieces.compactMap(\.firstDisorder).min() else {
            return SweepStatement(
                title: "order", sentence: "no two neighbours are in the wrong order where the real function is monotone")
        }
        return SweepStatement(
            title: "order",
            sentence: "\(counted(disorders, "pair")) of neighbours in the wrong order where the real function is monotone, "
                + "the first of them \((first &- 1).bits) and \(Float(bitPattern: first).fullText)", isFinding: true)
    }

    private var rangeStatement: SweepStatement {
        let found = violations
        return found.isEmpty
            ? SweepStatement(title: "range", sentence: "no invariant is broken by a least or a greatest output")
            : SweepStatement(title: "range", sentence: found.joined(separator: "; "), isFinding: true)
    }

    private var flushingStatements: [SweepStatement] {
        [(SweepRegion.subnormalResult, "subnormal results", flushing.results),
            (.subnormalInput, "subnormal inputs", flushing.inputs)]
            .map { region, title, flushing in
                let tally = self.tally { $0.region == region }
                let share = "\(countText(tally.flushed)) of \(counted(tally.inputs, "result"))"
                switch flushing {
                case nil: return SweepStatement(title: title, sentence: "none are covered")
                case .some(.none):
                    return SweepStatement(title: title, sentence: "kept: no result is zero that should not be")
                case .some(.some):
                    return SweepStatement(
                        title: title, sentence: "some are treated as zero: \(share)", isFinding: true)
                case .some(.all):
                    let name = region == .subnormalResult ? "FTZ" : "DAZ"
                    return SweepStatement(
                        title: title, sentence: "treated as zero (\(name)): \(share)", isFinding: true)
                }
            }
    }

    private var defectStatements: [SweepStatement] {
        let found = allDefects
        guard !found.isEmpty else { return [SweepStatement(title: "defects", sentence: "none were found")] }
        return found.map { SweepStatement(title: "defect", sentence: $0.description, isFinding: true) }
    }

    private var conflictStatements: [SweepStatement] {
        conflicts.map { SweepStatement(title: "conflict", sentence: $0.description, isFinding: true) }
    }
}
