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

    @Test("Colour changes nothing but colour")
    func colour() {
        let coloured = TerminalTable(record: Fixture.record, useColour: true).description
        #expect(coloured.contains("\u{1B}[32mwithin budget\u{1B}[0m"))
        #expect(coloured.contains("\u{1B}[33mfails as expected\u{1B}[0m"))
        #expect(coloured.replacing(#/\u{1B}\[\d+m/#, with: "") == plain)
    }
}
