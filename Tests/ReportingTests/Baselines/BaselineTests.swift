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
    ) throws -> BaselineVerdict {
        var changed = record
        change(&changed)
        return BaselineVerdict(changed, against: try Baseline(baseline), isWhole: isWhole)
    }

    @Test("What is as it was passes, findings and all")
    func same() throws {
        let same = try verdict { _ in }
        #expect(same.passes && same.worse.isEmpty && same.stale.isEmpty)
        #expect(same.summary == "nothing is worse than the baseline; 1 finding of exp allowed by it.")
    }

    @Test("A finding that is not allowed fails, on any implementation")
    func newFinding() throws {
        let other = try verdict {
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
    func otherVerdict() throws {
        let worse = try verdict {
            $0.operations[0].implementations[0].findings = [Fixture.finding(Fixture.overflow, isExpected: false)]
        }
        #expect(worse.worse.count == 1 && worse.worse[0].hasPrefix("wrong class"))
        #expect(
            worse.stale == [
                "exp: 'forward: silently wrong' is allowed, but not found any more; save the baseline again to take it out"
            ])
    }

    @Test("A larger error fails, over budget or within it")
    func largerError() throws {
        let over = try verdict { $0.operations[0].implementations[0].forward.maximumULP = 41 }
        #expect(
            over.worse == ["exp: values: largest error 40 → 41 ulp\n    verify replay exp/sweep-7"])
        let within = try verdict { $0.operations[2].implementations[0].forward.maximumULP = 0.6 }
        #expect(within.worse == ["softmax: values: largest error 0.501 → 0.6 ulp"])
        let machine = try verdict { $0.operations[1].implementations[0].forward.maximumOmega = 2 }
        #expect(machine.passes)
    }

    @Test("More elements with a finding fail, of as many")
    func moreElements() throws {
        let more = try verdict { $0.operations[0].implementations[0].forward.verdicts["overBudget"] = 4 }
        #expect(more.worse == ["exp: values: over budget: 3 → 4 elements"])
        let less = try verdict { $0.operations[0].implementations[0].forward.verdicts["overBudget"] = 2 }
        #expect(less.passes && less.better == ["exp: values: over budget: 3 → 2 elements"])
        // Even those that are within budget, as 'verify compare' has it.
        let misrounded = try verdict { $0.operations[2].implementations[0].forward.misrounded += 5000 }
        #expect(misrounded.worse == ["softmax: values: misrounded: 10 → 5,010 elements"])
    }

    @Test("With other cases, errors within budget may be others")
    func otherCases() throws {
        let other = try verdict {
            $0.seed = 1
            $0.operations[2].implementations[0].forward.maximumULP = 0.6
            $0.operations[0].implementations[0].forward.maximumULP = 42
        }
        #expect(other.passes, "\(other.worse)")
        let much = try verdict {
            $0.seed = 1
            $0.operations[0].implementations[0].forward.maximumULP = 60
        }
        #expect(!much.passes)
    }

    @Test("An allowance that nothing needs any more fails")
    func stale() throws {
        let gone = try verdict({ _ in }, on: Fixture.record)
        #expect(!gone.passes && gone.worse.isEmpty)
        #expect(
            gone.stale
                == [
                    "exp: 'forward: silently wrong' is allowed, but not found any more; save the baseline again to take it out"
                ])
        #expect(gone.summary == "1 allowance no longer needed; 2 things better.")
    }

    @Test("What a whole run no longer has is stale; what a part of a run lacks is not")
    func vanished() throws {
        let without = try verdict { $0.operations.removeFirst() }
        #expect(without.stale == ["exp: 'forward: silently wrong' is allowed, but there is no exp any more"])
        #expect(try verdict({ $0.operations.removeFirst() }, isWhole: false).passes)
    }

    @Test("A check that no longer runs is worse")
    func unchecked() throws {
        let without = try verdict { $0.operations[0].implementations[0].gradient = nil }
        #expect(without.worse == ["exp: gradient: no longer checked"])
    }

    /// What a run says of a kernel that is wrong in one way, listed, and in others, of which the list holds the first few.
    private static func many(_ counts: [String: Int], listed: [FindingRecord], seed: UInt64 = 0) -> RunRecord {
        Fixture.record {
            $0.seed = seed
            $0.operations[0].implementations[0].outcome = .failed
            $0.operations[0].implementations[0].forward.status = .failed
            $0.operations[0].implementations[0].findings = listed
            $0.operations[0].implementations[0].findingCount = counts.values.reduce(0, +)
            $0.operations[0].implementations[0].unexpectedCounts = counts
        }
    }

    @Test("A verdict that the baseline does not allow fails, however many of another it allows", arguments: [0, 5])
    func newVerdict(seed: UInt64) throws {
        let silent = Self.finding.sort
        #expect(silent == "forward: silently wrong")
        let before = Self.many([silent: 80], listed: [Self.finding])
        let nan = Fixture.finding(Fixture.overflow, isExpected: false)
        let after = Self.many([silent: 80, nan.sort: 8], listed: [Self.finding, nan], seed: seed)
        let verdict = try self.verdict({ _ in }, on: after, baseline: before)
        #expect(!verdict.passes)
        #expect(
            verdict.worse == [
                "\(nan.message)\n    \(nan.replay!)",
                "exp: 'forward: wrong class' is not allowed, and found another 7 times",
            ])
        #expect(
            verdict.summary
                == "8 findings worse than the baseline; 80 findings of exp allowed by it.")
        #expect(verdict.allows(Self.finding, of: "exp") && !verdict.allows(nan, of: "exp"))
        // The same holds where the list shows none of them.
        let unlisted = Self.many([silent: 80, nan.sort: 8], listed: [Self.finding], seed: seed)
        #expect(
            try self.verdict({ _ in }, on: unlisted, baseline: before).worse
                == ["exp: 'forward: wrong class' is not allowed, and found 8 times"])
    }

    @Test("More findings of a sort that has no verdict fail, of the same cases")
    func moreFindings() throws {
        func record(_ count: Int, seed: UInt64 = 0) -> RunRecord {
            Self.many(["invariant-y": count], listed: [], seed: seed)
        }
        let more = try verdict({ _ in }, on: record(4), baseline: record(3))
        #expect(more.worse == ["exp: invariant-y: 3 → 4 findings"])
        #expect(try verdict({ _ in }, on: record(4, seed: 1), baseline: record(3)).passes)
        #expect(try verdict({ _ in }, on: record(2), baseline: record(3)).passes)
    }

    @Test("A record of an older version, which lists only a part of what was found, makes no baseline and passes none")
    func older() throws {
        let old = Fixture.record {
            $0.operations[0].implementations[0].findings = [Self.finding]
            $0.operations[0].implementations[0].findingCount = 9
            $0.operations[0].implementations[0].outcome = .failed
        }
        #expect(
            throws: BaselineError(
                "the run is of an older version, which did not keep all that it found of exp; run it again")
        ) { try Baseline(old) }
        #expect(
            try verdict({ _ in }, on: old).worse == [
                "exp: its record, of an older version, does not tell all that was found; run it again"
            ])
    }

    @Test("A baseline is read as it was written; anything else is refused with its reason")
    func files() throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).json").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        var infinite = Self.broken
        infinite.operations[0].implementations[0].forward.maximumULP = .infinity
        let baseline = try Baseline(infinite)
        try baseline.data.write(to: URL(fileURLWithPath: path))
        #expect(try Baseline(path: path) == baseline)
        try Data("{\"baselineVersion\": 7}".utf8).write(to: URL(fileURLWithPath: path))
        #expect(throws: BaselineError("the baseline '\(path)' has baselineVersion 7; this version reads 2")) {
            try Baseline(path: path)
        }
        try Data("{\"baselineVersion\": 1}".utf8).write(to: URL(fileURLWithPath: path))
        #expect(
            throws: BaselineError(
                "the baseline '\(path)' has baselineVersion 1, which did not say all that it allows; check again and save it "
                    + "anew: verify baseline save --output \(path)")
        ) { try Baseline(path: path) }
        try Data("[]".utf8).write(to: URL(fileURLWithPath: path))
        #expect(throws: BaselineError.self) { try Baseline(path: path) }
        #expect(throws: BaselineError("there is no readable baseline '/nowhere'; 'verify baseline save' writes one")) {
            try Baseline(path: "/nowhere")
        }
    }
}
