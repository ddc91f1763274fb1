/// What intervals say about a comparison of the values that they contain.
public enum Certainty: Sendable, Equatable {
    /// True for every pair of elements.
    case yes
    /// False for every pair of elements.
    case no
    /// True for some and false for others, or there is no value to compare.
    case unknown

    /// The answer to the opposite question.
    public var negated: Certainty {
        switch self {
        case .yes: .no
        case .no: .yes
        case .unknown: .unknown
        }
    }
}

/// Comparisons decide only between values that exist for sure: with an operand that is empty or not total, the answer is
/// `unknown`. Zeros of either sign are equal, and so are equal infinite points.
extension Interval {
    public func isLess(than other: Interval) -> Certainty {
        certainty(other, yes: upper < other.lower, no: lower >= other.upper)
    }

    public func isLessOrEqual(to other: Interval) -> Certainty {
        certainty(other, yes: upper <= other.lower, no: lower > other.upper)
    }

    public func isEqual(to other: Interval) -> Certainty {
        certainty(other, yes: lower == other.upper && upper == other.lower, no: !intersects(other))
    }

    private func certainty(_ other: Interval, yes: Bool, no: Bool) -> Certainty {
        guard isTotal, other.isTotal else { return .unknown }
        return yes ? .yes : no ? .no : .unknown
    }

    /// The smaller of two values.
    public static func minimum(_ a: Interval, _ b: Interval) -> Interval {
        select(a, b, BigFloat.min)
    }

    /// The larger of two values.
    public static func maximum(_ a: Interval, _ b: Interval) -> Interval {
        select(a, b, BigFloat.max)
    }

    private static func select(
        _ a: Interval, _ b: Interval, _ choose: (BigFloat, BigFloat) -> BigFloat
    ) -> Interval {
        Interval(
            ordered: choose(a.lower, b.lower), choose(a.upper, b.upper), max(a.precision, b.precision),
            a.isTotal && b.isTotal)
    }
}
