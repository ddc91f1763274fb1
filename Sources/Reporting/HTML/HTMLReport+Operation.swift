import Specifications
import Verification

extension HTMLReport {
    /// All about one operation.
    func section(_ operation: OperationRecord) -> Markup {
        let implementations = operation.implementations.map { section($0, of: operation) }
        return """
            <section class="operation" id="\(anchor(operation))" data-name="\(operation.name)">
            <h2>\(operation.name) \
            <a class="up" href="#\(anchor(operation))" aria-label="link to this section">#</a></h2>
            <p class="summary">\(operation.summary)</p>
            <figure class="formula">\(definition(operation))</figure>
            <dl class="facts">\(facts(operation))</dl>
            \(anchors(operation))
            \(implementations)
            \(specials(operation))
            </section>

            """
    }

    /// The definition as mathematics, with its text below; the text alone when it cannot be parsed.
    func definition(_ operation: OperationRecord) -> Markup {
        let source: Markup = "<pre>\(operation.definition.trimmingBlankEnd)</pre>"
        let parsed = try? Definition(
            parsing: SourceText(operation.definition), inputs: operation.inputs, attributes: operation.attributes)
        guard let parsed else { return source }
        return "\(MathML.block(parsed))<details><summary>as written</summary>\(source)</details>"
    }

    private func facts(_ operation: OperationRecord) -> [Markup] {
        var facts = [
            fact("budget, values", "\(operation.forwardBudget ?? "none")"),
            fact("budget, gradient", "\(operation.gradientBudget ?? "none")"),
        ]
        if !operation.attributes.isEmpty {
            let names: [Markup] = operation.attributes.map { "<code>\($0)</code>" }
            facts.append(fact("attributes", names.joined(", ")))
        }
        facts += operation.foreignNames.map { foreign in
            fact(foreign.catalogue, "<code>\(foreign.name)</code><small>\(foreign.note)</small>")
        }
        facts.append(fact("specification", "<code>\(operation.file)</code> <small>\(operation.kind)</small>"))
        return facts
    }

    /// The special-value table with how often each row was met.
    func specials(_ operation: OperationRecord) -> Markup {
        guard !operation.specials.isEmpty else { return .none }
        let rows: [Markup] = operation.specials.map { special in
            let failed: Markup =
                special.failed == 0
                ? "<td class=\"number\">0</td>"
                : "<td class=\"number failed\">✗ \(countText(special.failed))</td>"
            return """
                <tr><td><code>\(special.condition)</code></td><td><code>\(special.value)</code></td>\
                <td>\(special.reason ?? "")</td><td class="number">\(countText(special.met))</td>\(failed)</tr>
                """
        }
        let header = table(["when", "then", "because", "met", "failed"], numbers: [3, 4], rows)
        return "<section class=\"block\"><h4>Special values</h4>\(header)</section>"
    }

    /// A table that scrolls on its own when the window is too narrow for it.
    func table(_ header: [String], numbers: Set<Int> = [], _ rows: [Markup]) -> Markup {
        let cells: [Markup] = header.enumerated().map { position, title in
            "<th scope=\"col\" class=\"\(numbers.contains(position) ? "number" : "words")\">\(title)</th>"
        }
        return """
            <div class="scroll"><table><thead><tr>\(cells)</tr></thead>
            <tbody>\(rows)</tbody></table></div>
            """
    }
}
