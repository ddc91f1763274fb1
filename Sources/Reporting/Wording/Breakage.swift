import Values
import Verification

/// What is wrong with an implementation, in words that need no explanation: an example, how bad it is, where it begins,
/// and what to write instead.
struct Breakage {
    let operation: OperationRecord
    let implementation: ImplementationRecord

    /// Nil for an implementation that passes.
    init?(_ implementation: ImplementationRecord, of operation: OperationRecord) {
        guard implementation.outcome != .passed else { return nil }
        self.operation = operation
        self.implementation = implementation
    }

    var isExpected: Bool { implementation.outcome == .failedAsExpected }

    /// A judged element that shows it best: silently wrong before anything else, with inputs as short as can be.
    var example: ElementRecord? {
        let findings = implementation.findings.filter { $0.isExpected == isExpected }.compactMap(\.element)
        func rank(_ element: ElementRecord) -> [Int] {
            [
                element.check == "forward" ? 0 : 1,
                element.inputs.contains { $0.elements.contains { ["inf", "-inf", "nan"].contains($0.decimal) } }
                    ? 1 : 0,
                element.isSilentlyWrong ? 0 : element.verdict == .wrongClass ? 1 : 2,
                element.caseID.contains("/anchor-") ? 0 : 1,
                element.inputs.reduce(0) { $0 + $1.shape.reduce(1, *) },
            ]
        }
        return findings.min { rank($0).lexicographicallyPrecedes(rank($1)) }
    }

    /// The inputs of the example, or, for a function of one number, the number alone: `x = -103`.
    func inputText(_ example: ElementRecord) -> String {
        let isUnary = implementation.profiles.contains { $0.input != nil }
        guard isUnary, example.cotangents.isEmpty, example.inputs.count == 1, let tensor = example.inputs.first,
            let position = tensor.position(of: example.index)
        else { return example.inputText() }
        if let place = example.places?.first { return "\(place.name) = \(place.value.decimal)" }
        guard position < tensor.elements.count else { return example.inputText() }
        return "\(tensor.name) = \(tensor.elements[position].decimal)"
    }

    /// What stands beside the answer: the element's place, but for a function of one number.
    func answerTitle(_ example: ElementRecord) -> String {
        example.check == "forward" && inputText(example) != example.inputText() ? "it answers" : example.place
    }

    /// `For x = [-103, -104] it answers output[0] = 1; the real result is 0.731058578....`
    var exampleText: String? {
        guard let example else {
            return implementation.findings.first { $0.isExpected == isExpected }.map { $0.message + "." }
        }
        let warning = example.isSilentlyWrong ? " Nothing warns of it: the answer is finite and looks plausible." : ""
        return "For \(inputText(example)) it answers \(example.place) = \(example.got.decimal); the real result is "
            + "\(example.expected).\(warning)"
    }

    /// How many results are wrong, and how wrong the worst is.
    var severityText: String {
        var sentences: [String] = []
        let checks = [("values", implementation.forward)] + (implementation.gradient.map { [("gradients", $0)] } ?? [])
        for (what, check) in checks where check.wrongCount > 0 {
            var text = "\(countText(check.wrongCount)) of \(countText(check.elements)) \(what) are wrong"
            var parts: [String] = []
            let wrongClass = check.verdicts[Verdict.wrongClass.rawValue] ?? 0
            if wrongClass > 0 {
                parts.append("\(countText(wrongClass)) NaN, infinite or special where they must not be")
            }
            if check.silentlyWrong > 0 { parts.append("\(countText(check.silentlyWrong)) silently") }
            if !parts.isEmpty { text += " (\(parts.joined(separator: ", ")))" }
            if let error = check.maximumULP {
                text += "; the largest error is \(boundText(error)) ulp: \(digitsText(ofUlps: error))"
            }
            sentences.append(text + ".")
        }
        if let formula = implementation.formula, formula.status == .failed {
            let sentence = formula.sentence
            sentences.append(sentence.prefix(1).uppercased() + sentence.dropFirst() + ".")
        }
        return sentences.joined(separator: " ")
    }

    /// `1,856 of 40,960 values are wrong; at worst, not even the first digit is right.`
    var shortSeverityText: String {
        let check = implementation.forward.wrongCount > 0 ? implementation.forward : implementation.gradient
        guard let check, check.wrongCount > 0 else { return severityText }
        let what = implementation.forward.wrongCount > 0 ? "values" : "gradients"
        let worst = check.maximumULP.map { "; at worst, \(digitsText(ofUlps: $0))" } ?? ""
        return "\(countText(check.wrongCount)) of \(countText(check.elements)) \(what) are wrong\(worst)."
    }

    /// Where results go wrong that the real function's do not.
    var placeText: String? {
        let sentences = [frontierText, regionText].compactMap(\.self)
        return sentences.isEmpty ? nil : sentences.joined(separator: " ")
    }

    /// Where results break, at most two places; those first before which all is well.
    private var frontierText: String? {
        let own = implementation.frontiers.filter { !$0.isInherent && $0.direction == "forward" }
        var clauses: [String] = []
        for frontier in own.filter({ $0.isBeforeRight != false }) + own.filter({ $0.isBeforeRight == false }) {
            let size = frontier.size.map { ", n = \(countText($0))" } ?? ""
            let before =
                frontier.isBeforeRight == false
                ? "before which, at \(frontier.lastGood.decimal), they are wrong already, where the real result is "
                    + frontier.truthBefore
                : "after \(frontier.lastGood.decimal) as the last good one"
            let clause =
                "turn from \(frontier.classBefore) to \(frontier.classAfter) at \(frontier.firstBad.decimal) "
                + "(\(frontier.firstBad.bits)), \(before) (\(frontier.probe)\(size))"
            if !clauses.contains(clause) { clauses.append(clause) }
            if clauses.count == 2 { break }
        }
        return clauses.isEmpty ? nil : "Results " + clauses.joined(separator: "; they ") + "."
    }

    /// Where results of a function of one number are finite and over budget: the range of binades with the worst of them.
    private var regionText: String? {
        guard let profile = implementation.profiles.first(where: { $0.check == "forward" && $0.input != nil }),
            let budget = implementation.forward.budget.flatMap(ulps(ofBudget:)),
            implementation.forward.verdicts[Verdict.overBudget.rawValue, default: 0] > 0
        else { return nil }
        var ranges: [ErrorSeries.Cell] = []
        for binade in profile.binades where binade.maximumULP.map({ $0 > budget }) == true {
            let cell = ErrorSeries.Cell(binade)
            if let last = ranges.last, last.places.upperBound + 1 == cell.places.lowerBound {
                ranges[ranges.count - 1].add(cell)
            } else {
                ranges.append(cell)
            }
        }
        guard let range = ranges.max(by: { ($0.error ?? 0) < ($1.error ?? 0) }), let error = range.error else {
            return nil
        }
        let worst = implementation.worst.first {
            $0.check == "forward" && $0.verdict == .overBudget && $0.ulpsHigh != nil
        }
        let place = worst.flatMap { worst in
            worst.ulpsHigh.map { boundText($0) == boundText(error) } == true
                ? ", at worst for \(inputText(worst))" : nil
        }
        let others =
            ranges.count == 1 ? "" : "; so they are in \(counted(ranges.count - 1, "other range")) besides"
        return "Between \(range.lowerNumber) and \(range.upperNumber) results are off by up to "
            + "\(boundText(error)) ulp\(place ?? "")\(others)."
    }

    /// An implementation of the same operation that passes.
    var remedy: ImplementationRecord? { operation.implementations.first { $0.outcome == .passed } }

    /// `Write exp(x - max(x)) / sum(exp(x - max(x))) instead, or call softmax: its largest error is 0.501 ulp, the worst of a
    /// sample of 40,960 results.`
    var remedyText: String {
        if implementation.outcome == .expectationStale {
            return "It no longer fails: remove the expectation from \(operation.file)."
        }
        let call = remedy.map { remedy in
            let error = operation.knownError(of: remedy, "forward")
                .map { ": its largest error is \($0.text), \($0.provenance)" }
            return "\(remedy.name)\(implementation.instead == nil ? " instead" : "")\(error ?? "")"
        }
        switch (implementation.instead, call) {
        case (let instead?, let call?): return "Write \(instead) instead, or call \(call)."
        case (let instead?, nil): return "Write \(instead) instead."
        case (nil, let call?): return "Write \(call)."
        case (nil, nil):
            return "No implementation of \(operation.name) passes here, and its specification names no other way."
        }
    }
}

extension RunRecord {
    /// What is broken, worst first: what nobody expected, then what fails as expected.
    var breakages: [Breakage] {
        let all = operations.flatMap { operation in
            operation.implementations.compactMap { Breakage($0, of: operation) }
        }
        return all.filter { !$0.isExpected } + all.filter(\.isExpected)
    }
}

extension TensorRecord {
    /// The row-major position of an index; nil when it is none of this tensor.
    func position(of index: [Int]) -> Int? {
        guard index.count == shape.count else { return nil }
        var position = 0
        for (place, extent) in zip(index, shape) {
            guard (0..<max(0, extent)).contains(place) else { return nil }
            position = position * extent + place
        }
        return position
    }
}
