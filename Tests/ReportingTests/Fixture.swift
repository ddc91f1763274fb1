import Foundation
import Specifications
import Values

@testable import Verification

/// A run as `verify all` would record it: an operation that passes, one with a naive implementation that fails as
/// expected, and one whose bits come from a vendor's library.
enum Fixture {
    static let record = RunRecord(
        plumbline: "0.1.0", seed: 20_260_101, cases: 256,
        subject: SubjectRecord(
            name: "engine", version: "0.1.0", keepsSubnormals: true, libraries: ["openblas": "0.3.21 Haswell"]),
        limits: [
            LimitRecord(
                name: "smallest subnormal", derivation: "the float above 0",
                value: FloatRecord(Float.leastNonzeroMagnitude))
        ],
        operations: [exp, matmul, softmax])

    /// The record with one change.
    static func record(_ change: (inout RunRecord) -> Void) -> RunRecord {
        var record = record
        change(&record)
        return record
    }

    // MARK: Operations

    static let exp = operation(
        "exp", "The exponential function of each element.", definition: "y = exp(x)",
        budgets: ("0.501 ulp", "0.501 ulp"),
        specials: [
            SpecialRecord(condition: "isnan(x)", value: "nan", reason: nil, met: 12, failed: 0),
            SpecialRecord(condition: "x == -inf", value: "+0", reason: nil, met: 7, failed: 0),
        ],
        [
            implementation(
                "exp",
                forward: check(
                    elements: 8192, [.correctlyRounded: 8190, .faithful: 2], ulp: 0.50003, case: "exp/sweep-7"),
                gradient: check(elements: 4096, [.correctlyRounded: 4096], ulp: 0.49999, case: "exp/generated-3"),
                frontiers: [
                    frontier("one argument", 88.72283, \.nextUp, "normal", "inf", truth: "3.40282356...e38"),
                    frontier("one argument", -87.33654, \.nextDown, "normal", "subnormal", truth: "1.17549e-38"),
                    frontier("one argument", -103.97207, \.nextDown, "subnormal", "zero", truth: "7.00649e-46"),
                ],
                worst: [element("exp/sweep-7", [1.5], got: 4.481689, expected: "4.48168907...", ulps: 0.50003)])
        ])

    static let matmul = operation(
        "matmul", "Matrix product over the last two axes; the axes before them broadcast.",
        definition: "y[..., i, j] = sum(k: a[..., i, k] * b[..., k, j])", inputs: ["a", "b"],
        attributes: ["deterministic"], budgets: ("sqrt(n) + 2 omega", "sqrt(n) + 2 omega"), specials: [],
        [
            implementation(
                "matmul", summary: "the vendor's BLAS", isMachineDependent: true,
                forward: check(
                    elements: 777, [.withinBudget: 333, .correctlyRounded: 444], ulp: 7.0625, omega: 1.2345,
                    case: "matmul/generated-9", budget: "sqrt(n) + 2 omega"))
        ])

    static let softmax = operation(
        "softmax", "Exponentials along an axis, normalised to sum to one.",
        definition: "let e = exp(x - max(x, axis))\ny = e / sum(e, axis)\n", attributes: ["axis"],
        budgets: ("0.501 ulp", "0.51 ulp"),
        specials: [
            SpecialRecord(
                condition: "any(x == inf, axis)", value: "nan", reason: "infinity over infinity has no value", met: 3,
                failed: 0)
        ],
        anchors: [
            AnchorRecord(
                id: "anchor-1", note: "the example of every text on stability",
                inputs: [TensorRecord(name: "x", HostArray([1000, 0] as [Float]))], attributes: [:], truth: ["1", "0"],
                answers: [
                    AnswerRecord(
                        implementation: "softmax", outputs: [FloatRecord(1 as Float), FloatRecord(0 as Float)],
                        verdict: .correctlyRounded, isSilentlyWrong: false, gradients: [],
                        replay: "verify replay softmax/anchor-1"),
                    AnswerRecord(
                        implementation: "softmax.naive", outputs: [FloatRecord(Float.nan), FloatRecord(0 as Float)],
                        verdict: .wrongClass, isSilentlyWrong: false, gradients: [],
                        replay: "verify replay softmax.naive/anchor-1"),
                ])
        ],
        [
            implementation(
                "softmax",
                forward: check(elements: 40_960, [.correctlyRounded: 40_950, .faithful: 10], ulp: 0.5004),
                gradient: check(elements: 40_960, [.correctlyRounded: 40_960], ulp: 0.5), formula: formula),
            naive,
        ])

    static let naive = implementation(
        "softmax.naive", summary: "exp(x) / sum(exp(x)), without the shift", outcome: .failedAsExpected,
        expectedFailures: [.forward, .gradient], reason: "exp overflows at 128 ln 2",
        forward: check(
            elements: 40_960, [.wrongClass: 812, .overBudget: 1044, .withinBudget: 104, .correctlyRounded: 39_000],
            ulp: 1.2e7, case: "softmax.naive/anchor-2", status: .failed, silent: 37),
        gradient: check(elements: 40_960, [.wrongClass: 812, .correctlyRounded: 40_148], ulp: 2, status: .failed),
        formula: formula,
        frontiers: [
            frontier("one large logit", 88.72283, \.nextUp, "normal", "nan", isInherent: false, truth: "1")
        ],
        worst: [overflow],
        findings: [finding(overflow), finding(silent)])

    static let overflow = element(
        "softmax.naive/anchor-1", [1000, 0], got: .nan, expected: "1", verdict: .wrongClass)

    static let silent = element(
        "softmax.naive/anchor-2", [-103, -104], got: 1, expected: "0.731058578...", ulps: 4.5e6, verdict: .overBudget,
        isSilent: true)

    // MARK: Parts

    static let formula = FormulaRecord(
        status: .passed, cases: 64, elements: 512, disagreeing: 0, undecided: 0, detectable: 9.3e-21,
        operations: ["multiply", "subtract", "sum"], unseen: [], problem: nil)

    static func operation(
        _ name: String, _ summary: String, definition: String, inputs: [String] = ["x"], attributes: [String] = [],
        budgets: (String, String), specials: [SpecialRecord], anchors: [AnchorRecord] = [],
        _ implementations: [ImplementationRecord]
    ) -> OperationRecord {
        OperationRecord(
            name: name, summary: summary, kind: "real", file: "\(name).yaml", definition: definition, inputs: inputs,
            attributes: attributes,
            names: [
                ForeignNameRecord(catalogue: "onnx", name: name.capitalized, opset: 13),
                ForeignNameRecord(catalogue: "aten", name: "aten::\(name)", opset: nil),
            ],
            forwardBudget: budgets.0, gradientBudget: budgets.1, specials: specials,
            anchors: anchors, implementations: implementations)
    }

    static func implementation(
        _ name: String, summary: String? = nil, isMachineDependent: Bool = false,
        outcome: ImplementationRecord.Outcome = .passed, expectedFailures: [Specification.CheckKind] = [],
        reason: String? = nil, forward: CheckRecord, gradient: CheckRecord? = nil, formula: FormulaRecord? = nil,
        frontiers: [FrontierRecord] = [], worst: [ElementRecord] = [], findings: [FindingRecord] = []
    ) -> ImplementationRecord {
        ImplementationRecord(
            name: name, summary: summary, isMachineDependent: isMachineDependent, expectedFailures: expectedFailures,
            expectedReason: reason, outcome: outcome, forward: forward, gradient: gradient, formula: formula,
            differences: DifferencesRecord(
                status: .passed, oraclePoints: 30, oracleDisagreeing: 0, oracleExcluded: 2, subjectPoints: 28,
                subjectDisagreeing: 0, subjectExcluded: 4),
            determinism: DeterminismRecord(runs: 3, differing: 0), layouts: InvarianceRecord(cases: 12),
            positions: InvarianceRecord(cases: 3), frontiers: frontiers, worst: worst,
            findings: findings, findingCount: findings.count)
    }

    static func check(
        elements: Int, _ verdicts: [Verdict: Int], ulp: Double?, omega: Double? = nil, case caseID: String? = nil,
        status: CheckRecord.Status = .passed, silent: Int = 0, budget: String = "0.501 ulp"
    ) -> CheckRecord {
        CheckRecord(
            status: status, cases: 300, elements: elements,
            verdicts: Dictionary(uniqueKeysWithValues: Verdict.allCases.map { ($0.rawValue, verdicts[$0] ?? 0) }),
            misrounded: verdicts[.faithful] ?? 0, undecidedRoundings: 0, silentlyWrong: silent, specials: 19,
            maximumULP: ulp, maximumOmega: omega, budget: budget, worstReplay: caseID.map { "verify replay \($0)" },
            kinks: 0)
    }

    static func frontier(
        _ probe: String, _ good: Float, _ step: KeyPath<Float, Float>, _ before: String, _ after: String,
        isInherent: Bool = true, truth: String
    ) -> FrontierRecord {
        FrontierRecord(
            probe: probe, size: nil, direction: "forward", observed: "y[0]", lastGood: FloatRecord(good),
            firstBad: FloatRecord(good[keyPath: step]), classBefore: before, classAfter: after, isInherent: isInherent,
            truth: truth, truthBefore: truth, isAfterRight: isInherent,
            cases: [good, good[keyPath: step]].map { "probe-1.1@\($0.bitsText.dropFirst(2))" },
            replay: "verify replay softmax.naive/probe-1.1@\(good[keyPath: step].bitsText.dropFirst(2))", law: nil)
    }

    static func element(
        _ caseID: String, _ inputs: [Float], got: Float, expected: String, ulps: Double? = nil,
        verdict: Verdict = .faithful, isSilent: Bool = false
    ) -> ElementRecord {
        ElementRecord(
            check: "forward", verdict: verdict, caseID: caseID, replay: "verify replay \(caseID)",
            inputs: [TensorRecord(name: "x", HostArray(inputs))], attributes: [:], index: [0], input: nil,
            got: FloatRecord(got), expected: expected, nearest: nil, ulpsLow: ulps, ulpsHigh: ulps, omega: nil,
            isSilentlyWrong: isSilent, cotangents: [])
    }

    static func finding(_ element: ElementRecord, isExpected: Bool = true) -> FindingRecord {
        FindingRecord(
            id: "\(element.caseID)/forward", kind: .forward,
            message:
                "\(element.verdict.text) at [0]: got \(element.got.decimal), the real result is \(element.expected)",
            isExpected: isExpected, replay: element.replay, element: element)
    }
}
