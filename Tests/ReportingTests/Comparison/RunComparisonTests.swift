import Foundation
import Testing

@testable import Reporting
@testable import Verification

/// Comparisons of the fixture with itself after one change.
@Suite("Two runs compared")
struct RunComparisonTests {
    private func lines(_ change: (inout RunRecord) -> Void, form: ComparisonText.Form = .text) -> [String] {
        let comparison = RunComparison(from: Fixture.record, to: Fixture.record(change))
        return ComparisonText(comparison, before: "old", after: "new", form: form).lines
    }

    private func comparison(_ change: (inout RunRecord) -> Void) -> RunComparison {
        RunComparison(from: Fixture.record, to: Fixture.record(change))
    }

    @Test("A run is no different from itself")
    func same() {
        let same = comparison { _ in }
        #expect(same.changes.isEmpty && same.newFindings.isEmpty && same.vanishedFindings.isEmpty)
        #expect(!same.hasRegressions)
        #expect(same.summary(reference: "old").isEmpty)
        #expect(
            lines { _ in } == [
                "new, compared with old", "", "4 implementations compared: nothing is worse; nothing is better.",
            ])
    }

    @Test("A larger error is worse, a smaller one better, in the digits that tell them apart")
    func errors() {
        let worse = lines { $0.operations[0].implementations[0].forward.maximumULP = 2.50003 }
        #expect(
            worse == [
                "new, compared with old", "", "Worse (1)",
                "  exp: values: largest error 0.501 ulp → 2.501 ulp (0.501 ulp allowed)", "",
                "4 implementations compared: 1 operation is worse (exp); nothing is better.",
            ])
        let better = comparison { $0.operations[0].implementations[0].forward.maximumULP = 0.5 }
        #expect(better.betterOperations == ["exp"] && better.worseOperations.isEmpty)
        let little = lines { $0.operations[0].implementations[0].forward.maximumULP = 0.500031 }
        #expect(
            little.contains("  exp: values: largest error 0.50003 → 0.500031 (0.501 ulp allowed)"), "\(little)")
    }

    @Test("Errors are compared in the budget's own metric")
    func omega() {
        let change = lines {
            $0.operations[1].implementations[0].forward.maximumULP = 70
            $0.operations[1].implementations[0].forward.maximumOmega = 3
        }
        #expect(
            change.contains("  matmul: values: largest error 1.235 omega → 3 omega (sqrt(n) + 2 omega allowed)"),
            "\(change)")
    }

    @Test("With another seed, only growth that chance does not explain is a change")
    func samples() {
        let little = comparison {
            $0.seed = 1
            $0.operations[0].implementations[0].forward.maximumULP = 0.54
            $0.operations[0].implementations[0].forward.misrounded = 77
        }
        #expect(!little.hasSameCases && little.changes.isEmpty)
        #expect(little.circumstances == ["seed: 20260101 → 1"])
        let much = comparison {
            $0.seed = 1
            $0.operations[0].implementations[0].forward.maximumULP = 0.7
        }
        #expect(much.worseOperations == ["exp"])
    }

    @Test("Counts, statuses, frontiers, texts and outcomes each have their line")
    func everything() {
        let all = lines {
            $0.operations[0].implementations[0].forward.misrounded = 5
            $0.operations[0].implementations[0].forward.verdicts["wrongClass"] = 1
            $0.operations[0].implementations[0].layouts.differing = 2
            $0.operations[0].implementations[0].frontiers[0].lastGood = FloatRecord(Float(80))
            $0.operations[0].implementations[0].frontiers[0].isInherent = false
            $0.operations[0].forwardBudget = "1 ulp"
            $0.operations[2].implementations[0].formula!.status = .failed
            $0.operations[2].implementations[0].outcome = .failed
        }
        #expect(
            all == [
                "new, compared with old", "", "Worse (6)",
                "  exp: values: wrong class elements 0 → 1",
                "  exp: values: misrounded elements 2 → 5",
                "  exp: layouts in memory: passes → fails",
                "  exp: probe 'one argument': last good before normal → inf: 0x1.62e42ep+6 (88.7228317, 0x42B17217) → "
                    + "0x1.400000p+6 (80, 0x42A00000), the implementation's own",
                "  softmax: within budget → fails", "  softmax: formula: passes → fails", "",
                "Otherwise changed (1)", "  exp: budget of values: 0.501 ulp → 1 ulp", "",
                "4 implementations compared: 2 operations are worse (exp, softmax); nothing is better.",
            ], "\(all)")
    }

    @Test("Findings that are new are named, and those that are gone; expected ones are neither")
    func findings() {
        let new = Fixture.finding(Fixture.overflow, isExpected: false)
        let found = comparison {
            $0.operations[0].implementations[0].findings = [new]
            $0.operations[0].implementations[0].findingCount = 1
        }
        #expect(found.newFindings.map(\.finding) == [new])
        #expect(found.worseOperations == ["exp"])
        let gone = RunComparison(
            from: Fixture.record {
                $0.operations[0].implementations[0].findings = [new]
                $0.operations[0].implementations[0].findingCount = 1
            }, to: Fixture.record)
        #expect(gone.vanishedFindings.map(\.finding) == [new])
        #expect(gone.betterOperations == ["exp"])
        let expected = comparison { $0.operations[2].implementations[1].findings = [] }
        #expect(expected.newFindings.isEmpty && expected.vanishedFindings.isEmpty)
    }

    @Test("A list that is cut off proves neither that a finding is new nor that it is gone")
    func cutOff() {
        let one = Fixture.finding(Fixture.overflow, isExpected: false)
        let other = Fixture.finding(Fixture.silent, isExpected: false)
        func record(_ findings: [FindingRecord], of count: Int) -> RunRecord {
            Fixture.record {
                $0.operations[0].implementations[0].findings = findings
                $0.operations[0].implementations[0].findingCount = count
            }
        }
        let unknown = RunComparison(from: record([one], of: 9), to: record([other], of: 9))
        #expect(unknown.newFindings.isEmpty && unknown.vanishedFindings.isEmpty)
        let known = RunComparison(from: record([one], of: 1), to: record([other], of: 1))
        #expect(known.newFindings.map(\.finding) == [other] && known.vanishedFindings.map(\.finding) == [one])
    }

    @Test("Operations that only one run has are listed, and are no regression")
    func membership() {
        let less = comparison { $0.operations.removeFirst() }
        #expect(less.removed == ["exp"] && less.added.isEmpty && !less.hasRegressions && less.compared == 3)
    }

    @Test("Budgets that allow more than twice what was met could be tightened")
    func tightening() {
        let loose = lines {
            $0.operations[0].implementations[0].gradient!.budget = "4 ulp"
            $0.operations[0].implementations[0].gradient!.maximumULP = 0.7
        }
        #expect(
            loose.contains("  exp: gradient: 4 ulp allowed, at most 0.7 ulp met in 4,077 elements"), "\(loose)")
        let tight = comparison { $0.operations[0].implementations[0].gradient!.budget = "0.9 ulp" }
        #expect(tight.tightenings.isEmpty)
    }

    @Test("Nothing in a comparison can act as Markdown")
    func markdown() {
        let text = lines(
            {
                $0.operations[0].implementations[0].name = "<script>|*exp*"
                $0.operations[0].implementations[0].forward.maximumULP = 3
            }, form: .markdown
        ).joined(separator: "\n")
        #expect(!text.contains("<script>"))
        #expect(text.hasPrefix("## new, compared with old\n\n"))
    }

    @Test("What replays a new finding is code in Markdown, and a line of its own elsewhere")
    func replays() {
        let new = Fixture.finding(Fixture.overflow, isExpected: false)
        func change(_ record: inout RunRecord) {
            record.operations[0].implementations[0].findings = [new]
            record.operations[0].implementations[0].findingCount = 1
        }
        let message = "wrong class at [0]: got nan, the real result is 1"
        #expect(lines(change).contains("  \(message)\n    verify replay softmax.naive/anchor-1"))
        #expect(
            lines(change, form: .markdown).contains(
                "* wrong class at \\[0\\]: got nan, the real result is 1 Replay: `verify replay softmax.naive/anchor-1`"
            ))
    }

    @Test("Two subjects stand side by side, and the smaller error is named")
    func subjects() {
        let library = Fixture.record {
            $0.subject.name = "library"
            $0.subject.version = "expf of libm.so.6"
            $0.operations = [$0.operations[0]]
            $0.operations[0].implementations[0].forward.maximumULP = 0.502
            $0.operations[0].implementations[0].gradient = nil
        }
        let comparison = SubjectComparison(Fixture.record, library)
        #expect(comparison.rows.map(\.better) == [.first])
        #expect(
            SubjectComparisonText(comparison, first: "a", second: "b").lines == [
                "a beside b", "",
                "implementation  check   engine     expf of libm.so.6  smaller error",
                "exp             values  0.501 ulp  0.502 ulp          engine", "",
                "only engine: matmul, softmax",
                "Of 1 check, engine has the smaller error in 1, expf of libm.so.6 in 0.",
            ])
        var wrong = library
        wrong.operations[0].implementations[0].forward.maximumULP = 0.1
        wrong.operations[0].implementations[0].forward.verdicts["wrongClass"] = 1
        #expect(SubjectComparison(Fixture.record, wrong).rows[0].better == .first)
    }
}
