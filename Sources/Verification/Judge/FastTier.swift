internal import Multiprecision
internal import Oracle
internal import Specifications
internal import Values

/// The first tier of the judge: bounds in binary64, which settle nearly every output that is right.
///
/// What it settles needs no record: an output that is the float nearest to the real result, or a neighbour of it within
/// budget, whose error is certainly below errors that are on record. Findings, special values, the worst elements and
/// whatever stays undecided go up to intervals, so that everything that is shown is the same with and without this tier.
struct FastTier {
    /// The largest errors on record.
    struct Reach {
        var ulps: Double
        /// Nil when no element had one.
        var omega: Double?

        /// Beyond every error: nothing will be shown.
        static let unlimited = Reach(ulps: .infinity, omega: .infinity)
    }

    private let format: FloatFormat
    private let budget: Budget
    private let isExactKind: Bool
    private let hasScale: Bool
    private let reals: FastEvaluator.Enclosures
    /// By row of the special-value table, then element.
    private let conditions: [[Certainty]]
    private let scales: FastEvaluator.Enclosures?
    private let terms: FastEvaluator.Enclosures?

    /// Nil for an output that holds truth values.
    init?(_ evaluation: OutputEvaluation, format: FloatFormat, budget: Budget) throws {
        self.format = format
        self.budget = budget
        isExactKind = evaluation.specification.kind == .exact
        guard let reals = evaluation.bounds else { return nil }
        self.reals = reals
        let inputs = evaluation.subjectCase.inputs
        conditions = try evaluation.specialsGraph.map { FastEvaluator().conditions($0, inputs) } ?? []
        let outputs = try evaluation.scaleGraph.map { FastEvaluator().outputs($0, inputs) } ?? []
        hasScale = !outputs.isEmpty
        scales = outputs.first ?? nil
        terms = outputs.count > 1 ? outputs[1] : nil
    }

    /// The float nearest to the real result, where it is known to be one and to be no special case.
    func nearest(at position: Int) -> Double? {
        let lower = reals.lower[position]
        let upper = reals.upper[position]
        // NaN is unknown, and twice the same infinity is no real number.
        guard lower < .infinity, upper > -.infinity, conditions.allSatisfy({ $0[position] == .no }) else { return nil }
        let nearest = rounded(lower)
        return nearest == rounded(upper) ? nearest : nil
    }

    /// The judgement of an element that is settled and need not be shown; nil when intervals must say more.
    func judgement(_ output: Double, at position: Int, below reach: Reach) -> ElementJudgement? {
        guard let nearest = nearest(at: position), output.isFinite, nearest.isFinite else { return nil }
        // The sign of an exact zero is the interval tier's to judge.
        if isExactKind, output == 0 { return nil }
        let ulps = ulpError(output, position)
        guard isBelow(ulps, reach.ulps) else { return nil }
        var omega: Double?
        var count = 1
        if hasScale {
            guard let error = omegaError(output, position), let limit = reach.omega, isBelow(error.omega, limit) else {
                return nil
            }
            (omega, count) = (error.omega, error.terms)
        }
        let isRight = output == nearest
        if !isRight {
            let error = budget.metric == .omega ? omega ?? ulps : ulps
            guard budget.metric != .exact, error <= budget.limit(terms: count), isNeighbour(output, position) else {
                return nil
            }
        }
        return ElementJudgement(
            position: position, output: output, verdict: isRight ? .correctlyRounded : .faithful,
            isMisrounded: !isRight,
            ulps: 0...ulps, omega: omega, nearest: nearest, terms: count)
    }

    // MARK: Errors

    /// Whether an upper bound is certainly below an error on record, which other arithmetic may have bounded by a few
    /// last places more.
    private func isBelow(_ bound: Double, _ record: Double) -> Bool {
        record == .infinity ? bound < record : bound * (1 + 0x1p-40) < record
    }

    private func rounded(_ value: Double) -> Double { format.rounded(value) }

    /// Whether an output is one of the two floats around every number between the bounds: a number that is a float has no
    /// neighbours but itself.
    private func isNeighbour(_ output: Double, _ position: Int) -> Bool {
        guard format == .binary32 else { return false }
        let float = Float(output)
        return Double(float.nextDown) < reals.lower[position] && reals.upper[position] < Double(float.nextUp)
    }

    /// An upper bound of |output - real|.
    private func distance(_ output: Double, _ position: Int) -> Double {
        let lower = reals.lower[position]
        let upper = reals.upper[position]
        if lower == output, upper == output { return 0 }
        return max((output - lower).magnitude, (upper - output).magnitude).nextUp
    }

    private func ulpError(_ output: Double, _ position: Int) -> Double {
        let lower = reals.lower[position]
        let upper = reals.upper[position]
        let smallest = lower <= 0 && upper >= 0 ? 0 : min(lower.magnitude, upper.magnitude)
        let exponent =
            smallest == 0
            ? format.minimumExponent
            : min(max(Int(smallest.exponent), format.minimumExponent), format.maximumExponent)
        return scaled(distance(output, position), by: format.precision - 1 - exponent)
    }

    /// An upper bound of omega = |output - real| / max(u scale, terms 2^(emin - p)), and the terms; nil when the scale is
    /// unknown.
    private func omegaError(_ output: Double, _ position: Int) -> (omega: Double, terms: Int)? {
        guard let scales, scales.lower[position] < .infinity, scales.upper[position] > -.infinity else { return nil }
        var count = 1
        if let terms {
            guard terms.lower[position] == terms.upper[position], let exact = Int(exactly: terms.lower[position]) else {
                return nil
            }
            count = exact
        }
        let lower = scales.lower[position]
        let upper = scales.upper[position]
        let scale = lower <= 0 && upper >= 0 ? 0 : min(lower.magnitude, upper.magnitude)
        let floor = scaled(Double(max(1, count)), by: format.minimumExponent - format.precision)
        let unit = max(scaled(scale, by: -format.precision), floor)
        guard unit >= 0x1p-1000 else { return nil }
        let distance = distance(output, position)
        return (distance == 0 ? 0 : (distance / unit).nextUp, count)
    }

    private func scaled(_ value: Double, by exponent: Int) -> Double {
        Double(sign: .plus, exponent: exponent, significand: value)
    }
}
