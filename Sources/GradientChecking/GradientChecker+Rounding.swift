internal import Oracle
internal import TensorEngine
internal import Values

extension GradientChecker {
    /// Judges the float gradient against what its own formula gives exactly.
    ///
    /// The running bound says how far the operations' budgets can move it. Beyond that something else went wrong: an overflow,
    /// a kernel. Within it the formula may still be a bad one, which loses most digits where the function's own condition
    /// would let it keep them: that is compared with the change that rounding of the inputs would make.
    mutating func checkRounding(_ comparison: FormulaComparison) {
        let pass = comparison.pass
        let errors = comparison.evaluation.errors(ofSubject: "engine")
        var powers: [Double] = []
        for place in inputs.indices {
            guard let gradient = pass.gradients[place], let node = pass.gradientNode(place),
                let exact = comparison.evaluation.enclosures(of: node)
            else { continue }
            let smallest = gradient.dtype == .float32 ? 0x1p-149 : 0x1p-1074
            var suspects: [(position: Int, loss: Double)] = []
            for position in 0..<gradient.count {
                let (low, high) = (exact.lower[position], exact.upper[position])
                guard low.isFinite, high.isFinite else {
                    // Where there is no derivative there is nothing to round.
                    if !comparison.undefined[place].contains(position) { powers.append(.infinity) }
                    continue
                }
                let got = gradient.double(at: position)
                let rounding = errors[node]?.rounding[position] ?? 0
                let jump = errors[node]?.jumps?[position] ?? 0
                let size = max(low.magnitude, high.magnitude)
                guard rounding.isFinite, jump.isFinite else {
                    // No bound holds; only a number where there is none is certainly wrong.
                    if !got.isFinite, size < 0x1p127 { return blame(comparison, place, position) }
                    powers.append(.infinity)
                    continue
                }
                let bound = 1.25 * (rounding + jump) + (high - low) + smallest
                // What is too large for a float may be an infinity.
                if !got.isFinite, gradient.dtype == .float32, size + bound >= 0x1.fffffep+127 { continue }
                let error = got.isFinite ? max(low - got, got - high, 0) : .infinity
                if error > bound { return blame(comparison, place, position) }
                if size > 0 { powers.append((bound + error) / size) }
                let least = min(low.magnitude, high.magnitude)
                if jump == 0, low * high > 0, error > 0x1p-12 * least, error > 16 * smallest {
                    suspects.append((position, error / least))
                }
            }
            for suspect in suspects.sorted(by: { $0.loss > $1.loss }).prefix(3)
            where isIllComputed(comparison, place, suspect.position) {
                return blame(comparison, place, suspect.position)
            }
        }
        powers.sort()
        extent.unjudged += powers.count { $0 == .infinity }
        // What is not even known to be positive says nothing.
        guard !powers.isEmpty, powers[powers.count / 2] < 1 else { return }
        power.rounding = max(power.rounding ?? 0, powers[powers.count / 2])
    }

    /// Whether the error of an element is far beyond what rounding each input once would cause: 2^8 times, so more than
    /// sums of many terms lose in passing.
    private func isIllComputed(_ comparison: FormulaComparison, _ place: Int, _ position: Int) -> Bool {
        let pass = comparison.pass
        guard let node = pass.gradientNode(place), let gradient = pass.gradients[place] else { return false }
        let sensitivity = comparison.evaluation.adjoint(
            [(node, Self.basis(gradient.shape, position))], throughAll: true)
        let unit = gradient.dtype == .float32 ? 0x1p-24 : 0x1p-53
        let exact = comparison.formula(place, position)
        var inherent = exact.middle.magnitude
        for (input, array) in pass.arrays.enumerated() {
            guard let step = pass.captured.nodes.firstIndex(of: .input(input)), let slopes = sensitivity[step] else {
                continue
            }
            for element in 0..<array.count {
                // An unknown slope makes this infinite, which excuses everything.
                let slope = max(slopes.lower[element].magnitude, slopes.upper[element].magnitude)
                if slope.isNaN { return false }
                if slope > 0 { inherent += slope * array.double(at: element).magnitude }
            }
        }
        let error = (gradient.double(at: position) - exact.middle).magnitude
        return error > 0x1p8 * unit * inherent
    }

    static func basis(_ shape: Shape, _ position: Int) -> HostArray {
        HostArray((0..<shape.elementCount).map { $0 == position ? Float(1) : 0 }, shape: shape)
    }

    // MARK: Blame

    /// Names the call whose own rounding contributes most to the error of an element.
    private mutating func blame(_ comparison: FormulaComparison, _ place: Int, _ position: Int) {
        let pass = comparison.pass
        guard let node = pass.gradientNode(place), let gradient = pass.gradients[place] else { return }
        let exact = comparison.formula(place, position)
        let got = gradient.double(at: position)
        let culprit = nonfiniteCall(comparison) ?? mostContributing(comparison, node, position)
        var lines = [
            "unstable formula: \(element(place, position)) is \(gradient.fullText(at: position)), should be \(exact.text) "
                + "(nearest \(nearest(exact.middle, gradient)))",
            "  in exact arithmetic the backward pass is right; in \(gradient.dtype) it is off by \(Self.relative(got, exact.middle))",
        ]
        if let culprit { lines.append("  " + culprit.text) }
        var finding = GradientReport.Finding(.unstableFormula, lines.joined(separator: "\n"))
        finding.input = places[place]
        finding.index = inputs[place].shape.index(at: position)
        finding.got = got
        finding.expected = exact.middle
        finding.operation = culprit?.operation
        findings.append(finding)
    }

    private struct Culprit {
        let operation: String
        let text: String
    }

    /// The first call that made no number of numbers, where there is a number.
    private func nonfiniteCall(_ comparison: FormulaComparison) -> Culprit? {
        let tape = comparison.pass.tape
        for (number, node) in tape.calls.enumerated() where !tape.recorded[node].isFinite {
            guard tape.operands(of: node).allSatisfy({ tape.recorded[$0].isFinite }),
                let exact = comparison.evaluation.enclosures(of: node), let operation = tape.operation(of: node)
            else { continue }
            let recorded = tape.recorded[node]
            guard
                let element = (0..<recorded.count).first(where: {
                    !recorded.double(at: $0).isFinite && exact.lower[$0].isFinite && exact.upper[$0].isFinite
                })
            else { continue }
            let real = FormulaComparison.Number(exact.lower[element], exact.upper[element])
            return Culprit(
                operation: operation,
                text: "blame \(operation) (call \(number + 1)): \(recorded.dtype)\(recorded.shape) element "
                    + "\(recorded.shape.index(at: element)) is \(recorded.text(at: element)), exactly it is \(real.text)"
            )
        }
        return nil
    }

    private func mostContributing(_ comparison: FormulaComparison, _ node: Int, _ position: Int) -> Culprit? {
        let tape = comparison.pass.tape
        let sensitivity = comparison.evaluation.adjoint(
            [(node, Self.basis(tape.recorded[node].shape, position))], throughAll: true)
        var worst: (contribution: Double, node: Int, element: Int)?
        var total = 0.0
        for call in tape.recorded.indices {
            guard let slopes = sensitivity[call], let alone = tape.alone(call),
                tape.recorded[call].dtype.isFloatingPoint
            else { continue }
            var contribution = 0.0
            var largest = (size: 0.0, element: 0)
            for element in 0..<tape.recorded[call].count {
                let slope = max(slopes.lower[element].magnitude, slopes.upper[element].magnitude)
                let real = FormulaComparison.Number(alone.lower[element], alone.upper[element])
                let error = (tape.recorded[call].double(at: element) - real.middle).magnitude
                let share = slope * error
                guard slope > 0, share.isFinite else { continue }
                contribution += share
                if share > largest.size { largest = (share, element) }
            }
            total += contribution
            if contribution > worst?.contribution ?? 0 { worst = (contribution, call, largest.element) }
        }
        guard let worst, let operation = tape.operation(of: worst.node), let alone = tape.alone(worst.node) else {
            return nil
        }
        let recorded = tape.recorded[worst.node]
        let real = FormulaComparison.Number(alone.lower[worst.element], alone.upper[worst.element])
        let number = tape.calls.firstIndex(of: worst.node).map { " (call \($0 + 1))" } ?? ""
        let share = Int((100 * worst.contribution / total).rounded())
        return Culprit(
            operation: operation,
            text:
                "blame \(operation)\(number): its own rounding, \(recorded.text(at: worst.element)) for \(real.text) at element "
                + "\(recorded.shape.index(at: worst.element)), makes \(share) % of the error")
    }

    func nearest(_ value: Double, _ like: HostArray) -> String {
        like.dtype == .float32 ? Float(value).fullText : value.fullText
    }

    static func relative(_ got: Double, _ expected: Double) -> String {
        guard got.isFinite else { return "everything" }
        guard expected != 0 else {
            return "\(decimalText((got - expected).magnitude, digits: 2)), where it should be 0"
        }
        return "a relative \(decimalText(((got - expected) / expected).magnitude, digits: 2))"
    }
}
