internal import Multiprecision

// How bounds of a real result become rounded results and distances. A number r of exponent e lies at t = |r| / 2^(e - p + 1)
// on a grid on which floats are integers and middles of floats are halves, with one exception: just above a power of two
// the middle below is only a quarter away.

/// What is asked for of each result.
struct Question {
    let directions: [RoundingDirection]
    /// Whether any direction rounds at middles, or at floats.
    let asksForTies: Bool
    let asksForFloats: Bool

    init(_ directions: [RoundingDirection]) {
        self.directions = directions
        asksForTies = directions.contains(.nearest)
        asksForFloats = directions.contains { $0 != .nearest }
    }
}

extension FloatFormat {
    /// The answer that bounds in binary64 give, for formats much narrower than binary64; nil when they decide too little.
    @inline(__always)
    func answer(_ lower: Double, _ upper: Double, _ question: Question) -> Answer? {
        guard lower <= upper, lower >= 0 || upper <= 0 else { return nil }
        let isPoint = lower == upper
        let isNegative = upper <= 0
        let (small, large) = isNegative ? (-upper, -lower) : (lower, upper)
        // The sign of an exact zero, and infinities that are no bounds, are for wider arithmetic to tell.
        if isPoint, small == 0 || small == .infinity { return nil }
        if small == 0 { return underflowAnswer(below: large, negative: isNegative, question) }
        let exponent = max(Int(small.exponent), minimumExponent)
        if precision < 53, exponent > maximumExponent {
            return overflowAnswer(negative: isNegative, question, precision: 53)
        }
        guard large < .infinity, exponent == max(Int(large.exponent), minimumExponent) else { return nil }
        guard precision < 53 else {
            return isPoint && small >= 0x1p-1022 ? Answer(.exact, value: lower, precision: 53) : nil
        }
        let unit = quantum(exponent - precision + 1)
        // Scaling is exact, and so are the distances from the nearest integer.
        let t = small / unit
        let width = large / unit - t
        let nearest = t.rounded(.toNearestOrEven)
        let fraction = (t - nearest).magnitude
        if isPoint, fraction == 0 { return Answer(.exact, value: lower, precision: 53) }
        var answer = Answer(isPoint && fraction == 0.5 && question.asksForTies ? .tie : .inexact, precision: 53)
        for direction in question.directions {
            let first = grid(t, direction, isNegative)
            guard first == grid(t + width, direction, isNegative) else { return nil }
            let size = first * unit
            answer[direction] =
                size > largest
                ? overflow(negative: isNegative, direction.rounding(negative: isNegative))
                : isNegative ? -size : size
        }
        func distance(_ value: Double) -> Distance? {
            Distance((value - width) * (1 - 0x1p-50), (value + width) * (1 + 0x1p-50))
        }
        if question.asksForTies, answer.kind != .tie {
            var tie = 0.5 - fraction
            if isPowerOfTwo(nearest, exponent), t >= nearest { tie = min(tie, fraction + 0.25) }
            guard let known = distance(tie) else { return nil }
            answer.tieDistance = known
        }
        if question.asksForFloats {
            guard let known = distance(fraction) else { return nil }
            answer.floatDistance = known
        }
        return answer
    }

    /// Whether an integer of the grid is a power of two below which floats are closer.
    @inline(__always)
    private func isPowerOfTwo(_ integer: Double, _ exponent: Int) -> Bool {
        exponent > minimumExponent && integer == quantum(precision - 1)
    }

    @inline(__always)
    private func grid(_ t: Double, _ direction: RoundingDirection, _ isNegative: Bool) -> Double {
        switch direction {
        case .nearest: t.rounded(.toNearestOrEven)
        case .up: t.rounded(isNegative ? .down : .up)
        case .down: t.rounded(isNegative ? .up : .down)
        case .zero: t.rounded(.down)
        case .away: t.rounded(.up)
        }
    }

    /// A result that is 0 to nearest and in no other direction, or is 0 itself, of which nothing else is asked.
    private func underflowAnswer(below bound: Double, negative: Bool, _ question: Question) -> Answer? {
        guard precision < 53, !question.asksForFloats, bound < smallest / 64 else { return nil }
        var answer = Answer(.inexact, value: negative ? -0.0 : 0, precision: 53)
        answer.tieDistance = Distance(tenths: -10)
        return answer
    }

    private func overflowAnswer(negative: Bool, _ question: Question, precision: Int) -> Answer {
        var answer = Answer(.overflow, precision: precision)
        for direction in question.directions {
            answer[direction] = overflow(negative: negative, direction.rounding(negative: negative))
        }
        return answer
    }
}

// MARK: In multiple precision

extension FloatFormat {
    /// An enclosure of a real result, and whether its ends are known not to be the result.
    struct Enclosure {
        var real: Interval
        var isOpenBelow = false
        var isOpenAbove = false
    }

    /// What an enclosure decides of a real result.
    ///
    /// - Parameter isLast: whether to answer even if directions or distances stay undecided.
    /// - Precondition: the enclosure is not empty, total and no infinite point.
    func answer(_ enclosure: Enclosure, _ question: Question, isLast: Bool) -> Answer? {
        let real = enclosure.real
        let bits = real.precision
        let point = real.isPoint ? real.lower : nil
        if let point {
            let nearest = rounded(point, .nearest)
            if point == nearest {
                return Answer(.exact, value: point.isZero && point.signbit ? -0.0 : nearest, precision: bits)
            }
        }
        let low = inward(real.lower, isOpen: enclosure.isOpenBelow && point == nil) { $0.nextUp }
        let high = inward(real.upper, isOpen: enclosure.isOpenAbove && point == nil) { $0.nextDown }
        let limit = overflowValue(negative: false)
        if low >= limit || high <= -limit {
            return overflowAnswer(negative: low.sign < 0, question, precision: bits)
        }
        var answer = Answer(.inexact, precision: bits)
        var open: [(Double, Double)] = []
        for direction in question.directions {
            let first = rounded(low, direction.rounding(negative: low.signbit))
            let second = rounded(high, direction.rounding(negative: high.signbit))
            if first == second, first.sign == second.sign {
                answer[direction] = first
            } else {
                if !isLast { return nil }
                open.append((first, second))
            }
        }
        if let (first, second) = open.first {
            answer.note = "\(hexText(of: first)) or \(hexText(of: second)), for a real result in \(text(of: real))"
        }
        guard ulpExponent(of: low) == ulpExponent(of: high) else { return isLast ? answer : nil }
        let distances = distances(low, high)
        if question.asksForTies {
            if point != nil, distances.tie.upper.isZero {
                answer.kind = .tie
            } else {
                answer.tieDistance = distance(distances.tie, isLast: isLast)
                if answer.tieDistance == nil, !isLast { return nil }
            }
        }
        if question.asksForFloats {
            answer.floatDistance = distance(distances.float, isLast: isLast)
            if answer.floatDistance == nil, !isLast { return nil }
        }
        return answer
    }

    /// A number on the inner side of an end that is not the result, so near that no float and no middle of floats lies
    /// between them.
    private func inward(_ end: BigFloat, isOpen: Bool, _ step: (BigFloat) -> BigFloat) -> BigFloat {
        // An infinite end of more than a point is a bound and never the result.
        guard isOpen || end.isInfinite else { return end }
        let inner = step(end.rounded(toPrecision: max(end.precision, precision) + 64, rounding: .nearest))
        // Next to the smallest number there is, the step would leave the interval.
        return inner.isZero ? end : inner
    }

    private typealias Range = (lower: BigFloat, upper: BigFloat)

    private func distance(_ range: Range, isLast: Bool) -> Distance? {
        if let distance = Distance(range.lower, range.upper) { return distance }
        guard isLast, range.upper.sign > 0, range.upper.isFinite else { return nil }
        return Distance(tenths: Distance.tenths(range.upper, .up), isUpperBound: true)
    }

    /// Bounds of the distances, in ulps, of all numbers between two from the nearest middle of floats and the nearest
    /// float. Either distance changes no faster than the number.
    private func distances(_ low: BigFloat, _ high: BigFloat) -> (tie: Range, float: Range) {
        let wide = max(low.precision, high.precision) + 64
        let isNegative = low.sign < 0 || high.sign < 0 && low.sign == 0
        let (small, large) = isNegative ? (-high, -low) : (low, high)
        let exponent = ulpExponent(of: BigFloat.abs(large))
        let t = BigFloat.abs(large).scaled(byPowerOf2: -exponent)
        let width = BigFloat.subtract(large, small, precision: wide, rounding: .up).scaled(byPowerOf2: -exponent)
        let nearest = t.roundToEven()
        let offset = BigFloat.subtract(t, nearest, precision: wide, rounding: .nearest)
        let fraction = BigFloat.abs(offset)
        var tie = BigFloat.subtract(BigFloat(0.5, precision: 53), fraction, precision: wide, rounding: .nearest)
        let isNormal = exponent > minimumExponent - precision + 1
        if isNormal, nearest == quantum(precision - 1), offset.sign >= 0 {
            tie = BigFloat.min(
                tie, BigFloat.add(fraction, BigFloat(0.25, precision: 53), precision: wide, rounding: .nearest))
        }
        func range(_ value: BigFloat) -> Range {
            let lower = BigFloat.subtract(value, width, precision: wide, rounding: .down)
            return (
                lower.sign > 0 ? lower : BigFloat(0, precision: 64),
                BigFloat.add(value, width, precision: wide, rounding: .up)
            )
        }
        return (range(tie), range(fraction))
    }

    private func text(of real: Interval) -> String {
        "[\(real.lower.text(digits: 25, rounding: .down)), \(real.upper.text(digits: 25, rounding: .up))]"
    }
}
