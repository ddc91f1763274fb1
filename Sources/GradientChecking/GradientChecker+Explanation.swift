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
        if let sums = comparison.togetherSum {
            lines.append(
                "wrong formula: at a kink, the elements of the gradient that belong together sum to \(sums.formula.text), where the "
                    + "function grows by \(sums.derivative.text) when they all do, on every side")
        } else if worst.isKink {
            let isSmooth = worst.adjoint.upper - worst.adjoint.lower <= 1e-9 * worst.adjoint.middle.magnitude
            lines.append(
                "wrong formula: at a kink, \(name) is \(worst.formula.text), "
                    + (isSmooth
                        ? "but the function is smooth there in that direction, with derivative \(worst.adjoint.text)"
                        : "outside of the one-sided derivatives, from \(decimalText(worst.adjoint.lower, digits: 9)) to \(decimalText(worst.adjoint.upper, digits: 9))")
            )
        } else {
            lines.append(
                "wrong formula: \(name) is \(worst.formula.text), should be \(worst.adjoint.text)"
                    + Ratio.phrase(worst.formula.middle, worst.adjoint.middle))
        }
        if let gradient {
            let got = gradient.fullText(at: position)
            let expected = nearest(worst.adjoint.middle, gradient)
            lines.append("  in \(gradient.dtype): got \(got), expected \(expected)")
        } else {
            lines.append("  the engine has no gradient at all: nothing flows back to \(names[places[place]])")
        }
        lines.append(
            "  \(comparison.disagreements.count) of \(comparison.elements) elements are wrong"
                + Pattern.phrase(comparison, shapes: inputs.map(\.shape)))
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
        finding.got = gradient?.double(at: position) ?? worst.formula.middle
        finding.expected = worst.adjoint.middle
        finding.operation = operation
        finding.output = entry?.output
        finding.outputIndex = entry?.index
        finding.reproduction = reproduction
        return [finding]
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

    /// The calls whose own derivatives are wrong, each checked alone at what it was given.
    private func guiltyCalls() -> [GuiltyCall] {
        let calls = collectingMistakes { recordedCalls(at: inputs, of: function) }.result
        var guilty: [GuiltyCall] = []
        for (number, call) in calls.enumerated() where guilty.count < 3 {
            guard !guilty.contains(where: { $0.name == call.operation.name }),
                let comparison = wrongAlone(call),
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
    private func wrongAlone(_ call: RecordedCall) -> FormulaComparison? {
        for isZero in [false, true] {
            if let comparison = try? alone(call, isZero: isZero), !comparison.disagreements.isEmpty {
                return comparison
            }
        }
        return nil
    }

    /// Nil where there is nothing to compare with.
    private func alone(_ call: RecordedCall, isZero: Bool) throws -> FormulaComparison? {
        let passing = call.inputs.indices.filter { call.isPassing[$0] }
        var stream = SeededStream(seed: options.seed, 4 << 20)
        let pass = try TracedPass(
            { arguments in
                var all = call.inputs
                for (place, argument) in zip(passing, arguments) { all[place] = argument }
                return apply(call.operation, all, call.attributes)
            }, at: passing.map { call.inputs[$0] }, library: library
        ) { values in
            values.map { value in
                value.dtype.isFloatingPoint && !isZero
                    ? Tensor(HostArray((0..<value.elementCount).map { _ in stream.weight() }, shape: value.shape))
                        .cast(to: value.dtype)
                    : .zeros(value.shape, dtype: value.dtype)
            }
        }
        guard pass.captured.opaque.isEmpty else { return nil }
        var comparison = FormulaComparison(pass)
        comparison.run()
        return comparison
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
            return formula.upper < adjoint.lower || adjoint.upper < formula.lower
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
    /// run again: it need not take scalars.
    private func scalarCase(
        _ call: RecordedCall, _ input: Int, _ comparison: FormulaComparison, _ worst: FormulaComparison.Disagreement
    ) -> String? {
        let pass = comparison.pass
        guard call.outputs.count == 1, call.inputs[input].shape == call.outputs[0].shape,
            let node = pass.tape.outputs[0]
        else { return nil }
        let position = worst.position
        let weight = pass.cotangents[0].double(at: position)
        let own = comparison.evaluation.adjoint([(node, Self.basis(call.outputs[0].shape, position))])[worst.place]
        guard weight != 0, let own, own.upper[position] != 0 || own.lower[position] != 0,
            own.lower.indices.allSatisfy({ $0 == position || own.lower[$0] == 0 && own.upper[$0] == 0 })
        else { return nil }
        var arguments: [String] = []
        for tensor in call.inputs {
            guard tensor.shape == call.inputs[input].shape || tensor.elementCount == 1 else { return nil }
            arguments.append(tensor.hostArray.fullText(at: tensor.elementCount == 1 ? 0 : position))
        }
        let (got, expected) = (
            worst.formula.middle / weight, FormulaComparison.Number(own.lower[position], own.upper[position])
        )
        return "the derivative of \(call.operation.name) at \(arguments.joined(separator: ", ")) is "
            + "\(decimalText(got, digits: 12)), should be \(expected.text)"
            + Ratio.phrase(got, expected.middle, tolerance: 1e-8)
    }
}

extension HostArray {
    fileprivate var isAllZero: Bool { (0..<count).allSatisfy { double(at: $0) == 0 } }
}
