public import Verification

/// A run as one HTML file that needs nothing else: no network, no font, no script to be read.
///
/// The answer comes first, then what is broken and what to write instead, then a map of operations and checks, then all
/// about each operation. It follows the reader's light or dark scheme, prints, and holds all numbers of the record, those
/// that differ between machines too (they are marked). Whatever the record holds is text: no name, formula or message can
/// add markup. The file is well-formed XML as well.
///
/// A run that is too large for one page has a page for each operation besides.
public struct HTMLReport {
    public let record: RunRecord
    /// What changed since another run, where there is one to compare with.
    public let comparison: ComparisonSummary?
    let ceilings: CeilingsTable
    /// Where operations are.
    var layout = Layout.onePage

    enum Layout: Hashable {
        case onePage
        /// The first of several pages, which links to the others.
        case overview
        /// The page of one operation.
        case operation
    }

    public init(_ record: RunRecord, comparison: ComparisonSummary? = nil) {
        self.record = record
        self.comparison = comparison
        ceilings = CeilingsTable(record.operations.flatMap(\.proofs))
    }

    /// Everything on one page.
    public var text: String { document(record.operations.map(section)).text }

    // MARK: Pages

    /// What browsers show without making readers wait: 2 MB, and 100,000 elements.
    static let limits = (bytes: 2_000_000, elements: 100_000)

    /// The folder of further pages, from the first one.
    public static let pageFolder = "stability-report-pages"

    /// The pages, the first as the one to open, the others by their paths from it.
    public var pages: [(path: String, text: String)] { pages(limits: Self.limits) }

    func pages(limits: (bytes: Int, elements: Int)) -> [(path: String, text: String)] {
        let whole = text
        let name = ReportFormat.html.fileName
        if whole.utf8.count <= limits.bytes, Self.elements(whole) <= limits.elements { return [(name, whole)] }
        var overview = self
        overview.layout = .overview
        var single = self
        single.layout = .operation
        return [(name, overview.document([]).text)]
            + record.operations.map { (page($0), single.page(of: $0).text) }
    }

    /// How many elements a page has.
    static func elements(_ text: String) -> Int {
        var count = 0
        var isAfterBracket = false
        for byte in text.utf8 {
            if isAfterBracket, (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) { count += 1 }
            isAfterBracket = byte == 0x3C
        }
        return count
    }

    private func page(_ operation: OperationRecord) -> String { "\(Self.pageFolder)/\(anchor(operation)).html" }

    /// The place of an operation in the file, by its position: names from outside are no part of links.
    func anchor(_ operation: OperationRecord) -> String {
        let position = record.operations.firstIndex { $0.name == operation.name } ?? 0
        return "operation-\(position + 1)"
    }

    /// Where a link to an operation leads.
    func address(_ operation: OperationRecord) -> String {
        layout == .overview ? page(operation) : "#\(anchor(operation))"
    }

    // MARK: The document

    /// The policy forbids what the report does not need; a browser would refuse to load anything from anywhere.
    private static let policy: Markup =
        "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"

    private func document(_ sections: [Markup]) -> Markup {
        let body: Markup = """
            \(header)
            <main id="main">
            \(broken)\(changes)\(known)\(overview)\(totals)\(limits)\(ceilings.markup)\(sections)
            </main>
            """
        return frame("Plumbline stability report", body)
    }

    /// The page of an operation.
    private func page(of operation: OperationRecord) -> Markup {
        let back = "../\(ReportFormat.html.fileName)"
        let body: Markup = """
            <header class="top"><p class="brand"><a href="\(back)">Plumbline stability report</a></p></header>
            <main id="main">
            \(section(operation))
            </main>
            """
        return frame("\(operation.name): Plumbline stability report", body)
    }

    private func frame(_ title: String, _ body: Markup) -> Markup {
        """
        <!DOCTYPE html>
        <html lang="en" xmlns="http://www.w3.org/1999/xhtml">
        <head>
        <meta charset="utf-8"/>
        <meta http-equiv="Content-Security-Policy" content="\(Self.policy)"/>
        <meta name="viewport" content="width=device-width, initial-scale=1"/>
        <meta name="color-scheme" content="light dark"/>
        <title>\(title)</title>
        <style>\(StyleSheet.text)\(ChartStyle.text)</style>
        </head>
        <body>
        <a class="skip" href="#main">Skip to the content</a>
        \(body)
        <script>\(Script.text)</script>
        </body>
        </html>

        """
    }

    private var header: Markup {
        let subject = record.subject
        let libraries = subject.libraries.sorted { $0.key < $1.key }.map { fact($0.key, "\($0.value)") }
        let cases: Markup = "\(countText(record.cases)) <small>for each tuple of shapes</small>"
        let verdict = record.passes ? "passed" : "failed"
        return """
            <header class="top">
            <p class="brand">Plumbline stability report</p>
            <h1 class="\(verdict)"><span aria-hidden="true">\(record.passes ? "✓" : "✗")</span> \(record.headline)</h1>
            <p class="lead">\(record.answer) \(record.provenance)</p>
            <p class="quiet">\(UlpExplanation.text)</p>
            <dl class="facts">
            \(fact("subject", "\(subject.name) \(subject.version)"))\
            \(fact("subnormals", subject.keepsSubnormals ? "kept" : "flushed to zero"))\
            \(fact("seed", "<code>\(record.seed)</code>"))\(fact("generated cases", cases))\
            \(fact("Plumbline", "\(record.plumbline)"))\(libraries)
            </dl>
            <p class="quiet paper">What is folded on the page is not on paper, but for what is broken: unfold it before printing.</p>
            <nav class="parts" aria-label="Parts of the report"><ul>\(parts)</ul></nav>
            </header>
            """
    }

    /// Links to the parts of the page that there are.
    private var parts: [Markup] {
        let breakages = record.breakages
        let all: [(id: String, title: String, isThere: Bool)] = [
            ("broken", "What is broken", breakages.contains { !$0.isExpected }),
            ("changes", "What changed", comparison != nil),
            ("expected", "Known to be broken", breakages.contains(where: \.isExpected)),
            ("overview", "Operations and checks", true), ("totals", "Verdicts", !record.operations.isEmpty),
            ("ceilings", CeilingsTable.title, !ceilings.isEmpty),
        ]
        return all.filter(\.isThere).map { "<li><a href=\"#\($0.id)\">\($0.title)</a></li>" }
    }

    func fact(_ name: String, _ value: Markup) -> Markup { "<div><dt>\(name)</dt><dd>\(value)</dd></div>" }
}
