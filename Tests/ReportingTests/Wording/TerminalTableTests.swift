import Testing

@testable import Reporting

@Suite("The table at the end of a run")
struct TerminalTableTests {
    private let plain = TerminalTable(record: Fixture.record, useColour: false).description

    @Test("It has a line for each implementation, in columns")
    func lines() {
        #expect(
            plain == """
                implementation  verdict            values       gradient  formula  note
                exp             within budget      0.501 ulp    0.5 ulp   –
                matmul          within budget      1.235 omega  –         –        machine-dependent
                softmax         within budget      0.501 ulp    0.5 ulp   ✓
                softmax.naive   fails as expected  1.2e+07 ulp  2 ulp     ✓        37 silently wrong; expected: exp \
                overflows at 128 ln 2

                3 operations, 4 implementations: 3 within budget; 1 fails as expected.

                """)
    }

    @Test("On a terminal of 80 columns, notes stand below; on a narrow one, every implementation has its own lines")
    func columns() {
        func table(_ columns: Int) -> [Substring] {
            TerminalTable(record: Fixture.record, useColour: false, columns: columns).description
                .split(separator: "\n")
        }
        let usual = table(80)
        #expect(usual.allSatisfy { $0.count <= 80 }, "\(usual)")
        #expect(usual[0] == "implementation  verdict            values       gradient  formula")
        #expect(usual[5] == "softmax.naive   fails as expected  1.2e+07 ulp  2 ulp     ✓")
        #expect(usual.contains("    machine-dependent"))
        #expect(usual.contains("    37 silently wrong; expected: exp overflows at 128 ln 2"))
        let narrow = table(30)
        #expect(narrow.allSatisfy { $0.count <= 33 }, "\(narrow)")
        #expect(narrow.contains("softmax.naive: fails as expected"))
        #expect(narrow.contains("    values 1.2e+07 ulp,"))
        #expect(table(1000).joined(separator: "\n") == plain.split(separator: "\n").joined(separator: "\n"))
    }

    @Test("Nothing in a record is an order to the terminal")
    func hostile() {
        let record = Fixture.record { $0.operations[0].implementations[0].name = "e\u{1B}[31mvil\u{202E}" }
        let text = TerminalTable(record: record, useColour: false).description
        #expect(!text.unicodeScalars.contains { $0 == "\u{1B}" || $0 == "\u{202E}" })
        #expect(text.contains("e\\u{1B}[31mvil\\u{202E}"))
    }

    @Test("Colour changes nothing but colour")
    func colour() {
        let coloured = TerminalTable(record: Fixture.record, useColour: true).description
        #expect(coloured.contains("\u{1B}[32mwithin budget\u{1B}[0m"))
        #expect(coloured.contains("\u{1B}[33mfails as expected\u{1B}[0m"))
        #expect(coloured.replacing(#/\u{1B}\[\d+m/#, with: "") == plain)
    }
}
