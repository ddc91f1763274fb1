internal import Multiprecision
internal import Specifications

/// What a function is next to zero when it is a line there, but for a term that no float could show: f(x) = s x + Q(x) with
/// a number s that binary64 holds, and Q far smaller than the distance of floats, of one sign.
///
/// Half of the subnormal numbers make x/2 a tie of roundings, and only the sign of x^2/4 decides that of x sigmoid(x):
/// a polynomial with a bound does not tell.
public struct LineThroughZero: Sendable, Hashable {
    public let slope: Double
    /// The sign of Q; 0 where there is no Q.
    public let direction: Int

    /// The numbers that this holds for: those below 2^-125.
    static func isWanted(_ block: EncodingBlock) -> Bool { block.first >> 23 & 0xFF <= 1 }

    /// Proves by the series at zero, with the remainder over all numbers to 2^-125, that a formula is such a line; nil
    /// where it does not show.
    init?(_ formula: ScalarFormula, isNegative: Bool) {
        let precision = 160
        let order = 4
        let evaluator = SeriesEvaluator(precision: precision, order: order)
        func series(_ start: Interval) -> TaylorSeries? {
            var x = TaylorSeries(constant: start, order: order)
            x.coefficients[1] = Interval(1, precision: precision)
            return evaluator.series(formula, of: x)
        }
        let edge = BigFloat(isNegative ? -0x1p-125 : 0x1p-125, precision: 24)
        let zero = BigFloat(0.0, precision: 24)
        let stretch = Interval(lower: isNegative ? edge : zero, upper: isNegative ? zero : edge, precision: precision)
        guard let point = series(Interval(zero, precision: precision))?.coefficients,
            let on = series(stretch)?.coefficients,
            on[0].isTotal, on[1].isTotal, point[0].isTotal, point[0].isZero, point[1].isTotal,
            point[1].lower == point[1].upper
        else { return nil }
        slope = point[1].lower.toDouble()
        guard slope != 0, abs(slope) <= 1, slope.significandWidth < 28, point[1].lower == slope else { return nil }
        // Q is T_k x^k with T_k from over the stretch, for the first k >= 2 whose coefficient at zero is not nothing.
        for k in 2...order {
            guard on[k].isTotal, on[k].isBounded, point[k].isTotal else { return nil }
            if on[k].isZero {
                direction = 0
                return
            }
            // At most 2^20 x^2 is below 2^-80 of 2^-149, and smaller than a part of s x in 2^40.
            guard on[k].magnitudeUpperBound.toDouble(rounding: .up) < 0x1p+20, abs(slope) > 0x1p-60 else { return nil }
            if !on[k].containsZero {
                let sign = on[k].lower.sign < 0 ? -1 : 1
                direction = isNegative && k % 2 != 0 ? -sign : sign
                return
            }
            guard point[k].isZero else { return nil }
        }
        return nil
    }
}

extension SeriesEvaluator {
    /// The series of a formula of one variable; nil where it has none.
    func series(_ formula: ScalarFormula, of x: TaylorSeries) -> TaylorSeries? {
        var numbers: [Int: TaylorSeries] = [:]
        var conditions: [Int: Certainty] = [:]
        for place in formula.needed {
            switch formula.nodes[place] {
            case .variable: numbers[place] = x
            case .number(let value): numbers[place] = number(value)
            case .unary(let function, let u):
                guard let u = numbers[u] else { return nil }
                numbers[place] = unary(function, u)
            case .binary(let function, let a, let b):
                guard let a = numbers[a], let b = numbers[b] else { return nil }
                numbers[place] = binary(function, a, b)
            case .power(let u, let exponent):
                guard let u = numbers[u] else { return nil }
                numbers[place] = power(u, exponent)
            case .select(let condition, let a, let b):
                guard let condition = conditions[condition], let a = numbers[a], let b = numbers[b] else { return nil }
                numbers[place] = select(condition, a, b)
            case .test(let function, let operands):
                switch function {
                case .not: conditions[place] = conditions[operands[0]]?.negated
                case .and, .or:
                    guard let a = conditions[operands[0]], let b = conditions[operands[1]] else { return nil }
                    let decisive: Certainty = function == .and ? .no : .yes
                    conditions[place] =
                        a == decisive || b == decisive
                        ? decisive : a == .unknown || b == .unknown ? .unknown : decisive.negated
                default:
                    guard let a = numbers[operands[0]] else { return nil }
                    conditions[place] = test(function, a, operands.count > 1 ? numbers[operands[1]] : nil)
                }
            }
        }
        return numbers[formula.output]
    }
}
