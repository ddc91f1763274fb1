internal import Multiprecision

/// Two binary64 numbers with a real one between them, for arithmetic that need not decide everything.
///
/// Weaker than `Interval` and much faster. There are three kinds:
///
/// * `lower <= upper`: the real number exists and lies between them. An infinite bound bounds nothing.
/// * Both the same infinity: that infinity, as formulas name it, and masks. Arithmetic on it takes limits, as that of
///   `Interval`: `-inf + 1 = -inf`, `1 / inf = 0`. Where there is no limit, or it is not needed here, the result is unknown.
/// * Both NaN: unknown. There may be no number at all, or more than this arithmetic can tell.
///
/// Every operation rounds outward: if the operands contain the real operands, the result contains the real result or is
/// unknown. A result known to be exact stays a point.
struct Bounds {
    var lower: Double
    var upper: Double

    @inline(__always)
    init(_ lower: Double, _ upper: Double) {
        self.lower = lower
        self.upper = upper
    }

    @inline(__always)
    init(point: Double) { self.init(point, point) }

    /// A number that enters the computation: unknown unless it is finite.
    @inline(__always)
    init(finite value: Double) { self = value.isFinite ? Bounds(point: value) : .unknown }

    /// What an interval becomes when its ends are rounded outward; unknown where it proves nothing.
    init(_ interval: Interval) {
        guard !interval.isEmpty, interval.isTotal, !interval.isInfinitePoint else {
            self = .unknown
            return
        }
        self.init(interval.lower.toDouble(rounding: .down), interval.upper.toDouble(rounding: .up))
    }

    static let unknown = Bounds(.nan, .nan)

    @inline(__always)
    var isUnknown: Bool { lower.isNaN }

    @inline(__always)
    var isPoint: Bool { lower == upper }

    /// Whether a real number is known to exist.
    @inline(__always)
    var isReal: Bool { lower < .infinity && upper > -.infinity }

    /// Whether it is an infinity itself, and not a number that has no bound.
    @inline(__always)
    var isInfinity: Bool { lower == upper && !lower.isFinite }

    @inline(__always)
    var containsZero: Bool { lower <= 0 && upper >= 0 }
}

extension Bounds {
    /// The whole number that rounding gives. Such steps never fall, and that of a binary64 number is one.
    @inline(__always)
    func stepped(_ rule: FloatingPointRoundingRule) -> Bounds {
        isReal ? Bounds(lower.rounded(rule), upper.rounded(rule)) : .unknown
    }
}

// MARK: Arithmetic

extension Bounds {
    @inline(__always)
    static prefix func - (x: Bounds) -> Bounds { Bounds(-x.upper, -x.lower) }

    @inline(__always)
    static func + (a: Bounds, b: Bounds) -> Bounds {
        guard a.isReal, b.isReal else { return limit(ofSum: a, b) }
        return Bounds(sumDown(a.lower, b.lower), -sumDown(-a.upper, -b.upper))
    }

    private static func limit(ofSum a: Bounds, _ b: Bounds) -> Bounds {
        if a.isReal, b.isInfinity { return b }
        if a.isInfinity, b.isReal { return a }
        return a.isInfinity && a.lower == b.lower && b.isInfinity ? a : .unknown
    }

    @inline(__always)
    static func - (a: Bounds, b: Bounds) -> Bounds { a + -b }

    @inline(__always)
    static func * (a: Bounds, b: Bounds) -> Bounds {
        guard a.isReal, b.isReal else { return limit(ofProduct: a, b) }
        if a.isPoint, b.isPoint {
            let product = a.lower * b.lower
            if isExactProduct(a.lower, b.lower, product) { return Bounds(point: product) }
            return hull(
                product, product, isPositive: (a.lower < 0) == (b.lower < 0), isNegative: (a.lower < 0) != (b.lower < 0)
            )
        }
        return corners(
            a.lower * b.lower, a.lower * b.upper, a.upper * b.lower, a.upper * b.upper, a, b)
    }

    private static func limit(ofProduct a: Bounds, _ b: Bounds) -> Bounds {
        guard !a.isUnknown, !b.isUnknown, a.isInfinity || !a.containsZero, b.isInfinity || !b.containsZero else {
            return .unknown
        }
        return Bounds(point: (a.lower < 0) == (b.lower < 0) ? .infinity : -.infinity)
    }

    @inline(__always)
    static func / (a: Bounds, b: Bounds) -> Bounds {
        if b.isInfinity, a.isReal { return Bounds(point: 0) }
        if a.isInfinity, b.isReal, !b.containsZero { return limit(ofProduct: a, b) }
        guard a.isReal, b.isReal, !b.containsZero else { return .unknown }
        if a.isPoint, b.isPoint {
            let quotient = a.lower / b.lower
            // Dividing by a power of two moves the point, unless it leaves the normal numbers.
            let isExact = a.lower == 0 || (b.lower.significandBitPattern == 0 && b.lower.isNormal && quotient.isNormal)
            if isExact { return Bounds(point: quotient) }
        }
        return corners(
            a.lower / b.lower, a.lower / b.upper, a.upper / b.lower, a.upper / b.upper, a, b)
    }

    @inline(__always)
    func abs() -> Bounds {
        guard isReal else { return isInfinity ? Bounds(point: .infinity) : .unknown }
        if lower >= 0 { return Bounds(lower.magnitude, upper) }
        return upper <= 0 ? Bounds(upper.magnitude, -lower) : Bounds(0, max(-lower, upper))
    }

    @inline(__always)
    func square() -> Bounds {
        let x = abs()
        return x * x
    }

    @inline(__always)
    func squareRoot() -> Bounds {
        guard isReal, lower >= 0 else { return .unknown }
        let low = lower.squareRoot()
        let high = upper.squareRoot()
        return Bounds(
            Self.isExactProduct(low, low, lower) && low * low == lower ? low : low.nextDown,
            Self.isExactProduct(high, high, upper) && high * high == upper ? high : high.nextUp)
    }

    @inline(__always)
    static func maximum(_ a: Bounds, _ b: Bounds) -> Bounds {
        guard !a.isUnknown, !b.isUnknown else { return .unknown }
        return Bounds(max(a.lower, b.lower), max(a.upper, b.upper))
    }

    @inline(__always)
    static func minimum(_ a: Bounds, _ b: Bounds) -> Bounds {
        guard !a.isUnknown, !b.isUnknown else { return .unknown }
        return Bounds(min(a.lower, b.lower), min(a.upper, b.upper))
    }

    /// The precision of intervals that stand in for bounds, in bits.
    static let intervalPrecision = 64

    /// The same numbers as an interval; nil where no number is known to exist.
    var interval: Interval? {
        guard isReal else { return nil }
        return isPoint
            ? Interval(lower, precision: Self.intervalPrecision)
            : Interval(
                lower: BigFloat(lower, precision: 53), upper: BigFloat(upper, precision: 53),
                precision: Self.intervalPrecision)
    }

    /// A function evaluated on intervals.
    func through(_ function: (Interval) -> Interval) -> Bounds { interval.map { Bounds(function($0)) } ?? .unknown }

    /// A function of two numbers evaluated on intervals.
    func through(_ other: Bounds, _ function: (Interval, Interval) -> Interval) -> Bounds {
        guard let a = interval, let b = other.interval else { return .unknown }
        return Bounds(function(a, b))
    }
}

// MARK: Rounding

extension Bounds {
    /// A binary64 number that is at most the real sum, and equal to it where one is.
    ///
    /// The error of the rounded sum is a binary64 number (Dekker, A floating-point technique for extending the available
    /// precision, Numerische Mathematik 18, 1971): with the larger operand first, three operations give it, none of which
    /// overflows when the sum does not. Infinite operands are bounds, so an infinite sum of finite ones has overflowed.
    @inline(__always)
    private static func sumDown(_ a: Double, _ b: Double) -> Double {
        let sum = a + b
        guard sum.isFinite else {
            return sum == .infinity && a.isFinite && b.isFinite ? .greatestFiniteMagnitude : sum
        }
        let (large, small) = a.magnitude >= b.magnitude ? (a, b) : (b, a)
        return small - (sum - large) < 0 ? sum.nextDown : sum
    }

    /// Whether a rounded product certainly has no error: the significands have 26 bits each, and the product is far from
    /// the subnormals.
    @inline(__always)
    private static func isExactProduct(_ a: Double, _ b: Double, _ product: Double) -> Bool {
        if a == 0 || b == 0 { return true }
        return (a.bitPattern | b.bitPattern) & 0x7FF_FFFF == 0 && product.magnitude >= 0x1p-900 && product.isFinite
    }

    /// Bounds of results rounded to nearest, given the smallest and the largest; what is known of the sign keeps bounds
    /// from crossing 0 when results underflow.
    @inline(__always)
    private static func hull(_ smallest: Double, _ largest: Double, isPositive: Bool, isNegative: Bool) -> Bounds {
        let lower = smallest.nextDown
        let upper = largest.nextUp
        return Bounds(isPositive && lower < 0 ? 0 : lower, isNegative && upper > 0 ? 0 : upper)
    }

    /// The hull of products or quotients of the ends of two operands.
    @inline(__always)
    private static func corners(
        _ first: Double, _ second: Double, _ third: Double, _ fourth: Double, _ a: Bounds, _ b: Bounds
    ) -> Bounds {
        // 0 times an infinite bound, or one over the other; rare, and left to wider arithmetic.
        guard !first.isNaN, !second.isNaN, !third.isNaN, !fourth.isNaN else { return .unknown }
        return hull(
            min(min(first, second), min(third, fourth)), max(max(first, second), max(third, fourth)),
            isPositive: (a.lower >= 0 && b.lower >= 0) || (a.upper <= 0 && b.upper <= 0),
            isNegative: (a.lower >= 0 && b.upper <= 0) || (a.upper <= 0 && b.lower >= 0))
    }
}

// MARK: Comparison

extension Bounds {
    @inline(__always)
    func isLess(than other: Bounds) -> Certainty {
        upper < other.lower ? .yes : lower >= other.upper ? .no : .unknown
    }

    @inline(__always)
    func isLessOrEqual(to other: Bounds) -> Certainty {
        upper <= other.lower ? .yes : lower > other.upper ? .no : .unknown
    }

    @inline(__always)
    func isEqual(to other: Bounds) -> Certainty {
        if lower == other.upper, upper == other.lower { return .yes }
        return upper < other.lower || lower > other.upper ? .no : .unknown
    }
}
