import Foundation
import Testing

@testable import Reporting
@testable import Verification

/// Runs held to baselines of other runs.
@Suite("Baselines")
struct BaselineTests {
    private static let finding = Fixture.finding(Fixture.silent, isExpected: false)

    /// The fixture with something wrong in exp.
    private static let broken = Fixture.record {
        $0.operations[0].implementations[0].outcome = .failed
        $0.operations[0].implementations[0].forward.status = .failed
        $0.operations[0].implementations[0].forward.maximumULP = 40
        $0.operations[0].implementations[0].forward.verdicts["overBudget"] = 3
        $0.operations[0].implementations[0].findings = [finding]
        $0.operations[0].implementations[0].findingCount = 1
    }

    private func verdict(
        _ change: (inout RunRecord) -> Void, on record: RunRecord = broken, baseline: RunRecord = broken,
        isWhole: Bool = true
    ) -> BaselineVerdict {
        var changed = record
        change(&changed)
        return BaselineVerdict(changed, against: Baseline(baseline), isWhole: isWhole)
    }

    @Test("What is as it was passes, findings and all")
    func same() {
        let same = verdict { _ in }
        #expect(same.passes && same.worse.isEmpty && same.stale.isEmpty)
        #expect(same.summary == "nothing is worse than the baseline; 1 finding of exp allowed by it.")
    }

    @Test("A finding that is not allowed fails, on any implementation")
    func newFinding() {
        let other = verdict {
            $0.operations[2].implementations[0].findings = [Fixture.finding(Fixture.overflow, isExpected: false)]
            $0.operations[2].implementations[0].findingCount = 1
        }
        #expect(
            other.worse == [
                "wrong class at [0]: got nan, the real result is 1\n    verify replay softmax.naive/anchor-1"
            ])
        #expect(!other.passes)
    }

    @Test("A finding of another verdict than the one that is allowed fails")
    func otherVerdict() {
        let worse = verdict {
            $0.operations[0].implementations[0].findings = [Fixture.finding(Fixture.overflow, isExpected: false)]
        }
        #expect(worse.worse.count == 1 && worse.worse[0].hasPrefix("wrong class"))
        #expect(
            worse.stale == [
                "exp: 'forward: over budget' is allowed, but not found any more; save the baseline again to take it out"
            ])
    }

    @Test("A larger error fails, over budget or within it")
    func largerError() {
        let over = verdict { $0.operations[0].implementations[0].forward.maximumULP = 41 }
        #expect(
            over.worse == ["exp: values: largest error 40 → 41 ulp\n    verify replay exp/sweep-7"])
        let within = verdict { $0.operations[2].implementations[0].forward.maximumULP = 0.6 }
        #expect(within.worse == ["softmax: values: largest error 0.501 → 0.6 ulp"])
        let machine = verdict { $0.operations[1].implementations[0].forward.maximumOmega = 2 }
        #expect(machine.passes)
    }

    @Test("More elements with a finding fail, of as many")
    func moreElements() {
        let more = verdict { $0.operations[0].implementations[0].forward.verdicts["overBudget"] = 4 }
        #expect(more.worse == ["exp: values: over budget: 3 → 4 elements"])
        let less = verdict { $0.operations[0].implementations[0].forward.verdicts["overBudget"] = 2 }
        #expect(less.passes && less.better == ["exp: values: over budget: 3 → 2 elements"])
    }

    @Test("With other cases, errors within budget may be others")
    func otherCases() {
        let other = verdict {
            $0.seed = 1
            $0.operations[2].implementations[0].forward.maximumULP = 0.6
            $0.operations[0].implementations[0].forward.maximumULP = 42
        }
        #expect(other.passes, "\(other.worse)")
        let much = verdict {
            $0.seed = 1
            $0.operations[0].implementations[0].forward.maximumULP = 60
        }
        #expect(!much.passes)
    }

    @Test("An allowance that nothing needs any more fails")
    func stale() {
        let gone = verdict({ _ in }, on: Fixture.record)
        #expect(!gone.passes && gone.worse.isEmpty)
        #expect(
            gone.stale
                == [
                    "exp: 'forward: over budget' is allowed, but not found any more; save the baseline again to take it out"
                ])
        #expect(gone.summary == "1 allowance no longer needed; 2 things better.")
    }

    @Test("What a whole run no longer has is stale; what a part of a run lacks is not")
    func vanished() {
        let without = verdict { $0.operations.removeFirst() }
        #expect(without.stale == ["exp: 'forward: over budget' is allowed, but there is no exp any more"])
        #expect(verdict({ $0.operations.removeFirst() }, isWhole: false).passes)
    }

    @Test("A check that no longer runs is worse")
    func unchecked() {
        let without = verdict { $0.operations[0].implementations[0].gradient = nil }
        #expect(without.worse == ["exp: gradient: no longer checked"])
    }

    @Test("A list of findings that was cut off allows what it may have cut off, and nothing of another kind")
    func cutOff() {
        let many = Fixture.record {
            $0.operations[0].implementations[0].findings = [Self.finding]
            $0.operations[0].implementations[0].findingCount = 9
            $0.operations[0].implementations[0].outcome = .failed
        }
        var other = Self.finding
        other.id = "exp/anchor-3/forward-z"
        #expect(verdict({ $0.operations[0].implementations[0].findings = [other] }, on: many, baseline: many).passes)
        other.kind = .invariant
        #expect(!verdict({ $0.operations[0].implementations[0].findings = [other] }, on: many, baseline: many).passes)
    }

    @Test("A baseline is read as it was written; anything else is refused with its reason")
    func files() throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).json").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        var infinite = Self.broken
        infinite.operations[0].implementations[0].forward.maximumULP = .infinity
        let baseline = Baseline(infinite)
        try baseline.data.write(to: URL(fileURLWithPath: path))
        #expect(try Baseline(path: path) == baseline)
        try Data("{\"baselineVersion\": 7}".utf8).write(to: URL(fileURLWithPath: path))
        #expect(throws: BaselineError("the baseline '\(path)' has baselineVersion 7; this version reads 1")) {
            try Baseline(path: path)
        }
        try Data("[]".utf8).write(to: URL(fileURLWithPath: path))
        #expect(throws: BaselineError.self) { try Baseline(path: path) }
        #expect(throws: BaselineError("there is no readable baseline '/nowhere'; 'verify baseline save' writes one")) {
            try Baseline(path: "/nowhere")
        }
    }
}
