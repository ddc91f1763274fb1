import Testing

@testable import Reporting
@testable import Verification

/// Reports hold no number of their own: what is changed in the record is changed in each format.
@Suite("Every number comes from the record")
struct EveryNumberTests {
    /// A change of one number, and how each format prints it. A format that does not show the number has no text.
    struct Change: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let html: String?
        let markdown: String?
        let change: @Sendable (inout RunRecord) -> Void

        init(
            _ name: String, _ text: String, html: String? = nil, markdown: String? = nil, isInMarkdown: Bool = true,
            _ change: @escaping @Sendable (inout RunRecord) -> Void
        ) {
            testDescription = name
            self.html = html ?? text
            self.markdown = isInMarkdown ? markdown ?? text : nil
            self.change = change
        }
    }

    static let changes: [Change] = [
        Change("seed", "987654") { $0.seed = 987_654 },
        Change("cases", "4,321") { $0.cases = 4321 },
        Change("largest error", "0.377 ulp") { $0.operations[2].implementations[0].forward.maximumULP = 0.377 },
        Change("largest omega", "1.777 omega", isInMarkdown: false) {
            $0.operations[1].implementations[0].forward.maximumOmega = 1.777
        },
        Change("elements", "77,531") { $0.operations[0].implementations[0].forward.elements = 77_531 },
        Change("judged cases", "5,432") { $0.operations[0].implementations[0].forward.cases = 5432 },
        Change("verdicts", "6,543 correctly rounded") {
            $0.operations[0].implementations[0].forward.verdicts["correctlyRounded"] = 6543
        },
        Change("silently wrong", "1,717") { $0.operations[2].implementations[1].forward.silentlyWrong = 1717 },
        Change("kinks", "313 left out at kinks") { $0.operations[0].implementations[0].gradient?.kinks = 313 },
        Change("formula", "7,654 elements") { $0.operations[2].implementations[0].formula?.elements = 7654 },
        Change("differences", "919 points") { $0.operations[2].implementations[0].differences?.oraclePoints = 919 },
        Change("runs", "17 runs gave") { $0.operations[0].implementations[0].determinism.runs = 17 },
        Change("layouts", "818 other layouts") { $0.operations[0].implementations[0].layouts.cases = 818 },
        Change("places", "717 cases") { $0.operations[0].implementations[0].positions.cases = 717 },
        Change("special values met", "2,929") { $0.operations[0].specials[0].met = 2929 },
        Change("special values failed", "3,939") { $0.operations[0].specials[0].failed = 3939 },
        Change("frontier", "0x42B70000") {
            $0.operations[0].implementations[0].frontiers[0].firstBad = FloatRecord(91.5 as Float)
        },
        Change("real result before a frontier", "wrong already: the real result is 7.00649e-46") {
            $0.operations[0].implementations[0].frontiers[2].isBeforeRight = false
        },
        Change("what to write instead", "Write the other thing instead, or call softmax") {
            $0.operations[2].implementations[1].instead = "the other thing"
        },
        Change("frontier's n", "6,161") { $0.operations[0].implementations[0].frontiers[0].size = 6161 },
        Change("anchor's truth", "[0.987, 0]") { $0.operations[2].anchors[0].truth = ["0.987", "0"] },
        Change("anchor's answer", "[1, 0.625]") {
            $0.operations[2].anchors[0].answers[0].outputs[1] = FloatRecord(0.625 as Float)
        },
        Change("worst element", "0.456 ulp") { record in
            record.operations[0].implementations[0].worst[0].ulpsHigh = 0.456
        },
        Change("worst element's result", "4.123456") {
            $0.operations[0].implementations[0].worst[0].expected = "4.123456"
        },
        Change("worst element's own input", "x[36] = 0.12345", markdown: "0x3DFCD35B") {
            $0.operations[0].implementations[0].worst[0].places?[0].value = FloatRecord(0.12345 as Float)
        },
        Change("finding", "0.765432") {
            $0.operations[2].implementations[1].findings[1].element?.expected = "0.765432"
        },
        Change("more findings", "And 41 more findings") { $0.operations[2].implementations[1].findingCount = 43 },
        Change("limit", "1.71875") { $0.limits[0].value = FloatRecord(1.71875 as Float) },
        Change("proof's error", "0.512345678") { $0.operations[0].proofs[0].error = "0.512345678" },
        Change("proof's inputs", "4,100,000,000") { $0.operations[0].proofs[0].inputs = 4_100_000_000 },
        Change("proof's count", "246,813") { $0.operations[0].proofs[0].counts["misrounded"] = 246_813 },
        Change("profile", "9,090 results") { $0.operations[2].implementations[1].profiles[0].elements = 9090 },
        Change("profile's binade", "4.99e+08 ulp") {
            $0.operations[2].implementations[1].profiles[0].binades[1].maximumULP = 4.99e8
        },
        Change("growth", "17.5 for 1,000") { $0.operations[2].implementations[0].growth[2].maximumOmega = 17.5 },
        Change("terms", "13.75 for 2,048") { $0.operations[2].implementations[0].growth[2].terms = 2048 },
        Change("histogram", "2,345 from 0 to 0.125", isInMarkdown: false) {
            $0.operations[2].implementations[1].profiles[0].histogram[0] = 2345
        },
        Change("map of errors", "8.19e+03 ulp", html: "[1, 0], 8.19e+03 ulp", isInMarkdown: false) {
            $0.operations[2].implementations[1].errorMap?.ulps[3] = 8190
            $0.operations[2].implementations[1].errorMap?.wrong = []
        },
    ]

    @Test("A number changed in the record is changed in each format", arguments: changes)
    func change(change: Change) {
        let before = Fixture.full
        let after = {
            var record = before
            change.change(&record)
            return record
        }()
        if let text = change.html {
            #expect(!HTMLReport(before).text.contains(text))
            #expect(HTMLReport(after).text.contains(text))
        }
        if let text = change.markdown {
            let escaped = { (text: String) in text.replacing("\\", with: "") }
            #expect(!escaped(MarkdownReport(before).text).contains(text))
            #expect(escaped(MarkdownReport(after).text).contains(text))
        }
        #expect((try? JSONReport(before).data) != (try? JSONReport(after).data))
    }

    @Test("Charts move with the numbers that they show")
    func charts() {
        var other = Fixture.full
        other.operations[0].proofs[0].binades[1].maximumULP = 0.1875
        other.operations[2].implementations[1].profiles[0].binades[1].maximumULP = 1024
        other.operations[2].implementations[0].growth[1].maximumOmega = 5
        let (old, new) = (MarkdownReport(Fixture.full).charts, MarkdownReport(other).charts)
        #expect(old.map(\.path) == new.map(\.path))
        let changed = zip(old, new).filter { $0.svg != $1.svg }.map(\.0.path)
        #expect(
            changed
                == ["exp-values.svg", "softmax-values.svg", "softmax-omega.svg"].map { "stability-report-charts/" + $0 }
        )
    }
}
