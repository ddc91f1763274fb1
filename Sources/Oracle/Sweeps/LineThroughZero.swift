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
        func variable(_ start: Interval) -> TaylorSeries {
            var x = TaylorSeries(constant: start, order: order)
            x.coefficients[1] = Interval(1, precision: precision)
            return x
        }
        func stretch(from nearest: Double) -> Interval {
            let edge = BigFloat(isNegative ? -0x1p-125 : 0x1p-125, precision: 24)
            let end = BigFloat(isNegative ? -nearest : nearest, precision: 24)
            return Interval(lower: isNegative ? edge : end, upper: isNegative ? end : edge, precision: precision)
        }
        let zero = Interval(BigFloat(0.0, precision: 24), precision: precision)
        // Which side of a condition such as x >= 0 counts is for the numbers to say that are not zero; at zero itself
        // it is enough that the function is zero.
        let choices = evaluator.conditions(formula, of: variable(stretch(from: 0x1p-149)))
        guard !choices.values.contains(.unknown),
            evaluator.series(formula, of: variable(zero))?.coefficients[0].isZero ?? false,
            let point = evaluator.series(formula, of: variable(zero), choosing: choices)?.coefficients,
            let on = evaluator.series(formula, of: variable(stretch(from: 0)), choosing: choices)?.coefficients,
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
    ///
    /// - Parameter choices: what conditions are, by node, whatever the variable says.
    func series(
        _ formula: ScalarFormula, of x: TaylorSeries, choosing choices: [Int: Certainty]? = nil
    ) -> TaylorSeries? {
        walk(formula, x, choices).numbers[formula.output]
    }

    /// What the conditions of a formula are for a variable, by node, as far as that can be told.
    func conditions(_ formula: ScalarFormula, of x: TaylorSeries) -> [Int: Certainty] {
        walk(formula, x, nil).conditions
    }

    private func walk(
        _ formula: ScalarFormula, _ x: TaylorSeries, _ choices: [Int: Certainty]?
    ) -> (numbers: [Int: TaylorSeries], conditions: [Int: Certainty]) {
        var numbers: [Int: TaylorSeries] = [:]
        var conditions: [Int: Certainty] = choices ?? [:]
        for place in formula.needed {
            switch formula.nodes[place] {
            case .variable: numbers[place] = x
            case .number(let value): numbers[place] = number(value)
            case .unary(let function, let u):
                if let u = numbers[u] { numbers[place] = unary(function, u) }
            case .binary(let function, let a, let b):
                if let a = numbers[a], let b = numbers[b] { numbers[place] = binary(function, a, b) }
            case .power(let u, let exponent):
                if let u = numbers[u] { numbers[place] = power(u, exponent) }
            case .select(let condition, let a, let b):
                guard let condition = conditions[condition] else { continue }
                // The other side need not have a value.
                switch condition {
                case .yes: numbers[place] = numbers[a]
                case .no: numbers[place] = numbers[b]
                case .unknown:
                    if let a = numbers[a], let b = numbers[b] { numbers[place] = select(condition, a, b) }
                }
            case .test(let function, let operands):
                guard choices == nil else { continue }
                switch function {
                case .not: conditions[place] = conditions[operands[0]]?.negated
                case .and, .or:
                    guard let a = conditions[operands[0]], let b = conditions[operands[1]] else { continue }
                    let decisive: Certainty = function == .and ? .no : .yes
                    conditions[place] =
                        a == decisive || b == decisive
                        ? decisive : a == .unknown || b == .unknown ? .unknown : decisive.negated
                default:
                    guard let a = numbers[operands[0]] else { continue }
                    conditions[place] = test(function, a, operands.count > 1 ? numbers[operands[1]] : nil)
                }
            }
        }
        return (numbers, conditions)
    }
}
