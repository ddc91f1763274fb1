public import Verification

/// Sweeps as one HTML file that needs nothing else: no network, no font, no script.
///
/// Whatever a certificate holds is text: no name, path or message can add markup. The file is well-formed XML as well.
public struct SweepHTML {
    public let certificate: SweepCertificate

    public init(_ certificate: SweepCertificate) { self.certificate = certificate }

    public var text: String { document.text }

    private static let policy: Markup =
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"

    private var document: Markup {
        """
        <!DOCTYPE html>
        <html lang="en" xmlns="http://www.w3.org/1999/xhtml">
        <head>
        <meta charset="utf-8"/>
        <meta http-equiv="Content-Security-Policy" content="\(Self.policy)"/>
        <meta name="viewport" content="width=device-width, initial-scale=1"/>
        <meta name="color-scheme" content="light dark"/>
        <title>Sweep of \(certificate.functionText)</title>
        <style>\(StyleSheet.text)\(SweepStyle.charts)\(SweepStyle.page)</style>
        </head>
        <body>
        <header class="top">
        <p class="brand">Plumbline sweep of \(certificate.functionText)</p>
        <h1>\(certificate.answerSentence)</h1>
        <dl class="facts">\(headline)</dl>
        </header>
        <main class="sweeps">
        \(section)
        </main>
        </body>
        </html>

        """
    }

    private var headline: [Markup] {
        let tally = certificate.tally()
        let facts: [(String, String)] = [
            ("largest error", certificate.worst.map { "\($0.errorText) ulp" } ?? "–"),
            ("budget", certificate.budget),
            ("correctly rounded", countText(tally.correctlyRounded)),
            ("misrounded", countText(tally.misrounded)),
            ("above 1 ulp", countText(tally.aboveOneUlp)),
            ("wrong class", countText(tally.wrongClass)),
        ]
        return facts.map { "<div><dt>\($0.0)</dt><dd>\($0.1)</dd></div>" }
    }

    /// All about the sweep, for a page of its own or as a part of another.
    var section: Markup {
        """
        <article class="implementation">
        <h3><span>\(certificate.functionText), \(certificate.subjectText)</span> \(badge)</h3>
        <figure>\(SweepChart(certificate).markup)
        <figcaption>The largest and the mean error of each binade; below the axis, the class of its inputs.</figcaption>
        </figure>
        <section class="block"><h4>Results</h4>\(counts)</section>
        \(worst)
        <section class="block"><h4>Classes of inputs</h4>\
        \(table(SweepRow.header, certificate.regionRows.map(\.cells)))</section>
        <section class="block"><h4>Form and flaws</h4><ul class="statements">\(statements)</ul></section>
        <section class="block"><h4>Histogram of errors, in ulps</h4><figure>\
        \(SweepHistogram(certificate.tally()).markup)
        <figcaption>Lengths are logarithmic. \(SweepHistogram.caveat)</figcaption></figure></section>
        \(binades)
        \(facts("What was proved", certificate.definitionFacts))
        \(facts("Environment", certificate.environmentFacts))
        </article>
        """
    }

    private var badge: Markup {
        let style = !certificate.passes ? "failed" : certificate.isComplete ? "passed" : "expected"
        return "<span class=\"badge \(style)\">\(certificate.verdictText)</span>"
    }

    private var counts: Markup {
        let rows: [Markup] = certificate.counts.map { name, count, note in
            "<dt>\(name)</dt><dd>\(countText(count))\(note.map { " <small>\($0)</small>" } ?? Markup.none)</dd>"
        }
        return "<dl class=\"list\">\(rows)</dl>"
    }

    private var worst: Markup { facts("Worst input", certificate.worstFacts) }

    private var statements: [Markup] {
        certificate.statements.map { statement in
            """
            <li><span class="\(style(statement.kind))">\(statement.symbol)</span> \
            <b>\(statement.title)</b> \(statement.sentence).</li>

            """
        }
    }

    private func style(_ kind: SweepStatement.Kind) -> String {
        switch kind {
        case .holds: "passed"
        case .open: "absent"
        case .finding: "failed"
        }
    }

    private var binades: Markup {
        let rows = certificate.binadeRows.map { $0.row.cells + [$0.regions.map(\.text).joined(separator: ", ")] }
        return """
            <details class="block binades"><summary><h4>By binade</h4> <span class="quiet">\(rows.count)</span></summary>\
            \(table(SweepRow.header + ["classes"], rows))</details>
            """
    }

    private func facts(_ title: String, _ facts: [(name: String, value: String)]) -> Markup {
        guard !facts.isEmpty else { return .none }
        let rows: [Markup] = facts.map { "<dt>\($0.name)</dt><dd><code>\($0.value)</code></dd>" }
        return "<section class=\"block\"><h4>\(title)</h4><dl class=\"list\">\(rows)</dl></section>"
    }

    /// All but the first and the last columns are numbers.
    private func table(_ header: [String], _ rows: [[String]]) -> Markup {
        func style(_ column: Int) -> String { (1...7).contains(column) ? "number" : "words" }
        let titles: [Markup] = header.enumerated().map { "<th scope=\"col\" class=\"\(style($0))\">\($1)</th>" }
        let lines: [Markup] = rows.map { cells in
            let cells: [Markup] = cells.enumerated().map { "<td class=\"\(style($0))\">\($1)</td>" }
            return "<tr>\(cells)</tr>\n"
        }
        return """
            <div class="scroll"><table><thead><tr>\(titles)</tr></thead>
            <tbody>\(lines)</tbody></table></div>
            """
    }
}
