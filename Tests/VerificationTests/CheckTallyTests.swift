import Specifications
import Testing

@testable import Verification

@Suite("Tallies of a check")
struct CheckTallyTests {
    private func element(_ verdict: Verdict, ulps: Double? = nil, special: String? = nil) -> ElementJudgement {
        ElementJudgement(
            position: 0, output: 1, verdict: verdict, ulps: ulps.map { $0...$0 }, real: point(1), special: special)
    }

    @Test("A check without elements and cases has not run")
    func notRun() {
        let record = CheckTally(budget: .ulps(1)).record(replaying: "exp")
        #expect(record.status == .notRun)
        #expect(record.verdicts.count == Verdict.allCases.count)
        #expect(record.maximumULP == nil)
        #expect(record.budget == "1 ulp")
    }

    @Test("Everything is counted, and the worst is told")
    func counts() {
        var tally = CheckTally(budget: .ulps(1))
        tally.cases = 1
        let judgements = [
            element(.correctlyRounded, ulps: 0.25), element(.correctlyRounded, ulps: 0.25),
            element(.correctlyRounded, special: "nan"), element(.overBudget, ulps: 5000), element(.wrongClass),
            element(.overBudget, ulps: 1e9),
        ]
        let areWorst = judgements.map { tally.note($0) }
        #expect(areWorst == [true, false, false, true, true, false])
        #expect(tally.hasFindings)
        let record = tally.record(replaying: "exp")
        #expect(record.status == .failed)
        #expect(record.elements == 6)
        #expect(record.verdicts["correctlyRounded"] == 3)
        #expect(record.verdicts["overBudget"] == 2)
        #expect(record.verdicts["wrongClass"] == 1)
        #expect(record.verdicts["undecided"] == 0)
        #expect(record.specials == 1)
        #expect(record.silentlyWrong == 2)
        #expect(record.maximumULP == 1e9)
    }

    @Test("Of each kind nine findings are kept and the first with each verdict, and all are counted")
    func findings() {
        var list = FindingList()
        for number in 0..<100 {
            for isExpected in [false, true] {
                list.add(
                    FindingRecord(
                        id: "\(number)", kind: .forward, message: "", isExpected: isExpected, replay: nil,
                        element: nil))
            }
        }
        #expect(list.count == 200)
        #expect(list.shown.count == 18)
        #expect(list.shown.filter(\.isExpected).map(\.id) == (0..<9).map { "\($0)" })
        #expect(list.unexpected.count == 64)
        // What comes late and is of another sort is kept all the same.
        let nan = ElementRecord(
            check: "forward", verdict: .wrongClass, caseID: "f/anchor-1", replay: "", inputs: [], attributes: [:],
            index: [0], input: nil, got: FloatRecord(Float.nan), expected: "1", nearest: nil, ulpsLow: nil,
            ulpsHigh: nil,
            omega: nil, isSilentlyWrong: false, cotangents: [])
        for number in 0..<3 {
            list.add(
                FindingRecord(
                    id: "f/anchor-\(number + 1)/forward[0]", kind: .forward, message: "", isExpected: false,
                    replay: nil, element: nan))
        }
        #expect(list.shown.count == 19)
        #expect(list.unexpectedCounts["forward: wrong class"] == 3)
    }
}
