import Specifications
import Verification

extension HTMLReport {
    /// All about one operation.
    func section(_ operation: OperationRecord) -> Markup {
        let implementations = operation.implementations.map { section($0, of: operation) }
        let verdict = operation.implementations.map { Check.State($0.outcome).styleClass }
        let charts = OperationCharts(operation, operation.implementations)
        return """
            <section class="operation" id="\(anchor(operation))" data-name="\(operation.name)">
            <h2 class="\(verdict.contains("failed") ? "failed" : "words")">\(operation.name) \
            <a class="up" href="#\(anchor(operation))" aria-label="link to \(operation.name)">#</a></h2>
            <p class="summary">\(operation.summary)</p>
            <p class="says">\(plainAnswer(operation))</p>
            <figure class="formula">\(definition(operation))</figure>
            <dl class="facts">\(facts(operation))</dl>
            \(range(operation, charts))\(growth(charts))\(anchors(operation))
            \(implementations)
            \(specials(operation))
            </section>

            """
    }

    /// How good the operation is, in words that need no explanation.
    private func plainAnswer(_ operation: OperationRecord) -> String {
        guard let first = operation.implementations.first else { return "" }
        guard first.forward.status != .notRun else { return "Its values were not judged." }
        let proofs = operation.proofs(of: first.name).filter { $0.check == "forward" && $0.isComplete && $0.passes }
        let proven = proofs.map { proof in
            "Proven\(proof.attributes.isEmpty ? "" : " for \(proof.settingsText)"): of all \(countText(proof.inputs)) floats, "
                + "none gives a result that is off by more than \(boundText(proof.bound)) ulp; "
                + "\(digitsText(ofUlps: proof.bound))."
        }
        if proofs.contains(where: \.isWhole), first.forward.wrongCount == 0 { return proven.joined(separator: " ") }
        return (proven + [sampleAnswer(first)]).joined(separator: " ")
    }

    /// What is known without a proof.
    private func sampleAnswer(_ first: ImplementationRecord) -> String {
        let sample = "Of \(first.forward.sampledText)"
        let wrong = first.forward.wrongCount
        if wrong > 0 {
            return "\(sample), \(countText(wrong)) \(wrong == 1 ? "is" : "are") wrong"
                + (first.forward.maximumULP.map {
                    "; the worst is off by \(boundText($0)) ulp, so that \(digitsText(ofUlps: $0))"
                }
                    ?? "") + "."
        }
        if let budget = first.forward.budget, budget.hasSuffix("omega"), let omega = first.forward.maximumOmega {
            return
                "\(sample), none is off by more than \(boundText(omega)) omega, units of what rounding the terms may cost."
        }
        guard let error = first.forward.maximumULP, error > 0 else { return "\(sample), every one has the right bits." }
        return "\(sample), none is off by more than \(boundText(error)) ulp; \(digitsText(ofUlps: error))."
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

    // MARK: Charts

    /// Errors over the range of floats, and the same as a table.
    private func range(_ operation: OperationRecord, _ charts: OperationCharts) -> Markup {
        guard let chart = charts.values else { return .none }
        let caption =
            "For every size of the \(chart.input == nil ? "real result" : "input"), the largest error"
            + (operation.implementations.count > 1 ? " of each implementation" : "")
            + "; the dashed line is the budget, "
            + (chart.hasFrontiers ? "dotted lines are frontiers, " : "")
            + "triangles mark results of a wrong class. Where a "
            + "line is missing, no result has an error\(chart.series.contains { !$0.isProven } ? ", or none was judged" : "")."
        return """
            <figure class="chart-figure"><h3>\(chart.title(of: "values"))</h3>\
            <div class="scroll" tabindex="0" role="region" aria-label="chart of errors">\(chart.markup)</div>
            <figcaption>\(caption)</figcaption>\(binades(chart.series))</figure>
            """
    }

    /// Neighbouring binades with the same error are one row.
    private func binades(_ series: [ErrorSeries]) -> Markup {
        let hasNames = series.count > 1
        let rows: [Markup] = series.flatMap { series in
            series.rows().map { row in
                let name: Markup = hasNames ? "<td>\(series.name)</td>" : ""
                let error = row.wrong > 0 ? "\(countText(row.wrong)) of a wrong class" : row.error.map(boundText) ?? "–"
                return """
                    <tr>\(name)<td>\(row.text)</td><td class="number">\(countText(row.elements))</td>\
                    <td class="number">\(error)</td><td>\(Float(bitPattern: row.at).bitsText)</td></tr>

                    """
            }
        }
        let header = (hasNames ? ["implementation"] : []) + ["binades", "judged", "largest error, ulp", "at"]
        let content = table(header, numbers: hasNames ? [2, 3] : [1, 2], rows, label: "errors by binade")
        return "<details><summary>by binade</summary>\(content)</details>"
    }

    private func growth(_ charts: OperationCharts) -> Markup {
        guard let chart = charts.growth else { return .none }
        return """
            <figure class="chart-figure narrow"><h3>Error against the number of terms</h3>\
            <div class="scroll" tabindex="0" role="region" aria-label="chart of errors by terms">\(chart.markup)</div>
            <figcaption>No order of summation exceeds the line n; errors of both signs come to √n; one rounding at the end \
            stays at 1.</figcaption></figure>
            """
    }

    // MARK: Tables

    /// The special-value table with how often each row was met.
    func specials(_ operation: OperationRecord) -> Markup {
        guard !operation.specials.isEmpty else { return .none }
        let rows: [Markup] = operation.specials.map { special in
            let failed: Markup =
                special.failed == 0
                ? "<td class=\"number\">0</td>"
                : "<td class=\"number failed\">✗ \(countText(special.failed))</td>"
            return """
                <tr><td>\(code(special.condition))</td><td>\(code(special.value))</td>\
                <td>\(special.reason ?? "")</td><td class="number">\(countText(special.met))</td>\(failed)</tr>
                """
        }
        let content = table(
            ["when", "then", "because", "met", "failed"], numbers: [3, 4], rows,
            label: "special values of \(operation.name)")
        return "<section class=\"block\"><h3>Special values</h3>\(content)</section>"
    }

    /// A table that scrolls on its own when the window is too narrow for it.
    func table(_ header: [String], numbers: Set<Int> = [], _ rows: [Markup], label: String) -> Markup {
        let cells: [Markup] = header.enumerated().map { position, title in
            numbers.contains(position)
                ? "<th scope=\"col\" class=\"number\">\(title)</th>" : "<th scope=\"col\">\(title)</th>"
        }
        return """
            <div class="scroll" tabindex="0" role="region" aria-label="\(label)"><table><thead><tr>\(cells)</tr></thead>
            <tbody>\(rows)</tbody></table></div>
            """
    }
}
