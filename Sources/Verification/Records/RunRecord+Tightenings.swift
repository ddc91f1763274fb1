internal import Specifications

extension RunRecord {
    /// Budgets that allow more than twice the largest error met: what a reviewer may want to tighten.
    ///
    /// Only what passes, what is judged in ulps against a number that does not depend on anything, and what every machine
    /// computes in the same way. An error of at most half an ulp is as small as it gets, and takes 0.5 ulp.
    var tightenings: [RunComparison.Tightening] {
        operations.flatMap { operation in
            operation.implementations.filter { $0.outcome == .passed && !$0.isMachineDependent }.flatMap { found in
                [("values", found.forward), ("gradient", found.gradient)].compactMap { name, check in
                    check.flatMap { Self.tightening(operation.name, found.name, name, $0) }
                }
            }
        }
    }

    private static func tightening(
        _ operation: String, _ implementation: String, _ name: String, _ check: CheckRecord
    ) -> RunComparison.Tightening? {
        guard check.status == .passed, let text = check.budget, let budget = Budget(text: text), budget.metric == .ulp,
            budget.limit(terms: 1) == budget.limit(terms: 1000), let maximum = check.maximumULP,
            check.elements > check.specials, budget.limit(terms: 1) > 2 * max(maximum, 0.5)
        else { return nil }
        return RunComparison.Tightening(
            operation: operation, implementation: implementation, check: name, budget: text, maximum: maximum,
            elements: check.elements - check.specials)
    }
}
