import Values
public import Verification

/// What is proved of all functions of one number: for values and gradients the largest error over all 2^32 inputs, against
/// the ceilings that every one of them is held to.
///
/// It holds machine-independent facts only, and so is a part of the published report.
public struct CeilingsTable {
    /// What a function's error may be, in ulps; more is an exception, which needs a reason.
    public static func ceiling(_ direction: SweepReference.Direction) -> Double { direction == .forward ? 1 : 4 }

    /// By function, then direction.
    let rows: [Row]

    struct Row {
        let function: String
        let direction: SweepReference.Direction
        /// In nine digits; nil when no input has an error, as those of comparisons.
        let error: String?
        /// An upper bound, in ulps.
        let bound: Double
        let worstInput: UInt32?
        let misrounded: Int
        let verdict: Verdict
        /// Why the ceiling is exceeded, as the specification says.
        let reason: String?

        enum Verdict { case holds, exception, unexplained, fails, incomplete(Int) }

        var check: String { direction == .forward ? "values" : "gradient" }
        var ceilingText: String { "\(decimalText(CeilingsTable.ceiling(direction), digits: 6)) ulp" }
        var worstText: String { worstInput?.bits ?? "–" }

        var verdictText: String {
            switch verdict {
            case .holds: "proven"
            case .exception: "exception: \(reason ?? "")"
            case .unexplained: "exceeds the ceiling, and no reason is given"
            case .fails: "fails"
            case .incomplete(let inputs): "not proven: covers \(countText(inputs)) of \(countText(1 << 32))"
            }
        }

        var isFinding: Bool {
            switch verdict {
            case .holds, .exception: false
            case .unexplained, .fails, .incomplete: true
            }
        }
    }

    public init(_ proofs: [ProofRecord] = []) {
        rows = proofs.map(Row.init)
            .sorted { ($0.function, $0.check == "values" ? 0 : 1) < ($1.function, $1.check == "values" ? 0 : 1) }
    }

    public var isEmpty: Bool { rows.isEmpty }

    // MARK: Texts

    static let title = "Proven over all 2^32 inputs"
    static let header = [
        "function", "check", "largest error", "worst input", "misrounded", "ceiling", "verdict",
    ]

    /// The result in a sentence.
    var summary: String {
        func count(_ direction: SweepReference.Direction) -> Int {
            rows.count { $0.direction == direction && !$0.isFinding }
        }
        let exceptions = rows.count { if case .exception = $0.verdict { true } else { false } }
        let findings = rows.count { $0.isFinding }
        var text =
            "Proven on every float32: the values of \(counted(count(.forward), "function")) and the gradients of "
            + "\(counted(count(.gradient), "function")), \(exceptions == 0 ? "with no exception" : "with \(counted(exceptions, "exception"))") "
            + "to the ceilings of 1 ulp for values and 4 ulp for gradients."
        if findings > 0 {
            text += " \(counted(findings, "sweep")) \(findings == 1 ? "proves" : "prove") no such thing."
        }
        return text
    }

    static let explanation =
        "Errors are in units in the last place of the real result. Their certificates are in Reports/certificates; "
        + "'verify recheck' proves any part of one again."

    /// The section of a Markdown report; empty without certificates.
    public var markdown: String {
        guard !isEmpty else { return "" }
        let cells = rows.map { row in
            [
                MarkdownText.plain(row.function), row.check, row.error.map { "\(MarkdownText.plain($0)) ulp" } ?? "–",
                row.worstInput.map { MarkdownText.code($0.bits) } ?? "–", countText(row.misrounded), row.ceilingText,
                row.isFinding ? "**\(MarkdownText.plain(row.verdictText))**" : MarkdownText.plain(row.verdictText),
            ]
        }
        return """
            ## \(Self.title)

            \(summary)

            \(MarkdownText.table(Self.header, cells))
            \(Self.explanation)
            """
    }

    /// The same for an HTML report.
    var markup: Markup {
        guard !isEmpty else { return .none }
        let lines: [Markup] = rows.map { row in
            """
            <tr><td>\(row.function)</td><td>\(row.check)</td>\
            <td class="number">\(row.error.map { "\($0) ulp" } ?? "–")</td><td><code>\(row.worstText)</code></td>\
            <td class="number">\(countText(row.misrounded))</td><td class="number">\(row.ceilingText)</td>\
            <td class="\(row.isFinding ? "failed" : "words")">\(row.verdictText)</td></tr>

            """
        }
        let titles: [Markup] = Self.header.enumerated().map { place, title in
            "<th scope=\"col\" class=\"\([2, 4, 5].contains(place) ? "number" : "words")\">\(title)</th>"
        }
        return """
            <section class="part" id="ceilings">
            <h2>\(Self.title)</h2>
            <p class="summary">\(summary)</p>
            <div class="scroll" tabindex="0" role="region" aria-label="what is proven"><table><thead><tr>\(titles)</tr></thead>
            <tbody>\(lines)</tbody></table></div>
            <p class="quiet">\(Self.explanation)</p>
            </section>

            """
    }
}

extension CeilingsTable.Row {
    init(_ proof: ProofRecord) {
        function = proof.functionText
        direction = proof.direction
        bound = proof.bound
        error = proof.error
        worstInput = proof.worst.flatMap { Float(bitsOf: $0)?.bitPattern }
        misrounded = proof[.misrounded]
        reason = proof.reason
        verdict =
            if !proof.passes {
                .fails
            } else if !proof.isComplete {
                .incomplete(proof.inputs)
            } else if proof.keepsCeiling {
                .holds
            } else {
                proof.reason == nil ? .unexplained : .exception
            }
    }
}

extension ProofRecord {
    /// Whether every error is at most the ceiling. Nine digits do not tell 1 from a little more; counts do.
    fileprivate var keepsCeiling: Bool {
        let ceiling = CeilingsTable.ceiling(direction)
        guard bound == ceiling else { return bound < ceiling }
        switch direction {
        case .forward: return self[.aboveOneUlp] == 0
        case .gradient: return (ulps(ofBudget: budget) ?? .infinity) <= ceiling && self[.overBudget] == 0
        }
    }
}
