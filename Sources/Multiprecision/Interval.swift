/// A closed set of extended real numbers, `[lower, upper]`, that contains a real value nobody knows exactly.
///
/// Operations round outward: if the operands contain the real operands, the result contains the real result. How wide it
/// gets depends on `precision`, the number of bits that results are rounded to. Endpoints may have more bits than that: a
/// number that comes from outside is held exactly. An operation on points whose exact result fits gives a point.
///
/// **Infinity.** `[inf, inf]` is the infinite value itself, and arithmetic on it takes limits: `exp(-inf) = 0`, `1 / inf = 0`,
/// `-inf + 1 = -inf`. In any other interval an infinite endpoint is a bound and not a value: `[1, inf]` holds all real numbers
/// from 1 up, so `0 * [1, inf]` is 0. Values beyond MPFR's exponents (`exp(1e38)`) are enclosed by such intervals.
///
/// **Empty** means that there is no real value: NaN was put in, or the operation is defined nowhere on its operands
/// (`log` of a negative number; and, of points, `inf - inf`, `0 * inf`, `0 / 0`, `inf / inf`, `sin(inf)`). Every operation
/// gives empty when an operand is empty.
///
/// **Partly undefined.** Where an operation is undefined on a part of its operands (`log([-1, 2])`, `1 / [-1, 1]`), the result
/// encloses the values on the rest, and `isTotal` is false, for this result and all that are computed from it. Such an
/// interval proves nothing about a particular value. At the edge of a domain the one-sided limit counts as the value
/// (`log(0) = -inf`); the two limits of `1 / x` at 0 disagree, so `1 / 0` is everything, and not total.
///
/// **Signed zero.** A point keeps the sign of its zero through operations that keep it in IEEE 754, with round to nearest.
/// No operation lets the sign decide which real numbers an interval contains.
public struct Interval: Sendable {
    /// The smallest element; NaN when the interval is empty.
    public let lower: BigFloat
    /// The largest element; NaN when the interval is empty.
    public let upper: BigFloat
    /// The number of bits that the results of operations are rounded to; of two operands, the larger one counts.
    public let precision: Int
    /// False when this was computed with an operation that is undefined on a part of its operands, or is empty.
    public let isTotal: Bool

    /// For endpoints known to be in order.
    @inline(__always)
    init(ordered lower: BigFloat, _ upper: BigFloat, _ precision: Int, _ isTotal: Bool) {
        self.lower = lower
        self.upper = upper
        self.precision = precision
        self.isTotal = isTotal
    }

    /// All numbers from `lower` to `upper`; `precision` is the larger of theirs unless given.
    ///
    /// - Precondition: `lower <= upper`; neither is NaN.
    public init(lower: BigFloat, upper: BigFloat, precision: Int? = nil, isTotal: Bool = true) {
        precondition(lower <= upper, "an interval's endpoints are in order, unlike \(lower) and \(upper)")
        self.init(ordered: lower, upper, precision ?? max(lower.precision, upper.precision), isTotal)
    }

    /// The point `value`, or empty for NaN; `precision` is that of `value` unless given.
    public init(_ value: BigFloat, precision: Int? = nil) {
        self.init(ordered: value, value, precision ?? value.precision, !value.isNaN)
    }

    /// The point `value`, held exactly whatever `precision` is; empty for NaN.
    public init(_ value: Double, precision: Int) {
        self.init(BigFloat(value, precision: max(precision, 53)), precision: precision)
    }

    /// The point `value`, held exactly whatever `precision` is; empty for NaN.
    public init(_ value: Float, precision: Int) {
        self.init(BigFloat(value, precision: max(precision, 24)), precision: precision)
    }

    /// The point `value`, held exactly whatever `precision` is.
    public init(_ value: Int, precision: Int) {
        self.init(BigFloat(value, precision: max(precision, 64)), precision: precision)
    }

    /// The enclosure of the decimal or hexadecimal number `text`: a point when it fits `precision`, and nil when it is none.
    public init?(text: String, precision: Int) {
        guard let lower = BigFloat(text: text, precision: precision, rounding: .down),
            let upper = BigFloat(text: text, precision: precision, rounding: .up)
        else { return nil }
        self.init(ordered: lower, upper, precision, !lower.isNaN)
    }

    /// No value at all, with the lowest precision, so that any other operand decides.
    public static let empty = Interval(ordered: .nan, .nan, 1, false)

    /// Every real number, with the lowest precision, so that any other operand decides.
    public static let entire = Interval(ordered: -.infinity, .infinity, 1, true)

    /// The circle constant.
    public static func pi(precision: Int) -> Interval {
        let upper = BigFloat.pi(precision: precision, rounding: .up)
        return Interval(ordered: upper.nextDown, upper, precision, true)
    }

    /// The same set, with results of operations rounded to `precision` bits from here on.
    public func withPrecision(_ precision: Int) -> Interval { Interval(ordered: lower, upper, precision, isTotal) }

    /// The same set, not total unless `condition` holds.
    func total(if condition: Bool) -> Interval { Interval(ordered: lower, upper, precision, isTotal && condition) }
}

extension Interval: CustomStringConvertible {
    /// `[lower, upper]`, with `partly undefined` behind it where `isTotal` is false.
    public var description: String {
        isEmpty ? "empty" : "[\(lower), \(upper)]" + (isTotal ? "" : " partly undefined")
    }
}
