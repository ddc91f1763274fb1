import Foundation
import Testing

@testable import Reporting
@testable import Verification

@Suite("HTML reports")
struct HTMLReportTests {
    private let text = HTMLReport(Fixture.record).text

    @Test("The file is well-formed, with MathML for definitions and SVG for bars and number lines")
    func wellFormed() {
        let parsed = WellFormed(text)
        #expect(parsed.problem == nil)
        // Three definitions, and one again as what to write instead of what is broken.
        #expect(parsed.elements["math"] == 4)
        #expect(parsed.elements["svg", default: 0] > 5)
        #expect(parsed.elements["section", default: 0] >= 3)
    }

    @Test("Nothing is loaded from anywhere")
    func selfContained() {
        let parsed = WellFormed(text)
        for element in ["link", "img", "iframe", "object", "embed", "image"] {
            #expect(parsed.elements[element] == nil)
        }
        #expect(!parsed.attributes.contains("src"))
        #expect(!text.contains("@import") && !text.contains("url("))
        let addresses = text.components(separatedBy: "http").dropFirst().map { String($0.prefix(13)) }
        #expect(addresses.allSatisfy { $0.hasPrefix("://www.w3.org") || $0.hasPrefix("-equiv") })
    }

    @Test("Every link of the map leads to a section")
    func links() {
        for position in 1...3 {
            #expect(text.contains("href=\"#operation-\(position)\""))
            #expect(text.contains("id=\"operation-\(position)\""))
        }
    }

    @Test("No text of the record can add markup, wherever it stands")
    func hostileText() {
        let attack = "</style></script><script>alert('1')</script><img src=\"x\" onerror='y'>]]>&amp;\u{0}"
        let record = Fixture.record { record in
            record.plumbline = attack
            record.limits[0].name = attack
            record.limits[0].derivation = attack
            record.subject.name = attack
            record.subject.libraries = [attack: attack]
            for operation in record.operations.indices { Self.spoil(&record.operations[operation], attack) }
        }
        let comparison = ComparisonSummary(
            reference: attack, regressions: [ComparisonSummary.Line(operation: attack, text: attack)])
        for page in HTMLReport(record).pages(limits: (0, 0)) { #expect(WellFormed(page.text).elements["script"] == 1) }
        for chart in MarkdownReport(record).charts {
            #expect(WellFormed(chart.svg).problem == nil)
            #expect(WellFormed(chart.svg).elements["script"] == nil)
            #expect(chart.path.wholeMatch(of: /stability-report-charts\/operation\d-[A-Za-z0-9]*-[a-z]+\.svg/) != nil)
        }
        let parsed = WellFormed(HTMLReport(record, comparison: comparison).text)
        #expect(parsed.problem == nil)
        #expect(parsed.elements["script"] == 1)
        #expect(parsed.elements["img"] == nil)
        #expect(parsed.attributes.isDisjoint(with: ["onerror", "src"]))
        #expect(parsed.elements["math"] == nil)
        let markdown = MarkdownReport(record).text
        let outsideCode = markdown.replacing(#/(?s)```.*?```|`[^`\n]*`/#, with: "")
        #expect(!outsideCode.contains("<script"))
    }

    private static func spoil(_ operation: inout OperationRecord, _ attack: String) {
        operation.name = attack
        operation.summary = attack
        operation.kind = attack
        operation.file = attack
        operation.definition = attack
        operation.attributes = [attack]
        operation.names = [ForeignNameRecord(catalogue: attack, name: attack, opset: 1)]
        operation.forwardBudget = attack
        operation.proofs = [Fixture.proof]
        operation.proofs[0].implementation = attack
        operation.proofs[0].attributes = [attack: attack]
        operation.proofs[0].error = attack
        operation.proofs[0].reason = attack
        operation.specials = [SpecialRecord(condition: attack, value: attack, reason: attack, met: 1, failed: 1)]
        if !operation.anchors.isEmpty {
            operation.anchors[0].note = attack
            operation.anchors[0].truth = [attack]
            operation.anchors[0].inputs[0].name = attack
            operation.anchors[0].answers[0].implementation = attack
            operation.anchors[0].answers[0].verdict = .wrongClass
            operation.anchors[0].answers[0].replay = attack
        }
        var element = Fixture.silent
        element.caseID = attack
        element.replay = attack
        element.expected = attack
        element.inputs[0].name = attack
        element.attributes = [attack: .text(attack)]
        var frontier = Fixture.frontier("p", 1, \.nextUp, attack, attack, isInherent: false, truth: attack)
        frontier.probe = attack
        frontier.observed = attack
        frontier.law = attack
        frontier.isBeforeRight = false
        frontier.truthBefore = attack
        for position in operation.implementations.indices {
            operation.implementations[position].name = attack
            operation.implementations[position].summary = attack
            operation.implementations[position].expectedReason = attack
            operation.implementations[position].instead = attack
            operation.implementations[position].outcome = .failed
            operation.implementations[position].formula?.problem = attack
            operation.implementations[position].forward.worstReplay = attack
            operation.implementations[position].forward.budget = attack
            operation.implementations[position].worst = [element]
            operation.implementations[position].frontiers = [frontier]
            operation.implementations[position].profiles = [Fixture.profile("forward")]
            operation.implementations[position].profiles[0].input = attack
            operation.implementations[position].growth = Fixture.growth
            operation.implementations[position].errorMap = Fixture.map
            operation.implementations[position].errorMap?.output = attack
            operation.implementations[position].errorMap?.replay = attack
            operation.implementations[position].findings = [
                Fixture.finding(element), Fixture.finding(element, isExpected: false),
                FindingRecord(
                    id: attack, kind: .stale, message: attack, isExpected: false, replay: attack, element: nil),
            ]
        }
    }

    @Test("A definition that cannot be parsed is shown as written")
    func unparsedDefinition() {
        let record = Fixture.record { $0.operations[0].definition = "y = expp(x) <" }
        let html = HTMLReport(record).text
        #expect(html.contains("<figure class=\"formula\"><pre>y = expp(x) &lt;</pre></figure>"))
    }

    @Test("A large run stays below two megabytes")
    func size() {
        let record = Fixture.record { record in
            record.operations = (0..<60).map { number in
                var operation = Fixture.softmax
                operation.name = "operation\(number)"
                return operation
            }
        }
        #expect(HTMLReport(record).text.utf8.count < 2_000_000)
    }

    @Test("A minus before letters is kept with them")
    func minus() {
        let report = HTMLReport(Fixture.record)
        #expect(
            report.code("any(x == -inf, axis) - y, log-sum, [-inf, 1e-05, -x]").text
                == "<code>any(x == <span class=\"word\">-inf</span>, axis) - y, log-sum, [<span class=\"word\">-inf</span>, "
                + "1e-05, <span class=\"word\">-x</span>]</code>")
        #expect(report.code("-<b>").text == "<code>-&lt;b&gt;</code>")
    }

    @Test("Silently wrong elements are called that")
    func silentlyWrong() {
        #expect(text.contains("<span class=\"badge silent\">silently wrong</span>"))
        #expect(text.contains("37 elements <b>silently wrong</b>"))
    }

    @Test("What is broken stands first, with an example, how bad it is, where it begins, and what to write instead")
    func broken() throws {
        let text = HTMLReport(Broken.record).text
        let broken = try #require(text.range(of: "<h2>What is broken</h2>"))
        let known = try #require(text.range(of: "<h2>Known to be broken</h2>"))
        let map = try #require(text.range(of: "<h2>Operations and checks</h2>"))
        #expect(broken.lowerBound < known.lowerBound && known.lowerBound < map.lowerBound)
        #expect(
            text.contains(
                "<h1 class=\"failed\"><span aria-hidden=\"true\">✗</span> 1 of 4 implementations is broken: exp</h1>"))
        let card = text[known.lowerBound..<map.lowerBound]
        #expect(card.contains("<dt>for</dt><dd><code>x = [-103, -104]</code></dd>"))
        #expect(card.contains("<dd class=\"wrong\"><code>1</code></dd>"))
        #expect(card.contains("<dd class=\"right\"><code>0.731058578...</code></dd>"))
        #expect(card.contains("Nothing warns of it: the answer is finite and looks plausible."))
        #expect(
            card.contains(
                "1,856 of 40,960 values are wrong (812 NaN, infinite or special where they must not be, 37 silently)"))
        #expect(card.contains("the largest error is 1.2e+07 ulp: not even the first digit is right"))
        #expect(
            card.contains(
                "Results turn from normal to nan at 88.7228394 (0x42B17218), after 88.7228317 as the last good one (one large logit)."
            ))
        #expect(
            card.contains(
                "Write softmax instead: its largest error is 0.501 ulp, the worst of a sample of 40,960 results."))
    }

    @Test("What changed since another run stands before the map, and links to its operations")
    func changes() throws {
        let summary = ComparisonSummary(
            reference: "run 12",
            regressions: [ComparisonSummary.Line(operation: "exp", text: "exp: 0.501 ulp → 2.51 ulp")],
            vanishedFindings: [ComparisonSummary.Line(text: "softmax/anchor-1")])
        let text = HTMLReport(Fixture.record, comparison: summary).text
        #expect(text.contains("<h2>What changed since run 12</h2>"))
        #expect(text.contains("<li><a href=\"#operation-1\">exp: 0.501 ulp → 2.51 ulp</a></li>"))
        #expect(
            text.contains(
                "<h3 class=\"passed\">Findings that are gone <small>1</small></h3><ul><li>softmax/anchor-1</li></ul>"))
        #expect(
            HTMLReport(Fixture.record, comparison: ComparisonSummary(reference: "run 12")).text.contains("Nothing."))
        #expect(!text.replacing("What changed", with: "").isEmpty && !self.text.contains("What changed"))
        let markdown = MarkdownReport(Fixture.record, comparison: summary).text
        #expect(markdown.contains("## What changed since run 12\n\nRegressions:\n\n- exp: 0.501 ulp → 2.51 ulp\n"))
    }

    @Test("A run that is too large for one page has a page for each operation, and links lead there and back")
    func siblingPages() {
        let report = HTMLReport(Fixture.full)
        #expect(report.pages.map(\.path) == ["stability-report.html"])
        let pages = report.pages(limits: (100_000_000, 100))
        #expect(
            pages.map(\.path) == ["stability-report.html"]
                + (1...3).map { "stability-report-pages/operation-\($0).html" })
        for page in pages { #expect(WellFormed(page.text).problem == nil) }
        #expect(pages[0].text.contains("href=\"stability-report-pages/operation-2.html\""))
        #expect(!pages[0].text.contains("<article class=\"implementation\">"))
        #expect(pages[2].text.contains("href=\"../stability-report.html\""))
        #expect(pages[2].text.contains("<article class=\"implementation\">"))
        #expect(report.pages(limits: (1000, 1_000_000)).count == 4)
    }

    @Test("Elements are counted as a browser counts them")
    func elements() {
        #expect(HTMLReport.elements("<!DOCTYPE html><html><body><p>1 < 2</p><br/></body></html>") == 4)
        #expect(HTMLReport.elements(text) == WellFormed(text).elements.values.reduce(0, +))
    }

    @Test("Every number says whether it is proven or the worst of a sample, and of how many")
    func provenance() {
        let text = HTMLReport(Fixture.full).text
        #expect(text.contains("0.501636880 ulp <small>proven on all 4,294,967,296 inputs;"))
        #expect(text.contains("the worst of a sample of 8,192 results; budget 0.501 ulp"))
        #expect(
            text.contains(
                "Proven: of all 4,294,967,296 floats, none gives a result that is off by more than 0.502 ulp; all 7 digits are right, but for the last bit."
            ))
        #expect(text.contains("title=\"values: passes; proven on all 4,294,967,296 inputs\">0.502"))
        #expect(text.contains("title=\"values: passes; the worst of a sample of 40,960 results\">0.501"))
    }
}
