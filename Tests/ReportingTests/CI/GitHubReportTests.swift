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

    @Test("What a baseline allows is not annotated, and the summary says what it makes of the run")
    func baseline() {
        func report(_ record: RunRecord) -> GitHubReport {
            GitHubReport(
                record, verdict: BaselineVerdict(record, against: Broken.baseline, isWhole: true), places: places)
        }
        #expect(
            report(Broken.listed).annotations == [
                "::notice title=Plumbline::nothing is worse than the baseline; 40 findings of exp allowed by it."
            ])
        #expect(
            report(Broken.listed).summary().hasPrefix(
                "## Nothing is worse than the baseline\n\nHeld to a baseline, nothing is worse"))
        let worse = report(Broken.worse).annotations
        #expect(worse.count == 3)
        #expect(worse[0].contains("::exp: wrong class: y[0] is nan%0AReplay"))
        #expect(
            worse[1]
                == "::error file=Specs/softmax.yaml,line=2,title=softmax%3A worse than the baseline::softmax: values: misrounded: 10 → 14 elements"
        )
        #expect(worse[2].hasPrefix("::error title=Plumbline::2 findings worse than the baseline; 40 findings"))
        let summary = report(Broken.worse).summary()
        #expect(summary.hasPrefix("## Not as the baseline allows\n"))
        #expect(summary.contains("### What is worse\n\n- exp: wrong class: y\\[0\\] is nan"))
        var many = Broken.worse
        for place in many.operations.indices { many.operations[place].implementations[0].forward.misrounded += 100 }
        let lines = report(many).annotations
        #expect(
            lines.count <= 10 && lines.contains { $0.contains("wrong class") }
                && lines.contains { $0.contains("misrounded") })
    }

    @Test("Where nothing fits any more, nothing is added")
    func full() {
        #expect(GitHubReport(Broken.record).summary(limit: 0) == "")
        #expect(GitHubReport(Broken.record).summary(limit: 20) == "")
        #expect(GitHubReport(Broken.record).summary(limit: 30) == "## Plumbline: 13 findings\n")
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
