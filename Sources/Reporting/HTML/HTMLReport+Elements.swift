import Verification

extension HTMLReport {
    /// Longer tables are folded.
    private static let openRows = 8

    /// The frontiers, each with both of its floats; where no chart has an axis for them, with their places on the line of
    /// all floats.
    func frontiers(_ implementation: ImplementationRecord, of operation: OperationRecord) -> Markup {
        guard !implementation.frontiers.isEmpty else { return .none }
        let merged = implementation.frontiers.mergedByPlace
        let rows: [Markup] = merged.map { frontier, observed in
            """
            <tr><td>\(frontier.probe)</td><td class="number">\(frontier.size.map(countText) ?? "–")</td>\
            <td>\(observed)</td>\
            <td class="float">\(float(frontier.lastGood))\
            \(frontier.beforeNote.map { "<small class=\"own\">\($0)</small>" } ?? Markup.none)</td><td class="float">\(float(frontier.firstBad))</td>\
            <td class="change">\(frontier.change)</td>\
            <td class="\(frontier.isInherent ? "inherent" : "own")">\(frontier.inherence)</td>\
            <td>\(command(frontier.replay))</td></tr>

            """
        }
        let header = ["probe", "n", "of", "last good", "first bad", "change", "inherent?", "replay"]
        let hasAxis = implementation.profiles.contains { $0.input != nil }
        let line = hasAxis ? .none : NumberLine(implementation.frontiers).markup
        let content = table(header, numbers: [1], rows, label: "frontiers of \(implementation.name)")
        let own = merged.map(\.frontier).contains { !$0.isInherent }
        let title =
            "\(counted(rows.count, "place")) where results change class\(own ? ", some of them where they must not" : "")"
        let body: Markup =
            own && rows.count <= Self.openRows
            ? content : "<details><summary class=\"quiet\">\(title)</summary>\(content)</details>"
        return "<section class=\"block\"><h4>Frontiers</h4>\(line)\(body)</section>"
    }

    /// Unexpected findings first, then how the implementation fails as expected.
    func findings(_ implementation: ImplementationRecord) -> Markup {
        let unexpected = items(implementation.findings.filter { !$0.isExpected }, style: "failed")
        let expected = items(implementation.findings.filter(\.isExpected), style: "expected")
        let rest = implementation.findingCount - implementation.findings.count
        let more: Markup = rest > 0 ? "<p class=\"quiet\">And \(counted(rest, "more finding")).</p>" : ""
        let first: Markup =
            unexpected.isEmpty
            ? "" : "<section class=\"block\"><h4>Findings</h4><ul class=\"findings\">\(unexpected)</ul></section>"
        let title = "How it fails, as expected"
        let second: Markup =
            expected.isEmpty
            ? "" : "<section class=\"block\"><h4>\(title)</h4><ul class=\"findings\">\(expected)</ul></section>"
        return first + second + more
    }

    /// A case with the elements that it is about, or a finding about no element in its own words.
    private func items(_ findings: [FindingRecord], style: String) -> [Markup] {
        let cases: [Markup] = findings.compactMap(\.element).groupedByCase.map { elements in
            """
            <li class="\(style)"><p class="inputs">\(code(elements[0].caseText()))</p>
            \(elements.map(versus))\(command(elements[0].replay))</li>

            """
        }
        let others: [Markup] = findings.filter { $0.element == nil }.map { finding in
            "<li class=\"\(style)\"><p>\(finding.message)</p>\(finding.replay.map(command) ?? .none)</li>\n"
        }
        return cases + others
    }

    /// What came out against what should have.
    private func versus(_ element: ElementRecord) -> Markup {
        """
        <p class="versus"><span><i>\(element.placeAndInput)</i> <b>\(element.got.decimal)</b> <small>\(element.got.bits)\
        </small></span> <span><i>real result</i> <b>\(element.expected)</b></span> \(verdict(element))</p>

        """
    }

    /// The very worst elements of values and gradients, one of each verdict, with all bits, and how to see the next worst.
    func worst(_ implementation: ImplementationRecord) -> Markup {
        guard !implementation.worst.isEmpty else { return .none }
        var checks: Set<String> = []
        // One of each verdict that is worth showing, and one at least.
        let first = implementation.worst.filter { element in
            let isNew = checks.insert("\(element.check), \(element.verdict)").inserted
            return checks.insert(element.check).inserted || isNew && element.verdict.isFinding
        }
        let rows: [Markup] = first.map { element in
            """
            <tr><td>\(element.place)</td><td class="inputs">\(tensors(element))</td>\
            <td class="float">\(float(element.got))</td><td class="float">\(element.expected)</td>\
            <td class="number">\(element.errorText ?? "–")</td><td>\(verdict(element))</td>\
            <td>\(command(element.replay))</td></tr>

            """
        }
        let others: [Markup] = implementation.worst.filter { !first.contains($0) }.map { element in
            "<li>\(element.place): \(element.errorText ?? element.verdictText) \(command(element.replay))</li>"
        }
        let header = ["element", "inputs", "got", "real result", "error", "verdict", "replay"]
        let content = table(header, numbers: [4], rows, label: "worst inputs of \(implementation.name)")
        let more: Markup = others.isEmpty ? "" : "<p class=\"quiet\">Next worst:</p><ul class=\"more\">\(others)</ul>"
        return """
            <details class="block"><summary><h4>Worst inputs</h4> <span class="quiet">\(implementation.worst.count)</span></summary>\
            \(content)\(more)</details>
            """
    }

    /// The inputs of a case: decimal values, with their bits for those who unfold.
    private func tensors(_ element: ElementRecord) -> Markup {
        """
        <details><summary>\(code(element.inputText()))</summary>\
        <code class="bits">\(element.inputText(\.bits))</code></details>
        """
    }

    private func verdict(_ element: ElementRecord) -> Markup {
        let silent: Markup = element.isSilentlyWrong ? " <span class=\"badge silent\">silently wrong</span>" : ""
        return "<span class=\"badge \(element.verdict.rawValue)\">\(element.verdict.text)</span>\(silent)"
    }

    /// A piece of code that is broken between lines as prose is, but not within `-inf` or `--property`: a minus before letters
    /// would let the line end after it.
    func code(_ text: String) -> Markup { "<code>\(unbroken(text))</code>" }

    /// The same without the element around it.
    func unbroken(_ text: String) -> Markup {
        var parts: Markup = ""
        var rest = text[...]
        while let found = rest.firstMatch(of: /-+[A-Za-z]\w*/) {
            let isWord =
                found.range.lowerBound == rest.startIndex || !rest[rest.index(before: found.range.lowerBound)].isLetter
            parts =
                parts + "\(String(rest[..<found.range.lowerBound]))"
                + (isWord ? "<span class=\"word\">\(String(found.output))</span>" : "\(String(found.output))")
            rest = rest[found.range.upperBound...]
        }
        return "\(parts)\(String(rest))"
    }

    /// A float on two lines: the decimal, then its exact spellings.
    private func float(_ value: FloatRecord) -> Markup {
        "\(value.decimal)<small>\(value.hex)<br/>\(value.bits)</small>"
    }
}
