import Values
import Verification

// A sweep in words, the same ones in the terminal, in Markdown and in HTML.

extension SweepCertificate {
    /// How many float32 there are.
    static let everything = 1 << 32

    /// The result in one sentence, without its full stop. It is a proof only when every input was covered:
    ///
    ///     proven: all 4,294,967,296 float32 inputs of exp, computed by expf of libm.so.6, are within 1 ulp; largest error
    ///     0.501636880 ulp at 0xBBE7328F; 170,648 misrounded
    var answer: String {
        let tally = self.tally()
        var clauses: [String] = []
        if tally.wrongClass > 0 { clauses.append("\(countText(tally.wrongClass)) of a wrong class") }
        if tally.overBudget > 0 { clauses.append("\(countText(tally.overBudget)) over the budget of \(budget)") }
        if tally.undecidedBudget > 0 { clauses.append("\(countText(tally.undecidedBudget)) undecided") }
        if let worst { clauses.append("largest error \(worst.shortText) at \(worst.input.bits)\(restText)") }
        clauses.append("\(countText(tally.misrounded)) misrounded")
        if unjudged > 0 { clauses.append("\(countText(unjudged)) not judged") }
        if !passes, !tally.hasFindings { clauses.append("other findings") }
        let rest = clauses.joined(separator: "; ")
        let whole = "\(countText(Self.everything)) float32 inputs of \(functionText), \(subjectText)"
        guard isComplete else {
            return "\(passes ? "not proven" : "fails"): covers \(countText(inputs)) of \(whole): \(rest)"
        }
        return passes
            ? "proven: all \(whole), are \(claim); \(rest)"
            : "proven to fail: of all \(whole), \(rest)"
    }

    /// What holds of all results. A correctly rounded result is within any budget, but may not be within as many ulps.
    private var claim: String {
        if budget == "exact" { return "exact" }
        let limit = budget.split(separator: " ").first.flatMap { Double($0) } ?? .infinity
        guard limit < 0.5, bound > limit else { return "within \(budget)" }
        return self.tally().misrounded == 0 ? "correctly rounded" : "correctly rounded or within \(budget)"
    }

    /// What the largest error leaves open, where more inputs come as close to it than could be told apart.
    private var restText: String {
        guard let worst, bound > worst.most else { return "" }
        return ", and none above \(UlpText.bound(bound)) ulp"
    }

    /// `exp`, or `gradient of elu with alpha = 2`.
    var functionText: String {
        (direction == .gradient ? "the gradient of " : "") + operation + attributeText
    }

    private var attributeText: String {
        attributes.isEmpty
            ? ""
            : " with " + attributes.sorted { $0.key < $1.key }.map { "\($0.key) = \($0.value)" }.joined(separator: ", ")
    }

    /// `computed by expf of libm.so.6`
    var subjectText: String {
        guard let library = identity["library"] else {
            return "computed by \(identity["implementation"] ?? function) of the \(subject)"
        }
        return "computed by \(function) of \(library.split(separator: "/").last.map(String.init) ?? library)"
    }

    /// The result as a sentence of prose.
    var answerSentence: String { answer.prefix(1).uppercased() + answer.dropFirst() + "." }

    var unjudged: Int { tally { $0.region == .unjudged }.inputs }

    /// Whether values, or anything else, failed.
    var verdictText: String { passes ? isComplete ? "proven" : "not proven" : "fails" }

    // MARK: Counts

    /// What was counted, with what it means where that is not plain.
    var counts: [(name: String, count: Int, note: String?)] {
        let tally = self.tally()
        var counts: [(String, Int, String?)] = [
            ("inputs", inputs, isComplete ? "all float32" : "of \(countText(Self.everything))"),
            ("correctly rounded", tally.correctlyRounded, nil),
            ("misrounded", tally.misrounded, nil),
            ("of these faithful", tally.faithful, "one of the two neighbours of the real result"),
            ("above 1 ulp", tally.aboveOneUlp, nil),
            ("over budget", tally.overBudget, "the budget is \(budget)"),
            ("wrong class", tally.wrongClass, firstOfWrongClass),
            (
                "undecided", tally.undecidedBudget,
                tally.undecidedBudget == 0 ? nil : "whether they are within the budget"
            ),
            (
                "undecided roundings", tally.undecidedRounding,
                tally.undecidedRounding == 0 ? nil : "ties that no precision tells from their neighbourhood"
            ),
        ]
        counts.append(("not judged", unjudged, unjudged == 0 ? nil : reasonsNotToJudge))
        return counts
    }

    private var firstOfWrongClass: String? {
        tally().wrongInput.map { "first at \(Float(bitPattern: $0).fullText)" }
    }

    private var reasonsNotToJudge: String {
        let isSilent = pieces.contains { $0.defects.contains { $0.kind == .crash || $0.kind == .hang } }
        let outside =
            direction == .gradient
            ? "NaN, infinities, and inputs outside the domain or where there is no derivative"
            : "outside the domain, or nothing says what is right there"
        return isSilent ? "the subject gave no answer; or \(outside)" : outside
    }

    // MARK: The worst input

    /// The worst input: what it is, what came out and what should have, and how to see it again.
    var worstFacts: [(name: String, value: String)] {
        guard let worst else { return [] }
        var facts = [
            ("largest error", "\(worst.shortText)\(restText)"),
            ("input", Float(bitPattern: worst.input).fullText),
            ("result", Float(bitPattern: worst.output).fullText),
            ("real result", worst.expected),
            ("replay", replay(worst.input)),
        ]
        if direction == .forward, specificationFile == nil {
            facts.append(
                (
                    "certified",
                    (["verify oracle \(operation)"] + attributeOptions + [worst.input.bits]).joined(separator: " ")
                ))
        }
        return facts
    }

    /// The specification's file, for functions that Plumbline has none of its own for.
    private var specificationFile: String? { environment["specification"] }

    private var attributeOptions: [String] {
        attributes.sorted { $0.key < $1.key }.map { "--attribute \(shellWord("\($0.key)=\($0.value)"))" }
    }

    /// The command that sweeps one input again.
    func replay(_ input: UInt32) -> String {
        var words = ["verify sweep"]
        words.append(specificationFile.map { "--spec \(shellWord($0))" } ?? shellWord(implementation))
        words += attributeOptions
        if direction == .gradient { words.append("--gradient") }
        if let library = identity["library"] {
            words.append("--library \(shellWord(library)) --symbol \(shellWord(identity["symbol"] ?? function))")
            if let form = identity["form"] { words.append("--form \(shellWord(form))") }
        }
        words.append("--range \(input.bits)..\(input.bits)")
        return words.joined(separator: " ")
    }

    private var implementation: String { identity["implementation"] ?? operation }

    // MARK: Identity

    /// What was compared with what.
    var definitionFacts: [(name: String, value: String)] {
        var facts = [("definition", definitionText)]
        if let formula { facts.append(("modelled as", formula)) }
        facts.append(("rules", definitionFingerprint))
        facts.append(("models", fingerprint(\.plan)))
        facts.append(("outputs", fingerprint(\.fingerprint)))
        facts.append(("budget", budget))
        facts.append(("subject", subject))
        facts.append(("function", function))
        return facts + identity.sorted { $0.key < $1.key }.map { ("subject's \($0.key)", $0.value) }
    }

    /// The formula and the values of attributes, on one line.
    private var definitionText: String {
        let prefix = direction.rawValue + " "
        let text = definition.hasPrefix(prefix) ? String(definition.dropFirst(prefix.count)) : definition
        return text.split(whereSeparator: \.isNewline).joined(separator: "; ")
    }

    var environmentFacts: [(name: String, value: String)] {
        environment.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    /// The pieces' fingerprints as one, by which two sweeps of the same ranges are compared at a glance.
    private func fingerprint(_ text: KeyPath<SweepPiece, String>) -> String {
        let digest = SHA256.hexDigest(of: pieces.map { $0[keyPath: text] }.joined(separator: "\n").utf8)
        return String(digest.prefix(16))
    }
}

extension UInt32 {
    /// An encoding: `0xBBE7328F`.
    var bits: String { Float(bitPattern: self).bitsText }
}

/// A word as a POSIX shell reads it back.
func shellWord(_ text: String) -> String {
    let isPlain = text.unicodeScalars.allSatisfy {
        $0.isASCII
            && ($0.properties.isAlphabetic || ("0"..."9").contains($0) || "-_./=:,+@%".unicodeScalars.contains($0))
    }
    return isPlain && !text.isEmpty ? text : "'" + text.replacing("'", with: "'\\''") + "'"
}

extension SweepPiece.Worst {
    /// The error with its unit; of one that is as good as none, no more than that: `below 1e-09 ulp`.
    var shortText: String { most > 0 && most < 1e-9 ? "below 1e-09 ulp" : "\(errorText) ulp" }
}
