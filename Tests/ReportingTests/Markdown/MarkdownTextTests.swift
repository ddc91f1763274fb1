import Testing

@testable import Reporting

@Suite("Pieces of Markdown")
struct MarkdownTextTests {
    @Test("Plain text cannot become markup")
    func plain() {
        #expect(
            MarkdownText.plain("<b>*x*</b> | [a](b) `c` &\n# d")
                == ##"&lt;b&gt;\*x\*&lt;/b&gt; | \[a\](b) \`c\` &amp; \# d"##)
    }

    @Test("Code is fenced by more backticks than it holds")
    func code() {
        #expect(MarkdownText.code("x") == "`x`")
        #expect(MarkdownText.code("a``b|c") == "``` a``b|c ```")
        #expect(MarkdownText.block("```\nx") == "````text\n```\nx\n````\n")
    }

    @Test("Pipes end cells, even within code, and nothing else: they are escaped in tables only")
    func pipes() {
        #expect(MarkdownText.code("a|b.yaml") == "`a|b.yaml`")
        #expect(
            MarkdownText.table(["a|b"], [[MarkdownText.code("x|y")], [MarkdownText.plain("c\\|d")]])
                == "| a\\|b |\n| --- |\n| `x\\|y` |\n| c\\\\\\|d |\n")
    }

    @Test("Anchors are what code hosts make of headings")
    func anchors() {
        #expect(MarkdownText.anchor("crossEntropy") == "crossentropy")
        #expect(MarkdownText.anchor("Special values of x.y") == "special-values-of-xy")
    }
}
