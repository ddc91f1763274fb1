import Values

@testable import Reporting
@testable import Verification

/// A run in which something fails that nobody expected: `exp` is wrong at many places, and by kinds of their own.
enum Broken {
    static let record = Fixture.record { record in
        record.operations[0].implementations[0].outcome = .failed
        record.operations[0].implementations[0].findings = findings(12)
        record.operations[0].implementations[0].findingCount = 40
    }

    /// A baseline of it, and a run that is also wrong in another way: an answer of a wrong class, and more misrounded.
    static let baseline = try! Baseline(listed)
    static let worse: RunRecord = {
        var record = listed
        var nan = findings(1)[0]
        nan.id = "exp/anchor-2/forward[0]"
        nan.message = "exp: wrong class: y[0] is nan"
        nan.element?.verdict = .wrongClass
        record.operations[0].implementations[0].findings.append(nan)
        record.operations[0].implementations[0].unexpectedCounts?[nan.sort] = 1
        record.operations[2].implementations[0].forward.misrounded += 4
        return record
    }()

    /// The record, with what it found counted by sort.
    static let listed: RunRecord = {
        var record = Broken.record
        record.operations[0].implementations[0].unexpectedCounts = ["forward: over budget": 39, "formula-x": 1]
        return record
    }()

    /// Values that are off by 10, 20, ... ulp, and a formula that is wrong.
    static func findings(_ count: Int) -> [FindingRecord] {
        let values = (1...count).map { number in
            var element = Fixture.element(
                "exp/seeded-1.\(number)@0", [Float(number)], got: 2, expected: "2.5", ulps: Double(10 * number),
                verdict: .overBudget)
            element.index = [number]
            return FindingRecord(
                id: "exp/seeded-1.\(number)@0/forward[\(number)]", kind: .forward,
                message: "exp: over budget: y[\(number)] is 2, off by \(10 * number) ulp", isExpected: false,
                replay: element.replay, element: element)
        }
        let formula = FindingRecord(
            id: "exp/anchor-1/formula-x[0]", kind: .formula, message: "exp: wrong formula", isExpected: false,
            replay: "verify replay exp/anchor-1", element: nil)
        return values + [formula]
    }
}
