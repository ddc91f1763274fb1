import Verification

extension MarkdownReport {
    /// All about one operation, under a heading to which the overview links.
    func section(_ operation: OperationRecord) -> String {
        let parts = [
            "## \(MarkdownText.plain(operation.name))\n",
            MarkdownText.plain(operation.summary) + "\n",
            MarkdownText.block(operation.definition),
            facts(operation),
            charts(operation),
            anchors(operation),
        ]
        let implementations = operation.implementations.map { section($0, of: operation) }
        return (parts + implementations + [specials(operation)]).filter { !$0.isEmpty }.joined(separator: "\n")
    }

    /// Names elsewhere, budgets and the specification's file.
    func facts(_ operation: OperationRecord) -> String {
        var lines: [String] = []
        if !operation.attributes.isEmpty {
            lines.append("Attributes: " + operation.attributes.map(MarkdownText.code).joined(separator: ", "))
        }
        if !operation.names.isEmpty {
            let names = operation.foreignNames.map {
                "\(MarkdownText.plain($0.catalogue)) \(MarkdownText.code($0.name))\($0.note)"
            }
            lines.append("Elsewhere: " + names.joined(separator: ", "))
        }
        let budgets = [("values", operation.forwardBudget), ("gradient", operation.gradientBudget)]
            .compactMap { what, budget in budget.map { "\(what) \(MarkdownText.plain($0))" } }
        lines.append("Budgets: " + (budgets.isEmpty ? "none" : budgets.joined(separator: ", ")))
        lines.append(
            "Specification: \(MarkdownText.code(operation.file)) (kind: \(MarkdownText.plain(operation.kind)))")
        return lines.map { "- \($0)\n" }.joined()
    }

    /// The specification's own examples: what should come out, and what each implementation answers.
    func anchors(_ operation: OperationRecord) -> String {
        guard !operation.anchors.isEmpty else { return "" }
        let names = operation.implementations.map(\.name)
        let rows = operation.anchors.map { anchor in
            let answers = operation.implementations.map { implementation in
                let answer = anchor.answers.first { $0.implementation == implementation.name }
                return answer.map { self.answer($0, isPublic: !implementation.isMachineDependent) } ?? "–"
            }
            return [MarkdownText.code(anchor.inputText), MarkdownText.code(anchor.truthText)] + answers
                + [MarkdownText.plain(anchor.note ?? "")]
        }
        return "Anchors:\n\n"
            + MarkdownText.table(["inputs", "real result"] + names.map(MarkdownText.code) + ["why"], rows)
    }

    private func answer(_ answer: AnswerRecord, isPublic: Bool) -> String {
        var lines: [String] = []
        if isPublic {
            lines = answer.outputText.map { [MarkdownText.code($0)] } ?? []
            lines += answer.gradients.map { "gradient \(MarkdownText.code($0.text()))" }
        }
        if let verdict = answer.verdictText { lines.append("**\(verdict)**") }
        return lines.isEmpty
            ? answer.verdict.isFinding ? Check.State.failed.symbol : "✓" : lines.joined(separator: "<br>")
    }

    /// The special-value table with how often each row was met.
    func specials(_ operation: OperationRecord) -> String {
        guard !operation.specials.isEmpty else { return "" }
        let hidesCounts = operation.implementations.first?.isMachineDependent ?? false
        let rows = operation.specials.map { special in
            [
                MarkdownText.code(special.condition), MarkdownText.code(special.value),
                MarkdownText.plain(special.reason ?? ""), countText(special.met),
                special.failed == 0 ? "0" : hidesCounts ? "some" : "**\(countText(special.failed))**",
            ]
        }
        return "### Special values of \(MarkdownText.plain(operation.name))\n\n"
            + MarkdownText.table(["when", "then", "because", "met", "failed"], rows)
    }
}
