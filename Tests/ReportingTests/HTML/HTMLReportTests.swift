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
        #expect(parsed.elements["math"] == 3)
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
        let parsed = WellFormed(HTMLReport(record).text)
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
        for position in operation.implementations.indices {
            operation.implementations[position].name = attack
            operation.implementations[position].summary = attack
            operation.implementations[position].expectedReason = attack
            operation.implementations[position].outcome = .failed
            operation.implementations[position].formula?.problem = attack
            operation.implementations[position].forward.worstReplay = attack
            operation.implementations[position].forward.budget = attack
            operation.implementations[position].worst = [element]
            operation.implementations[position].frontiers = [frontier]
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

    @Test("Silently wrong elements are called that")
    func silentlyWrong() {
        #expect(text.contains("<span class=\"badge silent\">silently wrong</span>"))
        #expect(text.contains("37 elements <b>silently wrong</b>"))
    }
}
