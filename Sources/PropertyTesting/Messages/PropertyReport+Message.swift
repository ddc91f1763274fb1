internal import Values

extension PropertyReport {
    /// All that there is to say of a run that failed or gave up, as text of several lines; nil where it did neither.
    public var message: String? {
        guard isFailure else { return nil }
        var lines: [String] = []
        for failure in failures {
            if !lines.isEmpty { lines.append("") }
            lines += self.lines(of: failure)
        }
        if outcome == .gaveUp {
            let problem = health.first { $0.kind == .badToken }?.text
            lines.append("\(name): \(problem ?? "only \(counted(cases, "case")) could be tried")")
        }
        if !lines.isEmpty { lines += closing }
        return lines.joined(separator: "\n")
    }

    /// What the run did, in one line: `1,000 cases, 66 of them edge values, worst 1.2 ulp of 4 ulp`.
    public var summary: String {
        var parts = ["\(counted(cases, "case"))"]
        if outcome == .proved { parts[0] = "all \(parts[0]) that there are: proved" }
        if sweepCases > 0 { parts.append("\(grouped(sweepCases)) of them edge values") }
        if rejectedCases > 0 { parts.append("\(grouped(rejectedCases)) turned down") }
        if let largest = largestPassing, largest.measure.score > 0 {
            parts.append("largest measure \(scoreText(largest.measure)), budget \(budget.text)")
        }
        return parts.joined(separator: ", ")
    }

    private func lines(of failure: PropertyFailure) -> [String] {
        var lines: [String] = []
        let shown = failure.simplest.measure
        let measured =
            shown.score == .infinity ? failure.kind.text : "\(scoreText(shown, beyond: budget)), budget \(budget.text)"
        lines.append("\(name): \(measured)")
        if let error = failure.error { lines.append("  error: \(error)") }
        if let detail = shown.detail {
            let text = (shown.element.map { "at \($0): " } ?? "") + detail
            lines += text.split(separator: "\n", omittingEmptySubsequences: false).map { "  \($0)" }
        }
        lines.append("  simplest input" + (failure.isShrinkingCutShort ? " so far" : ""))
        lines += inputLines(failure.simplest)
        if let worst = failure.worst {
            lines.append("  worst input, \(scoreText(worst.measure))")
            lines += inputLines(worst)
        }
        if let local = failure.localisation {
            lines.append("  \(local.element) depends on" + (local.isWholeInput ? " all of it" : ""))
            if !local.isWholeInput { lines += partLines(local.inputs) }
            if let code = local.reproduction {
                lines.append("  reproduction")
                lines += code.split(separator: "\n", omittingEmptySubsequences: false).map { "    \($0)" }
            }
        }
        for frontier in failure.frontiers {
            lines.append("  \(frontier.place): last good \(frontier.lastGood)")
            lines.append("  \(String(repeating: " ", count: frontier.place.count))  first bad \(frontier.firstBad)")
        }
        if failure.frontiers.isEmpty, failure.numbersWithoutFrontierSearch > 0 {
            lines.append(
                "  no frontier found; beside \(grouped(failure.numbersWithoutFrontierSearch)) numbers none was looked for"
            )
        }
        lines.append("  replay \"\(failure.simplest.token)\"")
        return lines
    }

    private func inputLines(_ example: Example) -> [String] { partLines(example.input) }

    private func partLines(_ parts: [InputPart]) -> [String] {
        let width = parts.map(\.name.count).max() ?? 0
        return parts.flatMap { part -> [String] in
            let name = part.name + String(repeating: " ", count: width - part.name.count)
            let text = part.text.split(separator: "\n", omittingEmptySubsequences: false)
            var lines = ["    \(name)  \(text.first ?? "")" + irrelevance(part)]
            lines += text.dropFirst().map { "    \(String(repeating: " ", count: width))  \($0)" }
            return lines
        }
    }

    private func irrelevance(_ part: InputPart) -> String {
        guard part.isIrrelevant else { return "" }
        return
            "  (\(counted(part.othersThatFail, "other")) tried: \(part.othersThatFail == 1 ? "it fails" : "all fail") as well)"
    }

    /// What the run tried.
    private var closing: [String] {
        var lines = cases > 0 ? ["  after \(summary)"] : []
        let hit = coverage.hit.count
        if coverage.missing.isEmpty, hit > 0 {
            lines.append("  floats of all \(hit) classes that the generator makes")
        } else if hit > 0 {
            let missing = coverage.missing.map(\.text).joined(separator: ", ")
            lines.append("  floats of \(hit) classes of \(hit + coverage.missing.count), not of: \(missing)")
        }
        lines += health.filter { $0.kind != .badToken }.map { "  note: \($0.text)" }
        lines += staleRegressions.map { "  stale regression (\($0.reason.text)): \($0.line)" }
        return lines
    }
}

extension MeasureBudget {
    /// The limit with its unit.
    public var text: String {
        // A measure that is no number counts as infinite; a limit that is none is a mistake to be seen.
        limit.isNaN ? (unit.isEmpty ? "nan" : "nan \(unit)") : scoreText(Measure(limit, unit: unit))
    }
}

extension StaleRegression.Reason {
    /// What is wrong with the line: `no longer fails`.
    public var text: String {
        switch self {
        case .noLongerFails: "no longer fails"
        case .noLongerFits: "is no input of the generator"
        case .unreadable: "cannot be read"
        }
    }
}

/// A score with its unit: `4 ulp`, `1.234 ulp`, `2,097,152 ulp`.
func scoreText(_ measure: Measure) -> String {
    let unit = measure.unit.isEmpty ? "" : " " + measure.unit
    let size = measure.score.magnitude
    let isWhole = size < 1e15 && (size >= 1000 || measure.score == measure.score.rounded())
    return (isWhole ? grouped(Int(measure.score.rounded())) : decimalText(measure.score, digits: 4)) + unit
}

/// A score with as many digits as it takes to be seen beyond a budget.
func scoreText(_ measure: Measure, beyond budget: MeasureBudget) -> String {
    let unit = measure.unit.isEmpty ? "" : " " + measure.unit
    let plain = scoreText(measure)
    guard measure.score > budget.limit, plain == scoreText(Measure(budget.limit, unit: measure.unit)) else {
        return plain
    }
    for digits in 5...17 {
        let text = decimalText(measure.score, digits: digits)
        if text != decimalText(budget.limit, digits: digits) { return text + unit }
    }
    return plain
}

/// A count with its noun.
func counted(_ count: Int, _ noun: String) -> String { "\(grouped(count)) \(noun)\(count == 1 ? "" : "s")" }

/// An integer with commas between groups of three digits.
func grouped(_ value: Int) -> String {
    var digits = String(value.magnitude)
    var groups: [String] = []
    while digits.count > 3 {
        groups.insert(String(digits.suffix(3)), at: 0)
        digits.removeLast(3)
    }
    return (value < 0 ? "-" : "") + ([digits] + groups).joined(separator: ",")
}
