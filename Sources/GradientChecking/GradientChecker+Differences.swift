internal import TensorEngine
internal import Values

extension GradientChecker {
    /// Finite differences of the function as it is, for what a capture could not see.
    ///
    /// What is compared is not the derivative along a direction but the change that the gradient predicts for the steps as
    /// realised: the points x + h u are rounded, and the exact differences between them and x enter the prediction.
    mutating func checkDifferences(_ cotangents: [HostArray]) throws {
        let pass = try trace(cotangents)
        let probes = Probes(inputs: inputs, pass: pass, function: function)
        var worst = 0.0
        var compared = 0
        var broken = 0
        for (number, direction) in directions().enumerated() {
            guard let outcome = probes.compare(direction) else { continue }
            if outcome.isBroken {
                broken += 1
                continue
            }
            compared += 1
            extent.directions += 1
            worst = max(worst, outcome.error / max(outcome.size, .leastNonzeroMagnitude))
            guard (outcome.measured - outcome.predicted).magnitude > 4 * outcome.error,
                // Twice, with other points: one accident is not enough.
                let again = probes.compare(direction, stretch: 0.37), !again.isBroken,
                (again.measured - again.predicted).magnitude > 4 * again.error
            else { continue }
            if findings.contains(where: { $0.verdict == .wrongFormula }) { break }
            reportDifference(probes, direction, outcome, number)
            break
        }
        if compared > 0 {
            power.differences = worst
        } else {
            findings.append(
                .init(
                    .undecided,
                    "undecided: the capture does not see all of the function, and finite differences found no direction without a kink or noise"
                ))
        }
        if broken > 0 {
            notes.append("finite differences met kinks or jumps along \(broken) directions, which were left out")
        }
    }

    /// Random directions over all inputs, one for each input alone, and single elements where there are few.
    private func directions() -> [[[Double]]] {
        var stream = SeededStream(seed: options.seed, 3 << 20)
        func random(_ isMoved: (Int) -> Bool) -> [[Double]] {
            inputs.enumerated().map { place, input in
                let array = input.hostArray
                return (0..<array.count).map { position in
                    isMoved(place) ? Double(stream.weight()) * max(array.double(at: position).magnitude, 0x1p-3) : 0
                }
            }
        }
        var all = (0..<3).map { _ in random { _ in true } }
        if inputs.count > 1 { all += inputs.indices.map { place in random { $0 == place } } }
        if inputs.reduce(0, { $0 + $1.elementCount }) <= 64 {
            for place in inputs.indices {
                for position in 0..<inputs[place].elementCount { all.append(single(place, position)) }
            }
        }
        return all
    }

    private func single(_ place: Int, _ position: Int) -> [[Double]] {
        inputs.enumerated().map { other, input in
            let array = input.hostArray
            return (0..<array.count).map {
                other == place && $0 == position ? max(array.double(at: $0).magnitude, 0x1p-3) : 0
            }
        }
    }

    private mutating func reportDifference(
        _ probes: Probes, _ direction: [[Double]], _ outcome: Probes.Outcome, _ number: Int
    ) {
        // The element that is most wrong, sought among those of the direction.
        var guilty: (place: Int, position: Int, outcome: Probes.Outcome)?
        var tried = 0
        for place in inputs.indices {
            for position in 0..<inputs[place].elementCount where direction[place][position] != 0 && tried < 256 {
                tried += 1
                guard let outcome = probes.compare(single(place, position)), !outcome.isBroken,
                    outcome.excess > guilty?.outcome.excess ?? 0
                else { continue }
                guilty = (place, position, outcome)
            }
        }
        let shown = guilty?.outcome ?? outcome
        let what = guilty.map { element($0.place, $0.position) } ?? "the derivative along a random direction"
        let scale = guilty.map { guilty in single(guilty.place, guilty.position)[guilty.place][guilty.position] } ?? 1
        var finding = GradientReport.Finding(
            .wrongFormula,
            "wrong formula: \(what) is \(decimalText(shown.predicted / scale, digits: 9)), but finite differences of the function "
                + "itself give \(decimalText(shown.measured / scale, digits: 9)) ± \(decimalText(shown.error / scale, digits: 2)) "
                + "(step \(decimalText(shown.step * scale, digits: 2)))"
                + Ratio.phrase(
                    shown.predicted, shown.measured, tolerance: 4 * shown.error / max(shown.measured.magnitude, 1e-300))
        )
        if let guilty {
            finding.input = places[guilty.place]
            finding.index = inputs[guilty.place].shape.index(at: guilty.position)
        }
        finding.got = shown.predicted / scale
        finding.expected = shown.measured / scale
        findings.append(finding)
    }
}

/// Runs a function beside a point, and says what the gradient predicts for it.
private struct Probes {
    let inputs: [Tensor]
    let pass: TracedPass
    let function: ([Tensor]) -> [Tensor]

    struct Outcome {
        let measured: Double
        let predicted: Double
        let error: Double
        let step: Double
        let isBroken: Bool
        /// The sum of the absolute values of the predicted changes.
        let size: Double

        var excess: Double { (measured - predicted).magnitude / max(error, .leastNonzeroMagnitude) }
    }

    /// Nil where the function is not finite nearby.
    func compare(_ direction: [[Double]], stretch: Double = 1) -> Outcome? {
        let base = sum(pass.values)
        guard base.value.isFinite else { return nil }
        let unit = inputs.contains { $0.dtype == .float32 } ? 0x1p-24 : 0x1p-53
        var isFinite = true
        // The function minus what the gradient predicts is flat where the gradient is right.
        func remainder(_ distance: Double) -> (value: Double, predicted: Double) {
            if distance == 0 { return (0, 0) }
            let (moved, predicted) = moved(direction, distance)
            let value = sum(withoutGradients { function(moved) }.map(\.hostArray)).value
            isFinite = isFinite && value.isFinite
            return (value - base.value, predicted)
        }
        var size = 0.0
        var slope = 0.0
        for (place, elements) in direction.enumerated() {
            guard let gradient = pass.gradients[place] else { continue }
            for (position, element) in elements.enumerated() where element != 0 {
                slope += gradient.double(at: position) * element
                size += (gradient.double(at: position) * element).magnitude
            }
        }
        guard slope.isFinite else { return nil }
        // Where terms cancel inside of the function, rounding is larger than its values tell. It shows in points a few units apart,
        // on both sides: on one side alone it would be a jump.
        let scatter = [8.0, -8].map { side in
            [1.0, 2, 3].reduce(0.0) { largest, factor in
                let (value, predicted) = remainder(side * factor * unit)
                return max(largest, (value - predicted).magnitude)
            }
        }
        let noise = max(8 * unit * base.size, 4 * min(scatter[0], scatter[1]), .leastNonzeroMagnitude)
        let quotient = DifferenceQuotient(noise: noise, steps: 0x1p-18...(0x1p-2 * stretch)) { distance in
            let (value, predicted) = remainder(distance)
            // Steps as realised: what rounding of the points changes is taken back by the prediction.
            return value - predicted + slope * distance
        }
        guard isFinite, quotient.value.isFinite else { return nil }
        return Outcome(
            measured: quotient.value, predicted: slope, error: quotient.error + 0x1p-20 * slope.magnitude,
            step: quotient.step, isBroken: quotient.isBroken, size: size)
    }

    /// The inputs moved along a direction, as far as floats allow, and what the gradient predicts for that.
    private func moved(_ direction: [[Double]], _ distance: Double) -> ([Tensor], Double) {
        var predicted = 0.0
        let tensors = inputs.enumerated().map { place, input in
            let array = input.hostArray
            let gradient = pass.gradients[place]
            func step(_ position: Int, _ new: Double) {
                if let gradient { predicted += gradient.double(at: position) * (new - array.double(at: position)) }
            }
            if let values = array.float32 {
                let new = values.indices.map { Float(Double(values[$0]) + distance * direction[place][$0]) }
                for position in values.indices where direction[place][position] != 0 {
                    step(position, Double(new[position]))
                }
                return Tensor(HostArray(new, shape: array.shape))
            }
            let new = (0..<array.count).map { array.double(at: $0) + distance * direction[place][$0] }
            for position in new.indices where direction[place][position] != 0 { step(position, new[position]) }
            return Tensor(HostArray(new, shape: array.shape))
        }
        return (tensors, predicted)
    }

    /// The sum of cotangent times value, and of its absolute terms.
    private func sum(_ values: [HostArray]) -> (value: Double, size: Double) {
        var (value, size) = (0.0, 0.0)
        for (array, cotangent) in zip(values, pass.cotangents) where array.shape == cotangent.shape {
            for position in 0..<array.count where cotangent.double(at: position) != 0 {
                let term = array.double(at: position) * cotangent.double(at: position)
                value += term
                size += term.magnitude
            }
        }
        return (value, size)
    }
}
