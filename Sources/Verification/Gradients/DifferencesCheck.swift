internal import Multiprecision
internal import Oracle
internal import Specifications
internal import Values

/// Finite differences, in two arithmetics.
///
/// In the oracle they guard the adjoint evaluator: the central difference along a random direction differs from the
/// derivative by at most h^2 |T3|, with T3 the third series coefficient over the whole step; the enclosures must then
/// meet. In the subject's own arithmetic they guard the definition: the realised step x+ - x- is exact, noise is
/// bounded by the forward budget, truncation by the same T3, and the step balances both,
/// h = (Q/(P-Q) C1/C2)^(1/P) with P = 3, Q = 1 (White, Zhang, Schäfer and others: FiniteDifferences.jl).
struct DifferencesCheck {
    let specification: Specification

    /// The gradients that are compared with differences, from the definition, inputs and cotangents.
    var adjoint: (ExpressionGraph, [HostArray], [HostArray]) -> [[Interval]] = { graph, inputs, cotangents in
        AdjointEvaluator(precision: Self.precision).gradients(graph, inputs, cotangents: cotangents).map(\.elements)
    }

    private static let precision = 512

    init(specification: Specification) { self.specification = specification }

    enum Outcome {
        case agrees
        case disagrees(String)
        /// A kink, the edge of a domain or too much noise lies within a step.
        case excluded
    }

    /// Compares the adjoint with central differences in multiple precision.
    func oracle(_ subjectCase: Case, cotangents: [HostArray], directions: [HostArray]) throws -> Outcome {
        guard cotangents.contains(where: { $0.count > 0 }), directions.contains(where: { $0.count > 0 }) else {
            return .excluded
        }
        let precision = Self.precision
        let graph = try specification.graph(for: subjectCase.inputs, subjectCase.attributes)
        let step = BigFloat(1, precision: 2).scaled(byPowerOf2: -100)
        let evaluator = EnclosureEvaluator(precision: precision)
        let moved = [1, -1].map { side in
            zip(subjectCase.inputs, directions).map { input, direction in
                (0..<input.count).map { position in
                    Interval(input.double(at: position), precision: 1200)
                        + Interval(direction.double(at: position), precision: 1200)
                        * Interval(side == 1 ? step : -step, precision: 1200)
                }
            }
        }
        let above = evaluator.outputs(graph, elements: moved[0])
        let below = evaluator.outputs(graph, elements: moved[1])
        let gradients = adjoint(graph, subjectCase.inputs, cotangents)
        let stretched = SeriesEvaluator(precision: 64, order: 3)
            .outputs(graph, subjectCase.inputs, directions: directions, radius: step)
        var difference = Interval(0, precision: precision)
        var truncation = Interval(0, precision: precision)
        let twoSteps = Interval(step.scaled(byPowerOf2: 1), precision: precision)
        let stepSquared = Interval(step, precision: precision).square()
        for (place, cotangent) in cotangents.enumerated() {
            guard let high = above[place], let low = below[place], let series = stretched[place] else { continue }
            for position in 0..<cotangent.count {
                let weight = Interval(cotangent.double(at: position), precision: precision)
                if weight.isZero { continue }
                difference = difference + weight * ((high[position] - low[position]) / twoSteps)
                truncation = truncation + (weight * series[position].coefficients[3] * stepSquared).abs()
            }
        }
        var derivative = Interval(0, precision: precision)
        for (place, gradient) in gradients.enumerated() {
            for position in gradient.indices {
                derivative =
                    derivative
                    + gradient[position]
                    * Interval(directions[place].double(at: position), precision: precision)
            }
        }
        guard truncation.isTotal, truncation.isBounded, derivative.isTotal, difference.isTotal, difference.isBounded,
            derivative.isBounded
        else { return .excluded }
        let bound = truncation.upper
        let widened = Interval(
            lower: BigFloat.subtract(difference.lower, bound, precision: precision, rounding: .down),
            upper: BigFloat.add(difference.upper, bound, precision: precision, rounding: .up))
        // Enclosures that are wide meet whatever they enclose.
        let size = derivative.magnitudeLowerBound.toDouble(rounding: .down)
        let width = widened.hull(derivative).widthUpperBound
        if widened.intersects(derivative), width > max(0x1p-20 * size, 0x1p-149) { return .excluded }
        return widened.intersects(derivative)
            ? .agrees
            : .disagrees(
                "central differences in the oracle give \(ElementJudgement.text(of: difference)), the adjoint "
                    + ElementJudgement.text(of: derivative))
    }

    /// Compares the adjoint with central differences of a subject's outputs, along one input element.
    ///
    /// - Parameter evaluate: the subject's outputs for given inputs.
    func subject(
        _ subjectCase: Case, cotangents: [HostArray], input: Int, element: Int, budget: Budget,
        evaluate: ([HostArray]) throws -> [HostArray]
    ) throws -> Outcome {
        let graph = try specification.graph(for: subjectCase.inputs, subjectCase.attributes)
        let x = subjectCase.inputs[input].float32![element]
        let directions = subjectCase.inputs.enumerated().map { place, array in
            HostArray((0..<array.count).map { place == input && $0 == element ? Float(1) : 0 }, shape: array.shape)
        }
        let gradient = adjoint(graph, subjectCase.inputs, cotangents)[input][element]
        guard gradient.isTotal, !gradient.isEmpty else { return .excluded }
        let outputs = try evaluate(subjectCase.inputs)
        let noiseHere = try noise(subjectCase.inputs, subjectCase.attributes, outputs, cotangents, budget)
        guard noiseHere.isFinite else { return .excluded }
        // A first step where the third derivative is not known yet, then the step that balances both errors.
        let scale = Double(max(abs(x), 1))
        let local = coefficient(3, graph, subjectCase, directions, cotangents, radius: nil)
        guard local.isFinite else { return .excluded }
        let balanced = local > 0 ? (noiseHere / (2 * local)).squareRoot3 : scale * 0.25
        // A power of two, so that both steps are exact and equal for nearly every x.
        let wanted = Float(
            sign: .plus, exponent: Int(min(max(balanced, scale * 0x1p-20), scale * 0.5).exponent), significand: 1)
        let high = max(x + wanted, x.nextUp)
        let low = min(x - wanted, x.nextDown)
        guard high.isFinite, low.isFinite, specification.arguments(of: subjectCase)[input].domain.contains(Double(low)),
            specification.arguments(of: subjectCase)[input].domain.contains(Double(high))
        else { return .excluded }
        let radius = max(Double(high) - Double(x), Double(x) - Double(low))
        let stretch = BigFloat(radius, precision: 53)
        let third = coefficient(3, graph, subjectCase, directions, cotangents, radius: stretch)
        let second = coefficient(2, graph, subjectCase, directions, cotangents, radius: stretch)
        guard third.isFinite, second.isFinite else { return .excluded }
        func observe(_ value: Float) throws -> (sum: Double, noise: Double) {
            var inputs = subjectCase.inputs
            var elements = inputs[input].float32!
            elements[element] = value
            inputs[input] = HostArray(elements, shape: inputs[input].shape)
            let outputs = try evaluate(inputs)
            return (
                Self.weighted(outputs, cotangents),
                try noise(inputs, subjectCase.attributes, outputs, cotangents, budget)
            )
        }
        let above = try observe(high)
        let below = try observe(low)
        let width = Double(high) - Double(low)
        let difference = (above.sum - below.sum) / width
        // The realised steps are not quite symmetric when x is near a power of two: the second coefficient enters.
        let asymmetry = abs((Double(high) - Double(x)) - (Double(x) - Double(low)))
        guard asymmetry <= radius * 0x1p-20 else { return .excluded }
        let bound =
            (above.noise + below.noise) / width + second * asymmetry + 2 * third * radius * radius
            + gradient.widthUpperBound
        let truth = gradient.midpoint.toDouble()
        guard bound.isFinite, difference.isFinite else { return .excluded }
        if abs(difference - truth) <= 2 * bound { return bound <= 0.1 * abs(truth) ? .agrees : .excluded }
        return .disagrees(
            "central differences of the subject's own outputs give \(decimalText(difference, digits: 6)) ± \(decimalText(bound, digits: 2)), the definition's adjoint \(ElementJudgement.text(of: gradient))"
        )
    }

    /// The sum over outputs of |cotangent| |series coefficient of an order|, rounded up; infinite where a kink or the edge
    /// of the domain lies within the radius.
    private func coefficient(
        _ order: Int, _ graph: ExpressionGraph, _ subjectCase: Case, _ directions: [HostArray],
        _ cotangents: [HostArray],
        radius: BigFloat?
    ) -> Double {
        let series = SeriesEvaluator(precision: 64, order: 3)
            .outputs(graph, subjectCase.inputs, directions: directions, radius: radius)
        var sum = 0.0
        for (place, cotangent) in cotangents.enumerated() {
            guard let elements = series[place] else { continue }
            for position in 0..<cotangent.count where cotangent.double(at: position) != 0 {
                let term = elements[position].coefficients[order]
                guard term.isTotal, term.isBounded, elements[position].coefficients[0].isTotal else {
                    return .infinity
                }
                sum += abs(cotangent.double(at: position)) * term.magnitudeUpperBound.toDouble(rounding: .up)
            }
        }
        return sum
    }

    private static func weighted(_ outputs: [HostArray], _ cotangents: [HostArray]) -> Double {
        zip(outputs, cotangents).reduce(0) { sum, pair in
            (0..<pair.0.count).reduce(sum) { $0 + pair.0.double(at: $1) * pair.1.double(at: $1) }
        }
    }

    /// How far rounding may have moved the weighted sum of outputs: what the forward budget allows, in ulps of the
    /// outputs or in units of their condition scale.
    private func noise(
        _ inputs: [HostArray], _ attributes: Attributes, _ outputs: [HostArray], _ cotangents: [HostArray],
        _ budget: Budget
    ) throws -> Double {
        let names = try specification.graph(for: inputs, attributes).outputNames
        var sum = 0.0
        for (name, (output, cotangent)) in zip(names, zip(outputs, cotangents)) {
            var scales: [Double]?
            var terms = 1
            if budget.metric == .omega,
                let graph = try specification.scaleGraph(
                    of: specification.output(named: name).name, inputs.map { GraphInput($0) }, attributes)
            {
                let values = EnclosureEvaluator(precision: 64).outputs(graph, inputs)
                scales = values[0]?.map { $0.magnitudeUpperBound.toDouble(rounding: .up) }
                if values.count > 1, let count = values[1]?.first { terms = Int(count.midpoint.toDouble()) }
            }
            let limit = max(1, budget.limit(terms: terms))
            for position in 0..<output.count {
                let weight = abs(cotangent.double(at: position))
                guard weight > 0 else { continue }
                let value = output.double(at: position)
                guard value.isFinite else { return .infinity }
                let unit =
                    scales.map { max($0[position] * 0x1p-24, Double(terms) * 0x1p-150) } ?? Double(Float(value).ulp)
                sum += weight * unit * limit
            }
        }
        return sum
    }
}

extension Double {
    /// The real cube root of a non-negative number, to a few ulps: enough for the size of a step.
    fileprivate var squareRoot3: Double {
        guard self > 0, isFinite else { return self }
        var root = Double(sign: .plus, exponent: Int(exponent) / 3, significand: 1)
        for _ in 0..<60 { root = (2 * root + self / (root * root)) / 3 }
        return root
    }
}
