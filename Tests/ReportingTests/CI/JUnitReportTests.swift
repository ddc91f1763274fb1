import Foundation
import Testing

@testable import Reporting
@testable import Verification

@Suite("JUnit reports")
struct JUnitReportTests {
    @Test(
        "They are valid by the schema that dashboards use, whatever a run holds",
        arguments: [Fixture.record, Broken.record])
    func validity(record: RunRecord) throws {
        let schema = try XMLSchema(Repository.data("Tests/Schemas/junit-10.xsd"))
        #expect(try schema.complaints(JUnitReport(record).data) == [])
    }

    @Test("The schema refuses what it should: an unknown element, a missing name, a wrong time")
    func schemaCanFail() throws {
        let schema = try XMLSchema(Repository.data("Tests/Schemas/junit-10.xsd"))
        for (old, new) in [
            ("<skipped", "<passed"), (" name=\"exp\"", ""), ("errors=\"0\"", "errors=\"0\" time=\"soon\""),
        ] {
            let spoiled = JUnitReport(Fixture.record).text.replacing(old, with: new)
            #expect(try schema.complaints(Data(spoiled.utf8)) != [], "\(new)")
        }
    }

    @Test("What fails is a failure with its messages and replays; what fails as expected passes")
    func failures() {
        let text = JUnitReport(Broken.record).text
        #expect(text.contains("<testsuites name=\"plumbline\" tests=\"25\" failures=\"2\" errors=\"0\">"))
        #expect(text.contains("<testsuite name=\"exp\" tests=\"6\" failures=\"2\" errors=\"0\""))
        #expect(text.contains("<failure type=\"wrong values\" message=\"exp: over budget: y[1] is 2, off by 10 ulp\">"))
        #expect(
            text.contains(
                "y[12] is 2, off by 120 ulp\n    verify replay exp/seeded-1.12@0\nexp: of 40 findings, 13 are listed</failure>"
            ))
        #expect(text.contains("name=\"softmax.naive: values\"><system-out>Fails as expected: because exp overflows"))
        #expect(text.contains("name=\"matmul: gradient\"><skipped message=\"not run\"/></testcase>"))
        #expect(JUnitReport(Fixture.record).text.contains("failures=\"0\""))
    }

    @Test("What a baseline allows passes, and the file fails exactly when the run does")
    func baseline() throws {
        func text(_ record: RunRecord) throws -> String {
            let verdict = BaselineVerdict(record, against: Broken.baseline, isWhole: true)
            let report = JUnitReport(record, verdict: verdict)
            #expect(try XMLSchema(Repository.data("Tests/Schemas/junit-10.xsd")).complaints(report.data) == [])
            #expect(report.text.contains("failures=\"0\" errors=\"0\">\n<testsuite ") == verdict.passes)
            return report.text
        }
        let same = try text(Broken.listed)
        #expect(
            same.contains(
                "name=\"exp: values\"><system-out>Allowed by the baseline: forward: over budget.</system-out></testcase>"
            ))
        let worse = try text(Broken.worse)
        #expect(worse.contains("<testsuites name=\"plumbline\" tests=\"29\" failures=\"2\""))
        #expect(
            worse.contains(
                "name=\"exp: values\"><failure type=\"wrong values\" message=\"exp: wrong class: y[0] is nan\">"))
        #expect(
            worse.contains(
                "name=\"softmax: as in the baseline\"><failure type=\"worse than the baseline\" "
                    + "message=\"softmax: values: misrounded: 10 → 14 elements\">"))
        #expect(worse.contains("name=\"exp: as in the baseline\"></testcase>"))
        // An allowance that nothing needs any more fails, too.
        #expect(try text(Fixture.record).contains("<failure type=\"stale allowance\""))
    }

    @Test("What the record does not list is said, and rows of special values come with what shows it")
    func evidence() {
        let record = Fixture.record { record in
            var element = Fixture.element(
                "exp/special-3", [-.infinity], got: 1, expected: "+0", verdict: .wrongClass)
            element.ulpsHigh = nil
            record.operations[0].specials[1].failed = 3
            record.operations[0].implementations[0].outcome = .failed
            record.operations[0].implementations[0].forward.status = .failed
            record.operations[0].implementations[0].findings = [Fixture.finding(element, isExpected: false)]
            record.operations[0].implementations[0].findingCount = 1_512
        }
        let text = JUnitReport(record).text
        #expect(
            text.contains(
                "name=\"exp: special values\"><failure type=\"wrong special values\" message=\"the special case "
                    + "&#39;x == -inf → +0&#39; does not hold for 3 of 7 elements\">"))
        #expect(text.contains("\n    verify replay exp/special-3\nexp: of 1,512 findings, 1 is listed</failure>"))
    }

    @Test("A stale expectation fails a test case of its own")
    func staleExpectation() {
        let record = Fixture.record { record in
            record.operations[2].implementations[1].outcome = .expectationStale
            record.operations[2].implementations[1].findings = [
                FindingRecord(
                    id: "softmax.naive/stale-forward", kind: .staleExpectation, message: "softmax.naive: passes",
                    isExpected: false, replay: nil, element: nil)
            ]
        }
        let text = JUnitReport(record).text
        #expect(text.contains("name=\"softmax.naive: expected failures\"><failure type=\"stale expectation\""))
    }

    @Test("Names stay the same when every measured number is another")
    func stableNames() {
        func names(_ record: RunRecord) -> [Substring] {
            JUnitReport(record).text.matches(of: /name="([^"]*)"/).map(\.output.1)
        }
        let other = Fixture.record { record in
            record.seed = 99
            record.operations[0].implementations[0].forward.maximumULP = 0.4
            record.operations[0].implementations[0].forward.elements = 17
        }
        #expect(names(other) == names(Fixture.record))
    }

    @Test("No text of a record can add an element")
    func hostileText() {
        let attack = "\"/><testcase name=\"x\"/>]]>\n<!--\u{0}"
        let record = Fixture.record { record in
            record.operations[0].name = attack
            record.operations[0].implementations[0].name = attack
            record.operations[2].implementations[1].expectedReason = attack
        }
        let parsed = WellFormed(JUnitReport(record).text)
        #expect(parsed.problem == nil)
        #expect(parsed.elements["testcase"] == 25)
    }
}
