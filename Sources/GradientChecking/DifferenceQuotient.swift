import Foundation

/// Adaptive central differences with an estimate of their error, for functions that exist in floating point only.
///
/// The estimate of f' over the grid -2 ... 2 errs by at most C1/h from rounding and C2 h^4 from truncation, with
/// C1 = noise * sum|c| and C2 = |f^(5)| sum|c g^5| / 5!; the step h = (C1 / (4 C2))^(1/5) balances both, and their sum is the
/// estimate of the error (FiniteDifferences.jl, `methods.jl`). The fifth derivative comes from seven points.
struct DifferenceQuotient {
    let value: Double
    let error: Double
    let step: Double
    /// Whether the two sides have different slopes: a kink or a jump lies within the step.
    let isBroken: Bool

    private static let grid: [Double] = [-2, -1, 0, 1, 2]
    private static let weights: [Double] = [1.0 / 12, -2.0 / 3, 0, 2.0 / 3, -1.0 / 12]

    /// - Parameters:
    ///   - noise: how far rounding may move a value of the function.
    ///   - steps: the smallest and the largest step that make sense.
    ///   - quotient: given a function of the distance walked (in steps), the weighted sum over the grid of what the function is
    ///     there.
    init(noise: Double, steps: ClosedRange<Double>, _ function: (Double) -> Double) {
        let first = min(max(steps.lowerBound, 0x1p-4 * steps.upperBound), steps.upperBound)
        let fifth: [Double] = [-0.5, 2, -2.5, 0, 2.5, -2, 0.5]
        var derivative = 0.0
        for (weight, place) in zip(fifth, -3...3) where weight != 0 {
            derivative += weight * function(Double(place) * first)
        }
        // What rounding alone would show as a fifth derivative is no information.
        let size = max(derivative.magnitude, noise) / pow(first, 5)
        let rounding = max(noise, .leastNonzeroMagnitude) * Self.weights.reduce(0) { $0 + $1.magnitude }
        let truncation =
            size * zip(Self.weights, Self.grid).reduce(0) { $0 + ($1.0 * pow($1.1, 5)).magnitude } / 120
        var step = truncation > 0 ? pow(rounding / (4 * truncation), 0.2) : steps.upperBound
        step = min(max(step, steps.lowerBound), steps.upperBound)
        // A power of two: products with it are exact.
        step = Double(sign: .plus, exponent: Int(step.exponent), significand: 1)
        let values = Self.grid.map { $0 == 0 ? function(0) : function($0 * step) }
        value = zip(Self.weights, values).reduce(0) { $0 + $1.0 * $1.1 } / step
        error = rounding / step + truncation * pow(step, 4)
        self.step = step
        let (left, right) = ((values[2] - values[1]) / step, (values[3] - values[2]) / step)
        // Curvature makes the sides differ by h f''; a kink makes them differ by as much at half the step.
        let half = (function(0.5 * step), function(-0.5 * step))
        let (innerLeft, innerRight) = ((values[2] - half.1) / (0.5 * step), (half.0 - values[2]) / (0.5 * step))
        let slack = 8 * noise / step
        isBroken =
            (innerRight - innerLeft).magnitude > 0.75 * (right - left).magnitude + slack
            && (innerRight - innerLeft).magnitude > slack + 1e-3 * max(left.magnitude, right.magnitude)
    }
}
