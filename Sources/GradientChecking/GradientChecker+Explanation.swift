internal import Oracle
internal import TensorEngine
internal import Values

extension GradientChecker {
    /// What is wrong with a formula, in words: the element, the operation to blame, the entry of the Jacobian, a scalar case.
    func explained(_ comparison: FormulaComparison) -> [GradientReport.Finding] {
        let pass = comparison.pass
        let worst = comparison.disagreements.max { Self.gap($0) < Self.gap($1) }!
        let (place, position) = (worst.place, worst.position)
        let gradient = pass.gradients[place]
        var lines: [String] = []
        let name = element(place, position)
        if let count = worst.together {
            lines.append(
                "wrong formula: at a kink, the \(count) elements of the gradient that belong together sum to \(worst.formula.text), "
                    + "where the function grows by \(worst.adjoint.text) when they all do, on every side")
        } else if worst.isKink {
            lines.append(
                "wrong formula: at a kink, \(name) is \(worst.formula.text), "
                    + (worst.adjoint.isWide
                        ? "outside of the one-sided derivatives, from \(decimalText(worst.adjoint.lower, digits: 9)) to \(decimalText(worst.adjoint.upper, digits: 9))"
                        : "but the function is smooth there in that direction, with derivative \(worst.adjoint.text)"))
        } else {
            lines.append(
                "wrong formula: \(name) is \(worst.formula.text), should be \(worst.adjoint.text)"
                    + Ratio.phrase(worst.middles.formula, worst.middles.adjoint))
        }
        if worst.together != nil {
            lines.append("  which of them is wrong cannot be told; the first is \(name)")
        } else {
            lines.append(received(gradient, worst))
            lines.append(
                "  \(comparison.disagreements.count) of \(comparison.elements) elements are wrong"
                    + Pattern.phrase(comparison, shapes: inputs.map(\.shape)))
        }
        var finding = GradientReport.Finding(.wrongFormula, "")
        var operation: String?
        let guilty = guiltyCalls()
        for call in guilty.prefix(3) {
            operation = operation ?? call.name
            lines.append("  " + call.text)
        }
        if guilty.isEmpty {
            lines.append("  " + (worst.isKink ? conventions(comparison) : unblamed(comparison, place)))
        }
        let entry = jacobianEntry(comparison, worst)
        if let entry { lines.append("  " + entry.text) }
        let reproduction = guilty.compactMap(\.reproduction).first
        if let reproduction { lines.append("  alone: " + reproduction) }
        finding = GradientReport.Finding(.wrongFormula, lines.joined(separator: "\n"))
        finding.input = places[place]
        finding.index = inputs[place].shape.index(at: position)
        finding.got =
            worst.together == nil ? gradient?.double(at: position) ?? worst.formula.middle : worst.formula.middle
        finding.expected = worst.admissible
        finding.operation = operation
        finding.output = entry?.output
        finding.outputIndex = entry?.index
        finding.reproduction = reproduction
        return [finding]
    }

    /// What the engine gave, beside what it should have.
    private func received(_ gradient: HostArray?, _ worst: FormulaComparison.Disagreement) -> String {
        guard let gradient else {
            return "  the engine has no gradient at all: nothing flows back to \(names[places[worst.place]])"
        }
        let expected =
            worst.isKink && worst.adjoint.isWide
            ? "expected anything from \(nearest(worst.adjoint.lower, gradient)) to \(nearest(worst.adjoint.upper, gradient))"
            : "expected \(nearest(worst.adjoint.middle, gradient))"
        return "  in \(gradient.dtype): got \(gradient.fullText(at: worst.position)), \(expected)"
    }

    private static func gap(_ disagreement: FormulaComparison.Disagreement) -> Double {
        let gap = (disagreement.formula.middle - disagreement.adjoint.middle).magnitude
        return gap.isNaN ? .infinity : gap
    }

    // MARK: The operation

    struct GuiltyCall {
        let name: String
        let text: String
        let reproduction: String?
    }

    /// Looks for wrong derivatives where the gradient as a whole has a choice. What lies between one-sided derivatives of the
    /// whole may hide a mistake in a call that has no kink of its own.
    mutating func checkBehindKinks(_ comparison: FormulaComparison) {
        guard findings.isEmpty, comparison.kinks.contains(where: { !$0.isEmpty }),
            let guilty = guiltyCalls(withZeroCotangents: false).first
        else { return }
        var lines = [
            "wrong formula: the gradient lies between the one-sided derivatives at a kink, but a derivative on its way is wrong",
            "  " + guilty.text,
        ]
        if let reproduction = guilty.reproduction { lines.append("  alone: " + reproduction) }
        var finding = GradientReport.Finding(.wrongFormula, lines.joined(separator: "\n"))
        finding.operation = guilty.name
        finding.reproduction = guilty.reproduction
        findings.append(finding)
    }

    /// The calls whose own derivatives are wrong, each checked alone at what it was given.
    ///
    /// - Parameter withZeroCotangents: whether a derivative that makes NaN of no cotangent is wrong, too.
    private func guiltyCalls(withZeroCotangents: Bool = true) -> [GuiltyCall] {
        let calls = collectingMistakes { recordedCalls(at: inputs, of: function) }.result
        var guilty: [GuiltyCall] = []
        for (number, call) in calls.enumerated() where guilty.count < 3 {
            guard !guilty.contains(where: { $0.name == call.operation.name }),
                let comparison = wrongAlone(call, withZeroCotangents),
                let worst = comparison.disagreements.max(by: { Self.gap($0) < Self.gap($1) })
            else { continue }
            let passing = call.inputs.indices.filter { call.isPassing[$0] }
            let input = passing[worst.place]
            let types = call.inputs.map(\.type.description).joined(separator: ", ")
            var text =
                "the derivative of \(call.operation.name) (call \(number + 1), of \(types)) is wrong"
            if call.inputs.count > 1 { text += " with respect to its input \(input + 1)" }
            if worst.formula.lower.isNaN, comparison.pass.cotangents.allSatisfy(\.isAllZero) {
                text +=
                    ": it is NaN at \(comparison.pass.arrays[worst.place].fullText(at: worst.position)), even for a cotangent of 0"
            } else if worst.together != nil {
                text +=
                    ": at a kink, its elements that belong together sum to \(worst.formula.text), not to \(worst.adjoint.text)"
            } else {
                text += Pattern.phrase(comparison, shapes: passing.map { call.inputs[$0].shape }, with: call)
            }
            guilty.append(
                GuiltyCall(
                    name: call.operation.name, text: text,
                    reproduction: scalarCase(call, input, comparison, worst)))
        }
        return guilty
    }

    /// One call's derivative against the adjoint of its definition, where it is wrong: for random cotangents or for none.
    private func wrongAlone(_ call: RecordedCall, _ withZeroCotangents: Bool) -> FormulaComparison? {
        for isZero in withZeroCotangents ? [false, true] : [false] {
            if let comparison = try? alone(call, isZero: isZero), !comparison.disagreements.isEmpty {
                return comparison
            }
        }
        return nil
    }

    /// Nil where there is nothing to compare with.
    private func alone(_ call: RecordedCall, isZero: Bool) throws -> FormulaComparison? {
        var stream = SeededStream(seed: options.seed, 4 << 20)
        let pass = try trace(call) { shape in
            HostArray((0..<shape.elementCount).map { _ in isZero ? 0 : stream.weight() }, shape: shape)
        }
        guard pass.captured.opaque.isEmpty else { return nil }
        var comparison = FormulaComparison(pass)
        comparison.run()
        return comparison
    }

    /// A run of one call by itself.
    private func trace(_ call: RecordedCall, cotangent: (Shape) -> HostArray) throws -> TracedPass {
        let passing = call.inputs.indices.filter { call.isPassing[$0] }
        return try TracedPass(
            { arguments in
                var all = call.inputs
                for (place, argument) in zip(passing, arguments) { all[place] = argument }
                return apply(call.operation, all, call.attributes)
            }, at: passing.map { call.inputs[$0] }, library: library
        ) { values in
            values.map { value in
                value.dtype.isFloatingPoint
                    ? Tensor(cotangent(value.shape)).cast(to: value.dtype) : .zeros(value.shape, dtype: value.dtype)
            }
        }
    }

    /// Where every operation is right on its own, what is left is how they were put together.
    private func unblamed(_ comparison: FormulaComparison, _ place: Int) -> String {
        if comparison.pass.gradients[place] == nil {
            return
                "no operation's derivative is to blame: the path from \(names[places[place]]) to the results was cut, as by detached()"
        }
        return
            "no operation's derivative is wrong on its own: a path was cut on the way (detached(), a copy through the host, mutation)"
    }

    /// What each operation at a kink chose, which may be right for each and wrong for all.
    private func conventions(_ comparison: FormulaComparison) -> String {
        let tape = comparison.pass.tape
        var operations: [String] = []
        for node in tape.calls where comparison.adjoints[node] != nil {
            guard let operation = tape.operation(of: node), comparison.evaluation.hasKink(in: node) else { continue }
            if !operations.contains(operation) { operations.append(operation) }
        }
        let list = operations.isEmpty ? "the operations" : operations.joined(separator: ", ")
        return
            "each convention at the kinks of \(list) is admissible on its own; together they are no derivative of the function"
    }

    // MARK: The entry

    private struct Entry {
        let output: Int
        let index: [Int]
        let text: String
    }

    /// The result whose derivative is wrong, by bisecting the cotangents: half of them, until one is left.
    private func jacobianEntry(_ comparison: FormulaComparison, _ worst: FormulaComparison.Disagreement) -> Entry? {
        guard !worst.isKink else { return nil }
        var open: [(place: Int, position: Int)] = []
        for (place, cotangent) in comparison.pass.cotangents.enumerated() {
            for position in 0..<cotangent.count where cotangent.double(at: position) != 0 {
                open.append((place, position))
            }
        }
        guard comparison.pass.cotangents.reduce(0, { $0 + $1.count }) > 1 else { return nil }
        func compared(_ chosen: ArraySlice<(place: Int, position: Int)>, ones: Bool) -> FormulaComparison? {
            var weights = comparison.pass.cotangents.map { [Double](repeating: 0, count: $0.count) }
            for (place, position) in chosen {
                weights[place][position] = ones ? 1 : comparison.pass.cotangents[place].double(at: position)
            }
            let cotangents = zip(weights, comparison.pass.cotangents).map { HostArray($0, shape: $1.shape) }
            guard let pass = try? trace(cotangents) else { return nil }
            return FormulaComparison(pass)
        }
        func isWrong(_ comparison: FormulaComparison) -> Bool {
            let formula = comparison.formula(worst.place, worst.position)
            let adjoint = comparison.adjoint(worst.place, worst.position)
            guard formula.upper < adjoint.lower || adjoint.upper < formula.lower else { return false }
            // Rounded constants are everywhere; the mistake is elsewhere.
            return !comparison.isExplained(
                FormulaComparison.Disagreement(
                    place: worst.place, position: worst.position, formula: formula, adjoint: adjoint, isKink: false))
        }
        var isAlone = true
        var slice = open[...]
        while slice.count > 1 {
            let middle = slice.startIndex + slice.count / 2
            let (first, second) = (slice[..<middle], slice[middle...])
            guard let left = compared(first, ones: false), let right = compared(second, ones: false) else { return nil }
            switch (isWrong(left), isWrong(right)) {
            case (true, true):
                isAlone = false
                slice = first
            case (true, false): slice = first
            case (false, true): slice = second
            case (false, false): return nil
            }
        }
        guard let (place, position) = slice.first, let single = compared(slice, ones: true), isWrong(single) else {
            return nil
        }
        let shape = comparison.pass.values[place].shape
        let index = shape.index(at: position)
        let formula = single.formula(worst.place, worst.position)
        let adjoint = single.adjoint(worst.place, worst.position)
        let result = comparison.pass.values.count == 1 ? "result" : "result \(place + 1)"
        return Entry(
            output: place, index: index,
            text: (isAlone ? "the wrong entry of the Jacobian: " : "a wrong entry of the Jacobian, of several: ")
                + "d(\(result))\(shape.rank == 0 ? "" : "\(index)") / \(element(worst.place, worst.position)) is "
                + "\(formula.text), should be \(adjoint.text)" + Ratio.phrase(formula.middle, adjoint.middle))
    }

    // MARK: A scalar case

    /// The mistake at one number, where a result's element depends on the element in its own place alone. The derivative is not
    /// run with scalars: it need not take them.
    private func scalarCase(
        _ call: RecordedCall, _ input: Int, _ comparison: FormulaComparison, _ worst: FormulaComparison.Disagreement
    ) -> String? {
        let pass = comparison.pass
        guard call.outputs.count == 1, call.inputs[input].shape == call.outputs[0].shape,
            let node = pass.tape.outputs[0]
        else { return nil }
        let position = worst.position
        let weight = pass.cotangents[0].double(at: position)
        let basis = Self.basis(call.outputs[0].shape, position)
        let own = comparison.evaluation.adjoint([(node, basis)])[worst.place]
        guard weight != 0, worst.together == nil, let own, own.upper[position] != 0 || own.lower[position] != 0,
            own.lower.indices.allSatisfy({ $0 == position || own.lower[$0] == 0 && own.upper[$0] == 0 })
        else { return nil }
        let slope = FormulaComparison.Number(own.lower[position], own.upper[position])
        // Nothing else of the result depends on it, either: then its gradient is the cotangent times that slope.
        let whole = worst.adjoint
        guard
            worst.isKink && whole.isWide
                || (whole.middle - weight * slope.middle).magnitude <= 1e-9 * whole.middle.magnitude
        else { return nil }
        var arguments: [String] = []
        for tensor in call.inputs {
            guard tensor.shape == call.inputs[input].shape || tensor.elementCount == 1 else { return nil }
            arguments.append(tensor.hostArray.fullText(at: tensor.elementCount == 1 ? 0 : position))
        }
        let name = "the derivative of \(call.operation.name) at \(arguments.joined(separator: ", "))"
        // A derivative is linear in the cotangent, so it is the same for 1; where it is not, the cotangent belongs to the case.
        let got = worst.formula.middle / weight
        let single = (try? trace(call) { _ in basis }).flatMap { single -> Double? in
            single.gradientNode(worst.place) == nil
                ? 0 : FormulaComparison(single).formula(worst.place, position).middle
        }
        if let single, (single - got).magnitude > 1e-6 * max(single.magnitude, got.magnitude) {
            return "\(name), for a cotangent of \(decimalText(weight, digits: 9)), is "
                + "\(decimalText(worst.formula.middle, digits: 12)), should be \(whole.text)"
        }
        let phrase = slope.isWide ? "" : Ratio.phrase(got, slope.middle, tolerance: 1e-8)
        return "\(name) is \(decimalText(got, digits: 12)), should be \(slope.text)" + phrase
    }
}

extension HostArray {
    fileprivate var isAllZero: Bool { (0..<count).allSatisfy { double(at: $0) == 0 } }
}
