import Verification

extension MarkdownReport {
    /// What is worth showing. Expected failures are examples and stand in a table of their own.
    func findings(_ implementation: ImplementationRecord) -> String {
        if implementation.isMachineDependent && !implementation.outcome.failsRun { return "" }
        let expected = implementation.findings.filter(\.isExpected)
        let unexpected = implementation.findings.filter { !$0.isExpected }
        var parts: [String] = []
        if !unexpected.isEmpty { parts.append("Findings:\n\n" + unexpected.map(line).joined()) }
        if !expected.isEmpty {
            parts.append("How it fails, as expected:\n\n" + examples(expected.compactMap(\.element)))
            let others = expected.filter { $0.element == nil }
            if !others.isEmpty { parts.append(others.map(line).joined()) }
        }
        let rest = implementation.findingCount - implementation.findings.count
        if rest > 0 && !implementation.isMachineDependent { parts.append("And \(counted(rest, "more finding")).\n") }
        return parts.filter { !$0.isEmpty }.joined(separator: "\n")
    }

    /// The record's own line, which names the inputs, with the words that must not be overlooked in bold.
    private func line(_ finding: FindingRecord) -> String {
        let words = "silently wrong"
        var message = MarkdownText.plain(finding.message)
        if finding.element?.isSilentlyWrong == true {
            message =
                message.contains(words) ? message.replacing(words, with: "**\(words)**") : "**\(words)**: \(message)"
        }
        let replay = finding.replay.map { " Replay: \(MarkdownText.code($0))." } ?? ""
        return "- \(message).\(replay)\n"
    }

    /// Inputs, what came out and what should have: a row for each case, a line for each element.
    func examples(_ elements: [ElementRecord]) -> String {
        guard !elements.isEmpty else { return "" }
        func stacked(_ elements: [ElementRecord], _ text: (ElementRecord) -> String) -> String {
            elements.map(text).joined(separator: "<br>")
        }
        let rows = elements.groupedByCase.map { elements in
            [
                MarkdownText.code(elements[0].caseText()), stacked(elements) { $0.placeAndInput.markdown },
                stacked(elements) { MarkdownText.code($0.got.decimal) },
                stacked(elements) { MarkdownText.code($0.expected) }, stacked(elements, verdict),
                MarkdownText.code(elements[0].replay),
            ]
        }
        return MarkdownText.table(["inputs", "element", "got", "real result", "verdict", "replay"], rows)
    }

    /// The worst elements, folded; the inputs of the very worst, one of each verdict, with all bits, those of the others as `verify replay` shows
    /// them.
    func worst(_ implementation: ImplementationRecord) -> String {
        guard !implementation.isMachineDependent, !implementation.worst.isEmpty else { return "" }
        var checks: Set<String> = []
        let rows = implementation.worst.map { element in
            let isNew = checks.insert("\(element.check), \(element.verdict)").inserted
            let isFirst = checks.insert(element.check).inserted || isNew && element.verdict.isFinding
            return [
                element.place.markdown, MarkdownText.code(element.inputText(isFirst ? \.hexFirst : \.decimal)),
                MarkdownText.code(element.got.hexFirst), MarkdownText.code(element.expected),
                element.errorText ?? "–", verdict(element), MarkdownText.code(element.replay),
            ]
        }
        let header = ["element", "inputs", "got", "real result", "error", "verdict", "replay"]
        return MarkdownText.details("Worst inputs of \(implementation.name)", MarkdownText.table(header, rows))
    }

    private func verdict(_ element: ElementRecord) -> String {
        element.isSilentlyWrong ? "\(element.verdict.text), **silently wrong**" : element.verdict.text
    }
}

extension String {
    /// Escaped for a paragraph or a cell.
    fileprivate var markdown: String { MarkdownText.plain(self) }
}
