import Specifications
import Verification

// The beginning of the page: what is broken, what changed, how verdicts are shared.

extension HTMLReport {
    /// What is broken and nobody expected.
    var broken: Markup {
        let cards = record.breakages.filter { !$0.isExpected }.map(card)
        guard !cards.isEmpty else { return .none }
        return """
            <section class="part" id="broken"><h2>What is broken</h2><div class="cards">\(cards)</div></section>

            """
    }

    /// What is known to be broken.
    var known: Markup {
        let cards = record.breakages.filter(\.isExpected).map(card)
        guard !cards.isEmpty else { return .none }
        let isOne = cards.count == 1
        return """
            <section class="part" id="expected"><h2>Known to be broken</h2>
            <p class="summary">\(counted(cards.count, "formula")) as textbooks write \(isOne ? "it" : "them"), which \
            \(isOne ? "fails" : "fail") as expected, and what to write instead.</p>
            <div class="cards">\(cards)</div></section>

            """
    }

    /// Everything of what nobody expected; of what is known, first what to write instead, and the rest folded.
    private func card(_ breakage: Breakage) -> Markup {
        let style = breakage.isExpected ? "expected" : "failed"
        let place: Markup = breakage.placeText.map { "<p><b>Where.</b> \($0)</p>" } ?? ""
        let severity: Markup = breakage.severityText.isEmpty ? "" : "<p><b>How badly.</b> \(breakage.severityText)</p>"
        let reason: Markup =
            breakage.implementation.expectedReason.map { reason in
                breakage.isExpected ? "<p><b>Why.</b> \(reason.prefix(1).uppercased() + reason.dropFirst()).</p>" : ""
            } ?? ""
        let replay: Markup = breakage.example.map { "<p>\(command($0.replay))</p>" } ?? ""
        let write: Markup = "<p class=\"remedy\"><b>What to write.</b> \(breakage.remedyText)</p>\(remedy(breakage))"
        let body: Markup =
            breakage.isExpected
            ? """
            <p>\(breakage.shortSeverityText)</p>\(write)\
            <details><summary>where, how badly and why</summary>\(severity)\(place)\(reason)\(replay)</details>
            """
            : "\(severity)\(place)\(write)\(replay)"
        return """
            <article class="breakage \(style)">
            <h3><a href="\(address(breakage.operation))">\(breakage.implementation.name)</a> \
            \(breakage.implementation.outcome.badge)</h3>
            \(breakage.implementation.summary.map { "<p class=\"quiet\">\($0)</p>" } ?? Markup.none)\
            \(example(breakage))\(body)
            </article>

            """
    }

    /// What came out beside what should have.
    private func example(_ breakage: Breakage) -> Markup {
        guard let example = breakage.example else {
            return breakage.exampleText.map { "<p><b>What.</b> \($0)</p>" } ?? .none
        }
        let warning: Markup =
            example.isSilentlyWrong
            ? "<p class=\"silent\">Nothing warns of it: the answer is finite and looks plausible.</p>" : ""
        return """
            <dl class="versus"><div><dt>for</dt><dd>\(code(breakage.inputText(example)))</dd></div>\
            <div><dt>\(breakage.answerTitle(example))</dt><dd class="wrong">\(code(example.got.decimal))</dd></div>\
            <div><dt>should be</dt><dd class="right">\(code(example.expected))</dd></div></dl>\(warning)
            """
    }

    /// The formula of the implementation that passes, which is the definition's, where the specification does not say what to
    /// write.
    private func remedy(_ breakage: Breakage) -> Markup {
        guard breakage.implementation.instead == nil, let remedy = breakage.remedy,
            breakage.implementation.outcome != .expectationStale
        else { return .none }
        return remedy.summary.map { "<p class=\"quiet\">\(remedy.name): \($0)</p>" } ?? formula(breakage.operation)
    }

    private func formula(_ operation: OperationRecord) -> Markup {
        let parsed = try? Definition(
            parsing: SourceText(operation.definition), inputs: operation.inputs, attributes: operation.attributes)
        return parsed.map {
            "<div class=\"formula small\" tabindex=\"0\" role=\"group\" aria-label=\"formula\">\(MathML.block($0))</div>"
        }
            ?? "<pre>\(operation.definition.trimmingBlankEnd)</pre>"
    }

    /// Nothing of a run that is compared with none.
    var changes: Markup {
        guard let comparison else { return .none }
        let title: Markup = "<h2>What changed since \(comparison.reference)</h2>"
        guard !comparison.isEmpty else {
            return "<section class=\"part\" id=\"changes\">\(title)<p class=\"summary\">Nothing.</p></section>\n"
        }
        let groups: [Markup] = comparison.groups.map { name, lines in
            let items: [Markup] = lines.map { line in
                let operation = line.operation.flatMap { name in record.operations.first { $0.name == name } }
                return operation.map { "<li><a href=\"\(address($0))\">\(line.text)</a></li>" }
                    ?? "<li>\(line.text)</li>"
            }
            let style =
                switch name {
                case "Regressions", "New findings": "failed"
                case "Otherwise different": "other"
                default: "passed"
                }
            return
                "<h3 class=\"\(style)\">\(name) <small>\(lines.count)</small></h3><ul>\(items)</ul>"
        }
        return "<section class=\"part\" id=\"changes\">\(title)\(groups)</section>\n"
    }

    /// How verdicts share all results.
    var totals: Markup {
        let checks = record.operations.flatMap(\.implementations).flatMap {
            [$0.forward] + ($0.gradient.map { [$0] } ?? [])
        }
        guard var sum = checks.first else { return .none }
        for check in checks.dropFirst() {
            sum.elements += check.elements
            for (verdict, count) in check.verdicts { sum.verdicts[verdict, default: 0] += count }
        }
        let known = record.operations.flatMap(\.implementations).contains { $0.outcome == .failedAsExpected }
        let note =
            known
            ? " Those over budget or of a wrong class include the implementations that are known to be broken." : ""
        return """
            <section class="part" id="totals"><h2>Verdicts</h2>
            <p class="summary">\(counted(sum.elements, "result")), values and gradients, each against its real result.\(note)</p>
            \(VerdictBar(sum).markup)</section>

            """
    }
}
