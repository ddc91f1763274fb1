import Verification

/// A run as one HTML file that needs nothing else: no network, no font, no script to be read.
///
/// A map of operations and checks stays in sight beside the operations' sections. It follows the reader's light or
/// dark scheme, prints, and holds all numbers of the record, those that differ between machines too (they are marked).
/// Whatever the record holds is text: no name, formula or message can add markup. The file is well-formed XML as well.
public struct HTMLReport {
    public let record: RunRecord
    /// What sweeps prove; empty where there are none.
    public let ceilings: CeilingsTable

    public init(_ record: RunRecord, ceilings: CeilingsTable = CeilingsTable()) {
        self.record = record
        self.ceilings = ceilings
    }

    public var text: String { document.text }

    /// The policy forbids what the report does not need; a browser would refuse to load anything from anywhere.
    private static let policy: Markup =
        "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"

    private var document: Markup {
        let sections = record.operations.map(section)
        return """
            <!DOCTYPE html>
            <html lang="en" xmlns="http://www.w3.org/1999/xhtml">
            <head>
            <meta charset="utf-8"/>
            <meta http-equiv="Content-Security-Policy" content="\(Self.policy)"/>
            <meta name="viewport" content="width=device-width, initial-scale=1"/>
            <meta name="color-scheme" content="light dark"/>
            <title>Plumbline stability report</title>
            <style>\(StyleSheet.text)</style>
            </head>
            <body>
            \(header)
            <div class="page">
            <nav class="map" aria-label="Operations by checks">\(overview)</nav>
            <main>
            \(limits)\(ceilings.markup)\(sections)
            </main>
            </div>
            <script>\(Script.text)</script>
            </body>
            </html>

            """
    }

    private var header: Markup {
        let subject = record.subject
        let libraries = subject.libraries.sorted { $0.key < $1.key }.map { fact($0.key, "\($0.value)") }
        let cases: Markup = "\(countText(record.cases)) <small>for each tuple of shapes</small>"
        return """
            <header class="top">
            <p class="brand">Plumbline stability report</p>
            <h1>\(record.answer)</h1>
            <dl class="facts">
            \(fact("subject", "\(subject.name) \(subject.version)"))\
            \(fact("subnormals", subject.keepsSubnormals ? "kept" : "flushed to zero"))\
            \(fact("seed", "<code>\(record.seed)</code>"))\(fact("generated cases", cases))\
            \(fact("Plumbline", "\(record.plumbline)"))\(libraries)
            </dl>
            </header>
            """
    }

    func fact(_ name: String, _ value: Markup) -> Markup { "<div><dt>\(name)</dt><dd>\(value)</dd></div>" }

    /// The place of an operation in the file, by its position: names from outside are no part of links.
    func anchor(_ operation: OperationRecord) -> String {
        let position = record.operations.firstIndex { $0.name == operation.name } ?? 0
        return "operation-\(position + 1)"
    }
}
