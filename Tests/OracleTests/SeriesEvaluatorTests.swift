import Multiprecision
import Testing
import Values

@testable import Oracle
@testable import Specifications

@Suite struct SeriesEvaluatorTests {
    /// The series of a definition's first element along a direction.
    private func series(
        _ definition: String, at point: [Double], along direction: [Double], order: Int, radius: BigFloat? = nil
    ) throws -> TaylorSeries {
        let graph = try graph(of: definition, [[point.count]])
        let evaluator = SeriesEvaluator(precision: 120, order: order)
        let output = evaluator.outputs(
            graph, [HostArray(point)], directions: [HostArray(direction)], radius: radius)[0]
        return try #require(output).first!
    }

    @Test func coefficientsAreDerivativesOverFactorials() throws {
        // exp(2 t) = sum of (2 t)^k / k!
        let exponential = try series("y = exp(a)", at: [0], along: [2], order: 5)
        for (coefficient, expected) in zip(exponential.coefficients, [1, 2, 2, 4.0 / 3, 2.0 / 3, 4.0 / 15]) {
            #expect(abs(coefficient.lower.toDouble() - expected) < 1e-15)
        }
        // (1 + t)(3 - t) = 3 + 2 t - t^2
        let product = try series("y = a[0] * a[1]", at: [1, 3], along: [1, -1], order: 3)
        #expect(product.coefficients.map(\.doubles) == [[3, 3], [2, 2], [-1, -1], [0, 0]])
        let order0 = try series("y = a * a", at: [3], along: [1], order: 0)
        #expect(order0.coefficients.map(\.doubles) == [[9, 9]])
    }

    @Test func piecewiseFunctionsTakeThePieceThatTheyAreOn() throws {
        for (definition, point, expected) in [
            ("y = abs(a)", -2.0, [2.0, -1]), ("y = abs(a)", 2, [2, 1]), ("y = maximum(a, 1)", 0, [1, 0]),
            ("y = minimum(a, 1)", 0, [0, 1]), ("y = where(a < 0, a * a, 7)", -3, [9, -6]),
        ] {
            let result = try series(definition, at: [point], along: [1], order: 1)
            #expect(result.coefficients.map { $0.doubles[0] } == expected, "\(definition)")
        }
    }

    @Test func aKinkWithinTheStretchProvesNothing() throws {
        let across = try series("y = abs(a)", at: [0.25], along: [1], order: 1, radius: BigFloat(0.5, precision: 53))
        #expect(across.coefficients[1].doubles == [-1, 1])
        #expect(!across.coefficients[1].isTotal)
        let beside = try series("y = abs(a)", at: [0.75], along: [1], order: 1, radius: BigFloat(0.5, precision: 53))
        #expect(beside.coefficients[1].isPoint(1))
    }

    @Test func coefficientsOverAStretchBoundThoseAtItsPoints() throws {
        var generator = SeededGenerator(seed: 5)
        let definition = "let e = exp(a - max(a, 0))\ny = e / sum(e, 0)"
        let radius = 0.0625
        let whole = try series(
            definition, at: [1, 0.5, -2], along: [1, -0.5, 0.25], order: 4, radius: BigFloat(radius, precision: 53))
        for _ in 0..<20 {
            let t = Double.random(in: -radius...radius, using: &generator)
            let inside = try series(
                definition, at: [1 + t, 0.5 - 0.5 * t, -2 + 0.25 * t], along: [1, -0.5, 0.25], order: 4)
            for (k, coefficient) in inside.coefficients.enumerated() {
                // The points are rounded to binary64, so they lie within 2^-50 of the line.
                let slack = Interval(-0x1p-45, precision: 120).hull(Interval(0x1p-45, precision: 120))
                #expect((whole.coefficients[k] + slack).contains(coefficient), "coefficient \(k)")
            }
        }
    }

    @Test func manyPowersCostNoMoreThanTheirLogarithm() throws {
        let result = try series("y = a ^ 2000000000", at: [1], along: [1], order: 2)
        #expect(result.coefficients[1].contains(2e9))
        #expect(result.coefficients[2].contains(1e9 * (2e9 - 1)))
    }
}
