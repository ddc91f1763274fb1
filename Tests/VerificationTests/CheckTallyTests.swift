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
        #expect(areWorst.map(\.isWorst) == [true, false, false, true, true, false])
        #expect(areWorst.map(\.hasLargestError) == [true, false, false, true, false, true])
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

    @Test("Of each kind nine findings are kept, and all are counted")
    func findings() {
        var list = FindingList()
        for number in 0..<100 {
            for isExpected in [false, true] {
                list.add(
                    FindingRecord(
                        id: "exp/anchor-\(number)/forward[0]", kind: .forward, message: "", isExpected: isExpected,
                        replay: nil, element: nil))
            }
        }
        #expect(list.count == 200)
        #expect(list.shown.count == 18)
        #expect(list.shown.filter(\.isExpected).map(\.id) == (0..<9).map { "exp/anchor-\($0)/forward[0]" })
        #expect(list.unexpected.count == 64)
    }

    @Test("What is kept is shared by verdicts, with the worst of each, in the order in which they were met")
    func sharedFindings() {
        var list = FindingList()
        func add(_ number: Int, _ verdict: Verdict, _ error: Double, isSilent: Bool = false) {
            let element = ElementRecord(
                check: "forward", verdict: verdict, caseID: "c", replay: "r", inputs: [], attributes: [:],
                index: [number],
                input: nil, got: FloatRecord(1 as Float), expected: "1", nearest: nil, ulpsLow: nil, ulpsHigh: error,
                omega: nil, isSilentlyWrong: isSilent, cotangents: [])
            list.add(
                FindingRecord(
                    id: "exp/\(number)/forward[0]", kind: .forward, message: "", isExpected: false, replay: nil,
                    element: element),
                error: error)
        }
        for number in 0..<50 { add(number, .wrongClass, .infinity) }
        for number in 50..<90 { add(number, .overBudget, number == 77 ? 9000 : 10) }
        add(90, .overBudget, 1e6, isSilent: true)
        #expect(
            list.shown.map(\.id) == [0, 1, 2, 3, 50, 51, 52, 77, 90].map { "exp/\($0)/forward[0]" })
        #expect(list.count == 91)
    }

    @Test("The case with the largest error is replayed, though the worst element has no error")
    func largest() {
        var tally = CheckTally(budget: .ulps(1))
        for (name, verdict, ulps) in [
            ("large", Verdict.overBudget, 5000.0), ("nan", .wrongClass, nil), ("small", .faithful, 0.75),
        ] {
            let standing = tally.note(element(verdict, ulps: ulps))
            let record = ElementRecord(
                check: "forward", verdict: verdict, caseID: name, replay: "verify replay \(name)", inputs: [],
                attributes: [:], index: [0], input: nil, got: FloatRecord(1 as Float), expected: "1", nearest: nil,
                ulpsLow: ulps, ulpsHigh: ulps, omega: nil, isSilentlyWrong: false, cotangents: [])
            if standing.isWorst { tally.worst = record }
            if standing.hasLargestError { tally.largest = record }
        }
        #expect(tally.worst?.caseID == "nan")
        #expect(tally.record(replaying: "exp").maximumULP == 5000)
        #expect(tally.record(replaying: "exp").worstReplay == "verify replay large")
    }
}
