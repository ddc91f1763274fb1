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
            <div class="checks">\(check("values", "forward", implementation.forward, implementation, of: operation))\
            \(implementation.gradient.map { check("gradient", "gradient", $0, implementation, of: operation) } ?? "")</div>
            <ul class="statements">\(statements(implementation, of: operation))</ul>
            \(gradient(implementation, of: operation))\
            \(findings(implementation))\(frontiers(implementation, of: operation))\(errorMap(implementation))\
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

    /// A card: the largest error and how it is known, how the verdicts share the elements, what replays the worst case.
    private func check(
        _ title: String, _ name: String, _ check: CheckRecord, _ implementation: ImplementationRecord,
        of operation: OperationRecord
    ) -> Markup {
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
        let proofs = operation.proofs(of: implementation.name).filter { $0.check == name }.map(proof)
        let profile = implementation.profiles.first { $0.check == name }
        let histogram = profile.flatMap {
            HistogramChart($0, of: "\(implementation.name), \(title)", budget: check.budget)
        }
        return """
            <div class="card"><h4>\(title)</h4>
            \(proofs)<p class="figure">\(check.maximumText ?? "–") \
            <small>\(check.sampleText); budget \(check.budget ?? "none")</small></p>
            \(VerdictBar(check).markup)\(histogram?.markup ?? .none)\(silent)
            <p class="quiet">\(details.joined(separator: "; "))</p>
            \(check.worstReplay.map(command) ?? "")</div>
            """
    }

    private func proof(_ proof: ProofRecord) -> Markup {
        let attributes: Markup = proof.attributes.isEmpty ? "" : " \(proof.functionText);"
        let worst: Markup = proof.worst.map { " worst at <code>\($0.decimal)</code> <code>\($0.bits)</code>;" } ?? ""
        let style = proof.passes && proof.isComplete ? "proven" : "failed"
        return """
            <p class="figure \(style)">\(proof.error.map { "\($0) ulp" } ?? "no error") <small>\(proof.coverageText);\
            \(attributes)\(worst) \(countText(proof[.misrounded])) misrounded</small></p>
            """
    }

    private func statements(_ implementation: ImplementationRecord, of operation: OperationRecord) -> [Markup] {
        [line(.determinism, "Determinism", implementation.determinismSentence, implementation, of: operation)]
    }

    private func line(
        _ check: Check, _ title: String, _ sentence: String, _ implementation: ImplementationRecord,
        of operation: OperationRecord, _ more: Markup = .none
    ) -> Markup {
        let state = implementation.state(of: check, in: operation)
        return """
            <li><span class="\(state.styleClass)" title="\(state.text)">\(state.symbol)</span> \
            <b>\(title)</b> \(sentence).\(more)</li>
            """
    }

    /// The gradient as a formula, as floats, at kinks, and by finite differences.
    private func gradient(_ implementation: ImplementationRecord, of operation: OperationRecord) -> Markup {
        guard implementation.gradient != nil || implementation.formula != nil else { return .none }
        var lines: [Markup] = []
        if let formula = implementation.formula {
            let operations = formula.operations.joined(separator: ", ")
            let graph: Markup = operations.isEmpty ? "" : " <small>backward graph: \(operations)</small>"
            lines.append(line(.formula, "Formula", formula.sentence, implementation, of: operation, graph))
        }
        if let check = implementation.gradient, check.status != .notRun {
            let kinks =
                check.kinks == 0
                ? "no element lies at a kink without a convention"
                : "\(counted(check.kinks, "element")) left out at kinks, where there are two one-sided derivatives"
            let sentence =
                "\(check.maximumText.map { "the largest error is \($0)" } ?? "no error"), \(check.sampleText); \(kinks)"
            lines.append(line(.gradient, "Rounding and kinks", sentence, implementation, of: operation))
        }
        if let differences = implementation.differences {
            lines.append(line(.differences, "Finite differences", differences.sentence, implementation, of: operation))
        }
        let isFirst = implementation.name == operation.implementations.first?.name
        let chart = isFirst ? OperationCharts(operation, operation.implementations).gradient : nil
        let figure: Markup =
            chart.map { chart in
                """
                <details><summary>\(chart.title(of: "gradient"))</summary><div class="scroll" tabindex="0" \
                role="region" aria-label="chart of gradient errors">\(chart.markup)</div></details>
                """
            } ?? .none
        return "<section class=\"block\"><h4>Gradient</h4><ul class=\"statements\">\(lines)</ul>\(figure)</section>"
    }

    /// Where in a tensor the worst case is wrong.
    private func errorMap(_ implementation: ImplementationRecord) -> Markup {
        guard let map = implementation.errorMap, map.isTelling else { return .none }
        let output = map.output.map { " of \($0)" } ?? ""
        return """
            <details class="block"><summary><h4>Errors by element\(output)</h4> <span class="quiet">worst case, shape \
            \(map.shape.isEmpty ? "[]" : "\(map.shape)")</span></summary>\
            <div class="map-figure scroll" tabindex="0" role="region" aria-label="map of errors">\
            \(ErrorMapChart(map, of: implementation.name).markup)</div>\(command(map.replay))</details>
            """
    }

    /// A command; the script adds a button that copies it.
    func command(_ text: String) -> Markup { "<code class=\"command\">\(unbroken(text))</code>" }
}
