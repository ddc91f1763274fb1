import Testing
import Values

@Suite struct VisibleTextTests {
    @Test(
        "What a terminal would obey is spelled out, and all else is as it is",
        arguments: [
            ("softmax.naive → ½", "softmax.naive → ½"), ("\u{1B}[31mred", "\\u{1B}[31mred"),
            ("a\r\nb", "a\\u{D}\\u{A}b"),
            ("\u{202E}abc\u{2066}", "\\u{202E}abc\\u{2066}"), ("\u{9B}2J\u{7F}", "\\u{9B}2J\\u{7F}"),
        ])
    func spelling(_ text: String, _ shown: String) { #expect(visible(text) == shown) }

    @Test("Lines stay lines where they may")
    func lines() { #expect(visible("a\n\tb\u{7}", keepsLines: true) == "a\n\tb\\u{7}") }
}
