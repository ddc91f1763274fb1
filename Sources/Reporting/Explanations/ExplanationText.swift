import Values
public import Verification

/// Why an answer is wrong, as `verify explain` prints it: what is found, where the bits go, how hard the problem is, where the
/// implementation breaks, and what to write instead.
public struct ExplanationText {
    private let explanation: Explanation

    public init(_ explanation: Explanation) { self.explanation = explanation }

    public var lines: [String] {
        var lines = [explanation.id, ""]
        func section(_ title: String, _ text: [String]) {
            guard !text.isEmpty else { return }
            lines += [title] + text.map { $0.isEmpty ? "" : "  " + $0 } + [""]
        }
        section("What is found", found)
        section("Step by step", table)
        section(
            "Where the bits go",
            blame + explanation.remarks + (explanation.reason.map { ["the specification says why: \($0)"] } ?? []))
        section("How hard the problem is", condition)
        section("Where it breaks", explanation.frontiers.prefix(4).map(Self.text))
        section("What to write instead", instead)
        section(
            "What it should compute, over the reals", explanation.definition.split(separator: "\n").map(String.init))
        if let replay = explanation.replay { lines.append("every element: \(replay)") }
        if lines.last == "" { lines.removeLast() }
        return lines
    }

    private var found: [String] {
        var text = explanation.messages
        if let element = explanation.element, let budget = explanation.budget {
            let error = element.errorText.map { "the error is \($0), " } ?? ""
            text.append(
                "\(error)\(budget == "exact" ? "every bit is determined" : "\(budget) is allowed"): \(element.verdictText)"
            )
        }
        return text
    }

    // MARK: Steps

    private var table: [String] {
        guard !explanation.steps.isEmpty else { return [] }
        let header = [
            "", "step", "value", "exact value", "own error", "from before", "right bits", "result, were the rest exact",
        ]
        let rows = explanation.steps.enumerated().map { place, step in
            [
                place == explanation.blame ? "→" : "", step.text, Self.value(step), step.exact ?? "none",
                Self.ulps(step.localError, step.event), step.exact == nil ? "–" : Self.ulps(step.inheritedError, nil),
                step.keptBits.map { "\($0) of \(step.precision)" } ?? "–",
                step.resultError.map { "off by \(Self.ulps($0, nil))" } ?? "no number",
            ]
        }
        let widths = header.indices.map { column in ([header] + rows).map { $0[column].count }.max()! }
        return ([header] + rows).map { row in
            zip(row, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }.joined(separator: "  ")
                .trimmingBlankEnd
        }
    }

    private static func value(_ step: Explanation.Step) -> String {
        let index = step.index.isEmpty ? "" : "[\(step.index.map(String.init).joined(separator: ","))] "
        return "\(index)\(step.value.decimal) (\(step.value.bits))"
    }

    private static func ulps(_ error: Double?, _ event: Explanation.Event?) -> String {
        if event == .overflow { return "overflow" }
        if event == .underflow { return "underflow" }
        return error.map { $0 > 0 && $0 < 1e-9 ? "< 1e-9 ulp" : "\(boundText($0)) ulp" } ?? "no number"
    }

    private var blame: [String] {
        guard !explanation.steps.isEmpty else { return [] }
        guard let place = explanation.blame, explanation.steps.indices.contains(place) else {
            return ["no step loses more than rounding must: the result is off by at most one ulp"]
        }
        let step = explanation.steps[place]
        var text = ["'\(step.text)' is to blame: \(Self.reason(step))"]
        let result = step.resultError.map { "a result that is off by \(Self.error($0))" } ?? "no number"
        let before = place == 0 ? 0 : explanation.steps[place - 1].resultError ?? 0
        text.append(
            (place == 0
                ? "" : "up to there exact arithmetic could still give a result that is off by \(Self.error(before)); ")
                + "from this value on even exact arithmetic gives \(result)")
        if let bits = step.cancelledBits, bits > 0 {
            text.append(
                "the sum cancels \(bits) bits: what is left is \(Self.factor(step.condition ?? 1)) times more sensitive than its "
                    + "terms, so the errors from before are magnified by as much")
        }
        return text
    }

    private static func reason(_ step: Explanation.Step) -> String {
        let real = step.exact.map { "the real value \($0)" } ?? "the real value"
        switch step.event {
        case .overflow: return "\(real) is beyond the largest float"
        case .underflow: return "\(real) is below half of the smallest float, and becomes 0"
        case .subnormal:
            return
                "\(real) is below the normal numbers, where only \(step.keptBits ?? 0) of \(step.precision) bits are left"
        case .notANumber: return "it gives no number, where there is one: \(step.exact ?? "none")"
        case nil: break
        }
        let own = step.localError ?? .infinity
        let inherited = step.inheritedError ?? 0
        if own <= 1, inherited <= 1 {
            return
                "it is as good as a float can be (\(error(max(own, inherited)))), but what follows needs digits that no float "
                + "there holds: rounding is what loses them"
        }
        if inherited > own {
            return "it is given numbers that are wrong: \(error(inherited)) before, \(error(own)) of its own"
        }
        return "its own error is \(error(own)), and what comes from before is \(error(inherited))"
    }

    /// `3.27 ulp`; what nobody could see is said to be that.
    private static func error(_ ulps: Double) -> String {
        ulps > 0 && ulps < 1e-9 ? "less than 1e-9 ulp" : "\(boundText(ulps)) ulp"
    }

    // MARK: Surroundings

    private var condition: [String] {
        guard let condition = explanation.condition else { return [] }
        guard condition >= 0.001 else {
            return [
                "condition below 0.001: errors of the inputs hardly move the real result"
                    + (isLossy ? "; what is lost is lost by the way it is computed" : "")
            ]
        }
        let bits = condition > 1 ? Int(condition.exponent) : 0
        return [
            "condition \(Self.factor(condition)): a relative error of the inputs moves the real result by "
                + "\(Self.factor(condition)) times as much",
            bits >= 3
                ? "if the inputs are themselves rounded, \(bits) bits are lost whoever computes it; for the inputs as they are, "
                    + "the exact result is still defined, and a better formulation can reach it"
                : "the problem is well-conditioned"
                    + (isLossy ? ": what is lost is lost by the way it is computed" : ""),
        ]
    }

    /// Whether there is a loss to speak of.
    private var isLossy: Bool {
        explanation.blame != nil || explanation.element.map { $0.verdict.isFinding || ($0.ulpsHigh ?? 0) > 1 } == true
    }

    private static func factor(_ value: Double) -> String { decimalText(value, digits: 3) }

    private static func text(_ frontier: FrontierRecord) -> String {
        let sides =
            frontier.isBeforeRight == false
            ? "\(frontier.lastGood.hexFirst) is wrong already (the real result is \(frontier.truthBefore)), then "
                + "\(frontier.firstBad.hexFirst)"
            : "last good \(frontier.lastGood.hexFirst), first bad \(frontier.firstBad.hexFirst)"
        return "probe '\(frontier.probe)'\(frontier.size.map { ", n = \($0)" } ?? ""): \(sides): \(frontier.change), "
            + (frontier.isInherent
                ? "as the real function has it" : "the implementation's own: the real result is \(frontier.truth)")
    }

    private var instead: [String] {
        var text = explanation.stableForm.map { [$0] } ?? []
        if let other = explanation.other {
            text.append(
                "\(other.caseID.prefix { $0 != "/" }) answers \(other.got.decimal) (\(other.got.bits)) here: "
                    + "\(other.verdictText)" + (other.errorText.map { ", \($0)" } ?? ""))
        }
        return text
    }
}
