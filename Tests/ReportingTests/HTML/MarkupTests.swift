import Testing

@testable import Reporting

@Suite("Markup")
struct MarkupTests {
    @Test("What is interpolated is text; markup stays markup")
    func interpolation() {
        let name = "a<b & \"c\" 'd'\u{7}"
        let inner: Markup = "<b>\(name)</b>"
        let outer: Markup = "<p title=\"\(name)\">\(inner)\([inner, inner])\(3)</p>"
        let escaped = "a&lt;b &amp; &quot;c&quot; &#39;d&#39;\u{FFFD}"
        #expect(inner.text == "<b>\(escaped)</b>")
        #expect(outer.text == "<p title=\"\(escaped)\">\(inner.text)\(inner.text)\(inner.text)3</p>")
    }
}
