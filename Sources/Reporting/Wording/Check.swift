import Specifications
import Verification

/// The checks that a report has a column for.
enum Check: CaseIterable {
    case values, gradient, formula, differences, specials, determinism

    var title: String {
        switch self {
        case .values: "values"
        case .gradient: "gradient"
        case .formula: "formula"
        case .differences: "finite differences"
        case .specials: "special values"
        case .determinism: "determinism"
        }
    }

    /// How a check came out.
    enum State: CaseIterable {
        case passed, failed, failedAsExpected
        /// It was expected to fail and does not.
        case stale
        case notRun

        /// A sign that reads as text: `✓`.
        var symbol: String {
            switch self {
            case .passed: "✓"
            case .failed, .stale: "✗"
            case .failedAsExpected: "(✗)"
            case .notRun: "–"
            }
        }

        var text: String {
            switch self {
            case .passed: "passes"
            case .failed: "fails"
            case .failedAsExpected: "fails as expected"
            case .stale: "passes, but was expected to fail"
            case .notRun: "not run"
            }
        }
    }
}

extension ImplementationRecord {
    /// How a check came out. A finding that nobody expected fails its check, whatever the counts say.
    ///
    /// Rows of the special-value table are counted for the default implementation only. Those of another one are known
    /// to hold when its values pass; else they count as not run.
    func state(of check: Check, in operation: OperationRecord) -> Check.State {
        if findings.contains(where: { !$0.isExpected && $0.failedCheck == check }) { return .failed }
        return switch check {
        case .values: state(forward.status, .forward)
        case .gradient: state(gradient?.status, .gradient)
        case .formula: state(formula?.status, .formula)
        case .differences: differenceState
        case .specials: specialState(in: operation)
        case .determinism:
            determinism.runs < 2
                ? .notRun
                : determinism.differing + layouts.differing + positions.differing == 0 ? .passed : .failed
        }
    }

    private func state(_ status: CheckRecord.Status?, _ kind: Specification.CheckKind) -> Check.State {
        switch status {
        case .passed: outcome == .expectationStale && expectedFailures.contains(kind) ? .stale : .passed
        case .failed: outcome == .failedAsExpected || expectedFailures.contains(kind) ? .failedAsExpected : .failed
        case .notRun, nil: .notRun
        }
    }

    /// Wrong values have wrong differences: where those are expected, points that disagree do not fail the check.
    private var differenceState: Check.State {
        guard let differences else { return .notRun }
        let disagrees = differences.oracleDisagreeing + differences.subjectDisagreeing > 0
        return disagrees && differences.status == .passed ? .failedAsExpected : state(differences.status, .gradient)
    }

    private func specialState(in operation: OperationRecord) -> Check.State {
        guard !operation.specials.isEmpty, forward.specials > 0 else { return .notRun }
        if forward.status == .passed { return .passed }
        guard name == operation.implementations.first?.name else { return .notRun }
        return operation.specials.allSatisfy { $0.failed == 0 } ? .passed : state(.failed, .forward)
    }
}

extension FindingRecord {
    /// The check that the finding fails; nil for an expectation that went stale, which is about a passing check.
    var failedCheck: Check? {
        switch kind {
        case .forward, .subject, .invariant: .values
        case .gradient: .gradient
        case .formula: .formula
        case .differences: .differences
        case .unlistedSpecial: .specials
        case .nonDeterministic, .layout: .determinism
        // Rows of the table and expected failures share a kind; their identifiers tell them apart.
        case .staleExpectation: nil
        case .stale: .specials
        }
    }
}

extension Check.State {
    /// The outcome of all checks together.
    init(_ outcome: ImplementationRecord.Outcome) {
        self =
            switch outcome {
            case .passed: .passed
            case .failed: .failed
            case .failedAsExpected: .failedAsExpected
            case .expectationStale: .stale
            }
    }
}
