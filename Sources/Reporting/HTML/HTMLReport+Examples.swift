import Verification

extension HTMLReport {
    /// The specification's own examples: what should come out, and what each implementation answers.
    func anchors(_ operation: OperationRecord) -> Markup {
        guard !operation.anchors.isEmpty else { return .none }
        let names = operation.implementations.map(\.name)
        let rows: [Markup] = operation.anchors.map { anchor in
            let answers: [Markup] = names.map { name in
                anchor.answers.first { $0.implementation == name }.map(answer) ?? "<td>–</td>"
            }
            return """
                <tr><td>\(code(anchor.inputText))<small class="why">\(anchor.note ?? "")</small></td>\
                <td>\(code(anchor.truthText))</td>\(answers)</tr>

                """
        }
        let content = table(["inputs", "real result"] + names, rows, label: "anchors of \(operation.name)")
        let title = "\(counted(rows.count, "example")) of the specification"
        return """
            <section class="block"><h3>Examples</h3><details\(rows.count > 4 ? Markup.none : " open=\"open\"")>\
            <summary class="quiet">\(title)</summary>\(content)</details></section>
            """
    }

    private func answer(_ answer: AnswerRecord) -> Markup {
        let output: Markup = answer.outputText.map(code) ?? "\(answer.verdict.text)"
        let gradients: [Markup] = answer.gradients.map { "<small class=\"why\">gradient \($0.text())</small>" }
        guard let verdict = answer.verdictText else { return "<td>\(output)\(gradients)</td>" }
        let style = answer.isSilentlyWrong ? "silent" : answer.verdict.rawValue
        return """
            <td>\(output) <span class="badge \(style)">\(verdict)</span>\(gradients)<br/>\(command(answer.replay))</td>
            """
    }

    /// The landmarks of the number format, all of them found by walking.
    var limits: Markup {
        guard !record.limits.isEmpty else { return .none }
        let rows: [Markup] = record.limits.map { limit in
            let value = limit.value
            return """
                <tr><td>\(limit.name)</td><td class="number">\(value.decimal)</td><td><code>\(value.hex)</code></td>\
                <td><code>\(value.bits)</code></td><td>\(limit.derivation)</td></tr>

                """
        }
        let header = ["limit", "decimal", "hexadecimal", "bits", "how it was found"]
        return """
            <details class="limits"><summary>Limits of the number format</summary>\
            \(table(header, numbers: [1], rows, label: "limits of the number format"))</details>

            """
    }
}
