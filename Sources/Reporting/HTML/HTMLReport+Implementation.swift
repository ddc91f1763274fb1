import Verification

extension HTMLReport {
    /// What was found about one implementation.
    func section(_ implementation: ImplementationRecord, of operation: OperationRecord) -> Markup {
        let summary: Markup = implementation.summary.map { "<p class=\"quiet\">\($0)</p>" } ?? ""
        let machine: Markup =
            implementation.isMachineDependent
            ? "<span class=\"badge plain\">machine-dependent bits</span>" : ""
        return """
            <article class="implementation">
            <h3><span>\(implementation.name)</span> \(implementation.outcome.badge) \(machine)</h3>
            \(summary)\(expectation(implementation))
            <div class="checks">\(check("values", implementation.forward))\
            \(implementation.gradient.map { check("gradient", $0) } ?? "")</div>
            <ul class="statements">\(statements(implementation, of: operation))</ul>
            \(findings(implementation))
            \(frontiers(implementation))
            \(worst(implementation))
            </article>

            """
    }

    private func expectation(_ implementation: ImplementationRecord) -> Markup {
        guard !implementation.expectedFailures.isEmpty else { return .none }
        let kinds = implementation.expectedFailures.map(\.rawValue).joined(separator: ", ")
        let reason = implementation.expectedReason.map { ": because \($0)" } ?? ""
        return implementation.outcome == .expectationStale
            ? "<p class=\"note failed\">Expected to fail (\(kinds)) and does not\(reason). Remove the expectation.</p>"
            : "<p class=\"note expected\">Fails as expected (\(kinds))\(reason).</p>"
    }

    /// A card: the largest error, how the verdicts share the elements, and what replays the worst case.
    private func check(_ title: String, _ check: CheckRecord) -> Markup {
        guard check.status != .notRun else { return "<div class=\"card\"><h4>\(title)</h4><p>not run</p></div>" }
        let silent: Markup =
            check.silentlyWrong == 0
            ? "" : "<p class=\"silent\">\(counted(check.silentlyWrong, "element")) <b>silently wrong</b></p>"
        var details = ["\(counted(check.cases, "case")), \(counted(check.elements, "element"))"]
        if check.misrounded > 0 { details.append("\(countText(check.misrounded)) misrounded") }
        if check.undecidedRoundings > 0 {
            details.append("\(counted(check.undecidedRoundings, "undecided rounding"))")
        }
        if check.specials > 0 { details.append("\(counted(check.specials, "special value"))") }
        if check.kinks > 0 { details.append("\(countText(check.kinks)) left out at kinks") }
        return """
            <div class="card"><h4>\(title)</h4>
            <p class="figure">\(check.maximumText ?? "–") \
            <small>largest error; budget \(check.budget ?? "none")</small></p>
            \(VerdictBar(check).markup)\(silent)
            <p class="quiet">\(details.joined(separator: "; "))</p>
            \(check.worstReplay.map(command) ?? "")</div>
            """
    }

    private func statements(_ implementation: ImplementationRecord, of operation: OperationRecord) -> [Markup] {
        func line(_ check: Check, _ title: String, _ sentence: String, _ more: Markup = .none) -> Markup {
            let state = implementation.state(of: check, in: operation)
            return """
                <li><span class="\(state.styleClass)" title="\(state.text)">\(state.symbol)</span> \
                <b>\(title)</b> \(sentence).\(more)</li>
                """
        }
        var lines: [Markup] = []
        if let formula = implementation.formula {
            let operations = formula.operations.joined(separator: ", ")
            let graph: Markup = operations.isEmpty ? "" : " <small>backward graph: \(operations)</small>"
            lines.append(line(.formula, "Formula", formula.sentence, graph))
        }
        if let differences = implementation.differences {
            lines.append(line(.differences, "Finite differences", differences.sentence))
        }
        lines.append(line(.determinism, "Determinism", implementation.determinismSentence))
        return lines
    }

    /// A command with a button that copies it; the button appears only where it works.
    func command(_ text: String) -> Markup {
        """
        <span class="command"><code>\(text)</code>\
        <button type="button" class="copy scripted" aria-label="copy this command">copy</button></span>
        """
    }
}
