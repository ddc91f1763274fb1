import Testing

@testable import Reporting
@testable import Verification

@Suite("GitHub annotations and job summaries")
struct GitHubReportTests {
    private let places = FindingPlaces(folder: "./Specs/") { _ in "operation: exp\nbudgets: {}\n" }

    @Test("The worst nine are annotated, one of each kind among them, and all are counted")
    func annotations() {
        let lines = GitHubReport(Broken.record, places: places).annotations
        #expect(lines.count == 10)
        #expect(
            lines[0]
                == "::error file=Specs/exp.yaml,line=1,title=exp%3A wrong backward formula::exp: wrong formula%0AReplay: verify replay exp/anchor-1"
        )
        #expect(
            lines[1]
                == "::error file=Specs/exp.yaml,line=2,title=exp%3A wrong values::exp: over budget: y[12] is 2, off by 120 ulp%0AReplay: verify replay exp/seeded-1.12@0"
        )
        #expect(lines[2].contains("off by 110 ulp"))
        #expect(
            lines[9].hasPrefix("::error title=Plumbline::40 findings, of which the worst 9 are annotated. 3 operations")
        )
    }

    @Test("A run that passes says so in one notice")
    func nothing() {
        #expect(
            GitHubReport(Fixture.record).annotations == [
                "::notice title=Plumbline::3 operations, 4 implementations: 3 within budget; 1 fails as expected."
            ])
    }

    @Test("No text can end a command or add a property")
    func hostileText() {
        let command = GitHubReport.command("error", [("file", "a,line=9::x%\n")], "one\r\n::set-output name=x::y%")
        #expect(command == "::error file=a%2Cline=9%3A%3Ax%25%0A::one%0D%0A::set-output name=x::y%25")
        #expect(!command.contains { $0.isNewline })
    }

    @Test("The summary begins with what is broken, and says what to write instead")
    func summary() {
        let text = GitHubReport(Broken.record, places: places).summary()
        #expect(text.hasPrefix("## 1 of 4 implementations is broken: exp\n"))
        #expect(text.contains("### What is broken\n\n- **exp**: For x = \\[1\\] it answers"))
        #expect(text.contains("known to be broken, and shown to be"))
        #expect(text.contains("Write softmax instead"))
        #expect(text.contains("| softmax.naive | fails as expected |"))
    }

    @Test(
        "A summary that is too long for the host is cut between its parts, and says so",
        arguments: [200, 900, 2000, 9000])
    func limit(limit: Int) {
        let text = GitHubReport(Broken.record, places: places).summary(limit: limit)
        #expect(text.utf8.count <= limit)
        #expect(text.contains("All checks") == (limit >= 9000) || limit == 2000)
        if limit == 900 { #expect(text.hasSuffix("More does not fit here; the report has all of it.\n")) }
        let many = Fixture.record { record in
            record.operations = (0..<4_000).map { number in
                var operation = Fixture.softmax
                operation.name = "operation\(number)"
                return operation
            }
        }
        #expect(GitHubReport(many).summary().utf8.count < 1 << 20)
    }

    @Test("The summary says what changed, and links to nothing that it has not")
    func changes() {
        let change = ComparisonSummary(
            reference: "run 12", regressions: [ComparisonSummary.Line(operation: "exp", text: "exp: 0.5 ulp → 2.5 ulp")]
        )
        let summary = GitHubReport(Fixture.full, comparison: change).summary()
        #expect(summary.contains("## What changed since run 12\n\nRegressions:\n\n- exp: 0.5 ulp → 2.5 ulp\n"))
        #expect(!summary.contains("](#"))
        #expect(summary.contains("| exp |"))
    }
}
