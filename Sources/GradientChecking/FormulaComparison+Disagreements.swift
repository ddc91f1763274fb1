internal import Multiprecision
internal import Values

extension FormulaComparison {
    /// An element whose backward formula has another value than the derivative.
    struct Disagreement {
        /// Among the differentiated inputs.
        let place: Int
        let position: Int
        let formula: Number
        /// What it should be; at a kink, anything between.
        let adjoint: Number
        let isKink: Bool
        /// For elements at a kink that are wrong only together: how many there are. Then both numbers are sums, and the
        /// place is that of the first.
        var together: Int?
        /// Whether bounds in binary64 did not show it.
        var neededIntervals = false

        /// How far the formula is beyond what it may be, relative to the derivative or to another size if that is larger:
        /// positive above, negative below; NaN where it is no number.
        func gap(beside largest: Double) -> Double {
            if formula.lower.isNaN || adjoint.lower.isNaN { return .nan }
            guard formula.exact == nil, adjoint.exact == nil else { return exactGap }
            let size = max(adjoint.lower.magnitude, adjoint.upper.magnitude, largest)
            if formula.lower > adjoint.upper { return (formula.lower - adjoint.upper) / size }
            return formula.upper < adjoint.lower ? (formula.upper - adjoint.lower) / size : 0
        }

        /// The same between the middles of bounds, where there is no choice.
        func distance(beside largest: Double) -> Double {
            guard !isKink, formula.exact == nil, adjoint.exact == nil else { return gap(beside: largest) }
            let size = max(adjoint.lower.magnitude, adjoint.upper.magnitude, largest)
            return size > 0 ? (formula.middle - adjoint.middle) / size : 0
        }

        /// How wide the bounds are that were compared, relative to the same.
        func uncertainty(beside largest: Double) -> Double {
            guard formula.exact == nil, adjoint.exact == nil else { return 0x1p-100 }
            let size = max(adjoint.lower.magnitude, adjoint.upper.magnitude, largest)
            let width = formula.upper - formula.lower + (isKink ? 0 : adjoint.upper - adjoint.lower)
            return size > 0 ? width / size : 0
        }

        private var exactGap: Double {
            let (own, other) = (formula.interval, adjoint.interval)
            func ratio(_ a: BigFloat, _ b: BigFloat) -> Double {
                let distance = BigFloat.subtract(a, b, precision: 53, rounding: .nearest)
                return BigFloat.divide(distance, other.magnitudeUpperBound, precision: 53, rounding: .nearest)
                    .toDouble()
            }
            if own.lower > other.upper { return ratio(own.lower, other.upper) }
            return own.upper < other.lower ? ratio(own.upper, other.lower) : 0
        }

        /// Both numbers, times the same power of two where binary64 does not hold them.
        var middles: (formula: Double, adjoint: Double) {
            let sizes = [formula, adjoint].compactMap { $0.exact?.magnitudeUpperBound.exponent }
            guard let exponent = sizes.max(), formula.exact != nil || formula.middle == 0,
                adjoint.exact != nil || adjoint.middle == 0
            else { return (formula.middle, adjoint.middle) }
            func scaled(_ number: Number) -> Double {
                number.exact.map { $0.midpoint.scaled(byPowerOf2: -exponent).toDouble() } ?? 0
            }
            return (scaled(formula), scaled(adjoint))
        }

        /// The number nearest to the formula among those that it may be.
        var admissible: Double { isKink ? min(max(formula.middle, adjoint.lower), adjoint.upper) : adjoint.middle }
    }

    /// A number between two others.
    struct Number {
        let lower: Double
        let upper: Double
        /// The same, where binary64 does not hold it.
        let exact: Interval?

        var middle: Double { lower == upper ? lower : 0.5 * lower + 0.5 * upper }

        var interval: Interval {
            exact ?? Interval(lower: BigFloat(lower, precision: 53), upper: BigFloat(upper, precision: 53))
        }

        /// Whether the ends are too far apart to be those of one number: there is a choice between slopes, or little of
        /// what was added is left.
        var isWide: Bool {
            if let exact { return exact.isWide }
            return upper - lower > 0x1p-20 * max(lower.magnitude, upper.magnitude)
        }

        /// The digits that both ends share, 17 at most.
        var text: String {
            if lower.isNaN { return "no number" }
            if lower == upper, exact == nil { return decimalText(lower, digits: 17) }
            func text(_ end: KeyPath<Interval, BigFloat>, _ value: Double, _ digits: Int) -> String {
                exact.map { $0[keyPath: end].text(digits: digits) } ?? decimalText(value, digits: digits)
            }
            for digits in stride(from: 16, through: 3, by: -1) {
                let low = text(\.lower, lower, digits)
                if low == text(\.upper, upper, digits) { return low }
            }
            return "between \(text(\.lower, lower, 6)) and \(text(\.upper, upper, 6))"
        }

        init(_ lower: Double, _ upper: Double) {
            self.lower = lower
            self.upper = upper
            exact = nil
        }

        init(_ interval: Interval) {
            lower = interval.isEmpty ? .nan : interval.lower.toDouble(rounding: .down)
            upper = interval.isEmpty ? .nan : interval.upper.toDouble(rounding: .up)
            let isTiny = !interval.isEmpty && !interval.isZero && interval.magnitudeUpperBound < 0x1p-1000
            exact = isTiny ? interval : nil
        }
    }
}

extension Interval {
    /// Whether the ends are too far apart to be those of one number.
    var isWide: Bool {
        guard !isEmpty, !isPoint else { return false }
        return width > magnitudeUpperBound.scaled(byPowerOf2: -20)
    }

    /// The distance between the ends, rounded up.
    var width: BigFloat { BigFloat.subtract(upper, lower, precision: 53, rounding: .up) }
}
