import Verification

extension MarkdownReport {
    /// What was found about one implementation.
    func section(_ implementation: ImplementationRecord, of operation: OperationRecord) -> String {
        let parts = [
            heading(implementation),
            checks(implementation, of: operation),
            sentences(implementation) + proofs(implementation, of: operation),
            frontiers(implementation),
            findings(implementation),
            worst(implementation),
        ]
        return parts.filter { !$0.isEmpty }.joined(separator: "\n")
    }

    private func heading(_ implementation: ImplementationRecord) -> String {
        let text = "### \(MarkdownText.code(implementation.name)): \(implementation.outcome.text)\n"
        var sentences: [String] = []
        if let summary = implementation.summary { sentences.append("Computed as: \(MarkdownText.plain(summary)).") }
        if implementation.isMachineDependent {
            sentences.append("Its last bits may differ between machines, so that its numbers are left out here.")
        }
        if let reason = implementation.expectedReason, implementation.outcome == .failedAsExpected {
            sentences.append("Fails as expected: because \(MarkdownText.plain(reason)).")
        }
        return sentences.isEmpty ? text : text + "\n" + sentences.joined(separator: " ") + "\n"
    }

    /// A row for values and one for the gradient: verdict counts, the largest error and what replays it.
    func checks(_ implementation: ImplementationRecord, of operation: OperationRecord) -> String {
        let checks =
            [(Check.values, implementation.forward)] + (implementation.gradient.map { [(.gradient, $0)] } ?? [])
        let rows = checks.filter { $0.1.status != .notRun }.map { check, record in
            [
                check.title, implementation.state(of: check, in: operation).text,
                countText(record.cases), countText(record.elements),
            ] + (implementation.isMachineDependent ? [] : measured(record))
        }
        guard !rows.isEmpty else { return "" }
        let header = ["check", "result", "cases", "elements"]
        let measuredHeader = ["verdicts", "largest error of the sample", "replay"]
        return MarkdownText.table(header + (implementation.isMachineDependent ? [] : measuredHeader), rows)
    }

    private func measured(_ check: CheckRecord) -> [String] {
        var counts = check.countedVerdicts.map { "\(countText($0.count)) \($0.verdict.text)" }
        if check.silentlyWrong > 0 { counts.append("of these \(countText(check.silentlyWrong)) **silently wrong**") }
        if check.kinks > 0 { counts.append("\(countText(check.kinks)) left out at kinks") }
        return [
            counts.joined(separator: ", "), check.maximumText ?? "–",
            check.worstReplay.map(MarkdownText.code) ?? "–",
        ]
    }

    /// What a sweep proves, beside the samples.
    func proofs(_ implementation: ImplementationRecord, of operation: OperationRecord) -> String {
        operation.proofs(of: implementation.name).map { proof in
            let check = proof.check == "forward" ? "values" : "gradient"
            let of = proof.attributes.isEmpty ? "" : " of \(MarkdownText.plain(proof.functionText))"
            let error = proof.error.map { "largest error \(MarkdownText.plain($0)) ulp" } ?? "no error"
            let worst = proof.worst.map { " at \(MarkdownText.code($0.hexFirst))" } ?? ""
            return "- Exhaustive sweep of the \(check)\(of), \(proof.coverageText): \(error)\(worst), "
                + "\(countText(proof[.misrounded])) misrounded.\n"
        }.joined()
    }

    /// Formula, finite differences and determinism.
    func sentences(_ implementation: ImplementationRecord) -> String {
        var lines = implementation.formula.map { ["Formula: \(MarkdownText.plain($0.sentence))."] } ?? []
        if let differences = implementation.differences {
            let sentence =
                implementation.isMachineDependent
                ? "\(implementation.outcomeOfDifferences)" : MarkdownText.plain(differences.sentence)
            lines.append("Finite differences: \(sentence).")
        }
        let determinism = implementation.determinism
        lines.append(
            implementation.isMachineDependent && determinism.differing > 0
                ? "Determinism: results changed bits between runs."
                : "Determinism: \(implementation.determinismSentence).")
        return lines.map { "- \($0)\n" }.joined()
    }

    /// Longer tables of frontiers are folded.
    private static let openFrontiers = 8

    /// The frontiers: where results change class, as adjacent floats.
    func frontiers(_ implementation: ImplementationRecord) -> String {
        guard !implementation.isMachineDependent, !implementation.frontiers.isEmpty else { return "" }
        let rows = implementation.frontiers.map { frontier in
            [
                MarkdownText.plain(frontier.probe), frontier.size.map(countText) ?? "–",
                "\(MarkdownText.plain(frontier.direction)), \(MarkdownText.code(frontier.observed))",
                MarkdownText.code(frontier.lastGood.hexFirst)
                    + (frontier.beforeNote.map { "<br>\(MarkdownText.plain($0))" } ?? ""),
                MarkdownText.code(frontier.firstBad.hexFirst), MarkdownText.plain(frontier.change),
                MarkdownText.plain(frontier.inherence),
                MarkdownText.code(frontier.replay),
            ]
        }
        let table = MarkdownText.table(
            ["probe", "n", "of", "last good", "first bad", "change", "inherent?", "replay"], rows)
        return rows.count <= Self.openFrontiers
            ? "Frontiers:\n\n" + table
            : MarkdownText.details("\(rows.count) frontiers of \(implementation.name)", table)
    }
}

extension ImplementationRecord {
    /// Finite differences without a number.
    fileprivate var outcomeOfDifferences: String {
        switch differences?.status {
        case .passed: "they agree with the adjoint"
        case .failed: "they contradict the adjoint"
        case .notRun, nil: "not taken"
        }
    }
}
