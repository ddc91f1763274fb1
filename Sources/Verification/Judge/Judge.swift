internal import Multiprecision
internal import Specifications
internal import Values

/// Compares outputs with enclosures of the real results.
struct Judge {
    let format: FloatFormat
    let budget: Budget

    /// What one enclosure says of one output.
    struct Judgement {
        /// Nil when the enclosure is too wide to decide the budget.
        var verdict: Verdict?
        /// Whether the rounding could be decided; if not, a verdict within budget claims nothing about it.
        var isRoundingDecided: Bool
        var isMisrounded: Bool
        /// Bounds of the error in ulps; nil when the output is NaN.
        var ulps: ClosedRange<Double>?
        /// Upper bound of omega; nil without a scale.
        var omega: Double?
        /// The float nearest to the real result, when decided.
        var nearest: Double?
    }

    /// Judges an output against an enclosure that is neither empty nor partly undefined.
    ///
    /// - Parameters:
    ///   - output: the output, which a binary64 holds exactly.
    ///   - real: the enclosure of the real result.
    ///   - scale: the enclosure of the condition scale, for omega.
    ///   - terms: the number of products that meet in the element.
    func judge(_ output: Double, _ real: Interval, scale: Interval?, terms: Int) -> Judgement {
        let nearestLow = format.rounded(real.lower, .nearest)
        let nearestHigh = format.rounded(real.upper, .nearest)
        // Around zero, where the ends round to zeros of either sign, the zero without one.
        let nearest = nearestLow == nearestHigh ? (real.containsZero && nearestLow == 0 ? 0 : nearestLow) : nil
        if output.isNaN {
            return Judgement(
                verdict: .wrongClass, isRoundingDecided: nearest != nil, isMisrounded: true, ulps: nil, omega: nil,
                nearest: nearest)
        }
        let ulps = ulpError(output, real)
        // A scale of no value (the limit of a sum with infinities in it) leaves the error in ulps.
        let omega = scale.flatMap { $0.isEmpty ? nil : omegaError(output, real, scale: $0, terms: terms) }
        let isRight = nearest == output
        var judgement = Judgement(
            verdict: nil, isRoundingDecided: nearest != nil, isMisrounded: nearest.map { $0 != output } ?? false,
            ulps: ulps, omega: omega?.upperBound, nearest: nearest)
        if isRight {
            judgement.verdict = .correctlyRounded
            return judgement
        }
        if output.isInfinite, let isWrong = isWrongInfinity(output, real) {
            if isWrong {
                judgement.verdict = .wrongClass
                return judgement
            }
        } else if output.isInfinite {
            // Whether an infinity is a neighbour at all must be known before its error says anything.
            return judgement
        }
        let error: ClosedRange<Double>
        switch budget.metric {
        case .ulp: error = ulps
        case .omega: error = omega ?? ulps
        case .exact:
            judgement.verdict = nearest == nil ? nil : .overBudget
            return judgement
        }
        let limit = budget.limit(terms: terms)
        if error.upperBound <= limit {
            judgement.verdict = isFaithful(output, real) ? .faithful : .withinBudget
        } else if error.lowerBound > limit {
            let isWrongSign = !real.containsZero && output != 0 && (output < 0) != (real.upper.sign < 0)
            let isLostValue = output == 0 && !real.containsZero
            judgement.verdict = isWrongSign || isLostValue ? .wrongClass : .overBudget
        }
        return judgement
    }

    /// Whether an infinite output has no infinite neighbour of the real result beside it; nil when undecided.
    private func isWrongInfinity(_ output: Double, _ real: Interval) -> Bool? {
        let reach = output < 0 ? -real : real
        // The neighbours of r include the infinity exactly when r is beyond the largest finite number.
        if reach.lower > format.largest { return false }
        if reach.upper <= format.largest { return true }
        return nil
    }

    private func isFaithful(_ output: Double, _ real: Interval) -> Bool {
        // One of the neighbours of every number of the enclosure.
        func isNeighbour(_ end: BigFloat) -> Bool {
            format.rounded(end, .down) == output || format.rounded(end, .up) == output
        }
        return isNeighbour(real.lower) && isNeighbour(real.upper)
    }

    private func difference(_ output: Double, _ real: Interval) -> Interval {
        let overflow = format.overflowValue(negative: output < 0)
        if output.isInfinite {
            // Beyond 2^(emax + 1) an infinity is as near as the format gets.
            let clamped =
                output < 0
                ? Interval(
                    lower: BigFloat.max(real.lower, overflow), upper: BigFloat.max(real.upper, overflow),
                    precision: real.precision)
                : Interval(
                    lower: BigFloat.min(real.lower, overflow), upper: BigFloat.min(real.upper, overflow),
                    precision: real.precision)
            return (Interval(overflow, precision: real.precision) - clamped).abs()
        }
        return (Interval(output, precision: real.precision) - real).abs()
    }

    private func ulpError(_ output: Double, _ real: Interval) -> ClosedRange<Double> {
        let distance = difference(output, real)
        let smallUlp = format.ulpExponent(of: real.magnitudeLowerBound)
        let largeUlp = format.ulpExponent(of: real.magnitudeUpperBound)
        let high = distance.upper.scaled(byPowerOf2: -smallUlp).toDouble(rounding: .up)
        let low = distance.lower.scaled(byPowerOf2: -largeUlp).toDouble(rounding: .down)
        return min(low, high)...high
    }

    /// omega = |y - r| / max(u S, m 2^(emin - p)).
    private func omegaError(_ output: Double, _ real: Interval, scale: Interval, terms: Int) -> ClosedRange<Double> {
        let distance = difference(output, real)
        let floor = BigFloat(max(1, terms), precision: 64)
            .scaled(byPowerOf2: format.minimumExponent - format.precision)
        let low = BigFloat.max(scale.magnitudeLowerBound.scaled(byPowerOf2: -format.precision), floor)
        let high = BigFloat.max(scale.magnitudeUpperBound.scaled(byPowerOf2: -format.precision), floor)
        func quotient(_ a: BigFloat, _ b: BigFloat, _ rounding: Rounding) -> Double {
            a.isZero ? 0 : BigFloat.divide(a, b, precision: 64, rounding: rounding).toDouble(rounding: rounding)
        }
        // An error that nothing bounds, over a scale that nothing bounds, is any number.
        guard !distance.upper.isInfinite else { return 0...(.infinity) }
        let upper = quotient(distance.upper, low, .up)
        let lower = high.isInfinite ? 0 : quotient(distance.lower, high, .down)
        return min(lower, upper)...upper
    }
}
