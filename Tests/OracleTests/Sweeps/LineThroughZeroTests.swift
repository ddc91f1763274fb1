import COracleKernels
import Multiprecision
import Testing
import Values

@testable import Oracle
@testable import Specifications

@Suite struct LineThroughZeroTests {
    private func line(_ text: String, negative: Bool = false) throws -> LineThroughZero? {
        LineThroughZero(try scalarFormula(text), isNegative: negative)
    }

    @Test func linesAreFoundWithTheSignOfWhatIsAdded() throws {
        for (text, slope, positive, negative) in [
            ("a / (1 + exp(-a))", 0.5, 1, 1), ("0.5 * a * (1 + erf(a / sqrt(2)))", 0.5, 1, 1),
            ("0.5 * a * (1 + tanh(sqrt(2 / pi) * (a + 0.044715 * a^3)))", 0.5, 1, 1),
            ("a * minimum(maximum(a + 3, 0), 6) / 6", 0.5, 1, 1), ("a / 2", 0.5, 0, 0), ("-a / 4", -0.25, 0, 0),
            ("0.5 * tanh(a)", 0.5, -1, 1), ("0.75 * sin(a)", 0.75, -1, 1), ("tan(a) / 2", 0.5, 1, -1),
            ("a / 2 - a^2", 0.5, -1, -1), ("expm1(a) / 8", 0.125, 1, 1), ("where(a < -1, a, a / 4 + a^2)", 0.25, 1, 1),
            // Which side counts at zero makes no difference where both are zero there.
            ("where(a >= 0, a / (1 + exp(-a)), a * exp(a) / (1 + exp(a)))", 0.5, 1, 1),
            ("where(a > 0, a / 2 + a^2, a / 2 - a^2)", 0.5, 1, -1),
        ] {
            let above = try #require(try line(text), "\(text)")
            #expect(above.slope == slope && above.direction == positive, "\(text)")
            let below = try #require(try line(text, negative: true), "\(text)")
            #expect(below.slope == slope && below.direction == negative, "\(text)")
        }
    }

    @Test func whatIsNoSuchLineIsNotTakenForOne() throws {
        for text in [
            "exp(a)", "a / 3", "a * 0.1", "2 * a", "sqrt(a)", "a^2", "a / 2 + 0x1p-200", "a / 2 + 0x1p+30 * a^2",
            "abs(a) + cos(a)",
            "a / (2 + 0x1p-200)", "a / 2 + a^6", "a * 0x1.00000001p-1", "log(a)", "floor(a) + a / 2 + 1",
            "where(a == 0, 1, a / 2)", "where(abs(a) > 0x1p-140, a / 2, a / 4)",
        ] { #expect(try line(text) == nil, "\(text)") }
    }

    /// Every rounding of every kind of place, against an exact judgement in MPFR.
    @Test func tiesAreDecidedAsTheFunctionIs() throws {
        for text in [
            "a / (1 + exp(-a))", "a / 2", "0.5 * tanh(a)", "a / 2 - a^2", "0.75 * sin(a)", "-a / 4", "0.625 * sin(a)",
            "where(a >= 0, a / (1 + exp(-a)), a * exp(a) / (1 + exp(a)))",
        ] {
            let formula = try scalarFormula(text)
            for negative in [false, true] {
                let found = try #require(LineThroughZero(formula, isNegative: negative))
                var line = found.loopLine(budget: 0.5)
                for first in [UInt32(0), 0x7F_FF80, 0x80_0000, 0xFF_FF00].map({ $0 | (negative ? 1 << 31 : 0) }) {
                    let inputs = (0..<256).map { Float(bitPattern: first + UInt32($0)) }
                    // Far more digits than the term beside the line is small.
                    let reals = EnclosureEvaluator(precision: 700).outputs(
                        try graph(ofFormula: text, count: inputs.count), [HostArray(inputs)])[0]!
                    for shift in -3...3 {
                        let y = reals.map { real -> Float in
                            var value = real.lower.toFloat(rounding: .down)
                            for _ in 0..<abs(shift) { value = shift < 0 ? value.nextDown : value.nextUp }
                            return value
                        }
                        for place in 0..<y.count {
                            var tally = oracle_sweep_tally()
                            tally.wrong_at = y.count
                            var places = [UInt32(place)]
                            guard oracle_sweep_line_places(&line, first, y, &places, 1, &tally) == 0 else {
                                Issue.record("\(text) at \(inputs[place]) is left open")
                                continue
                            }
                            let real = reals[place]
                            let nearest = real.lower.toFloat(rounding: .nearest)
                            #expect(nearest == real.upper.toFloat(rounding: .nearest))
                            #expect(
                                (tally.correct == 1) == (y[place] == nearest),
                                "\(text) at \(inputs[place]): \(y[place])")
                            #expect(tally.correct + tally.misrounded == 1)
                            let neighbours = [Rounding.down, .up].map { real.lower.toFloat(rounding: $0) }
                            #expect(
                                (tally.faithful == 1)
                                    == (y[place] != nearest && neighbours.contains(y[place]) && tally.wrong_class == 0),
                                "\(text) at \(inputs[place]): \(y[place])")
                            let error = (Interval(y[place], precision: 700) - real).abs()
                            let limit = BigFloat(0x1p-149, precision: 24)
                            #expect((tally.above_one == 1) == (y[place] != nearest && error.lower > limit))
                            let isOver = y[place] != nearest && error.lower > BigFloat(0x1p-150, precision: 24)
                            #expect(
                                (tally.over_budget + tally.wrong_class == 1) == isOver,
                                "\(text) at \(inputs[place]): \(y[place])")
                        }
                    }
                }
            }
        }
    }
}
