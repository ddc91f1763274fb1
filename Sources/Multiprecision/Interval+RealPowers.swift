/// Powers with any exponent, and angles.
extension Interval {
    /// x^y for x > 0, and for whole y of any x, where 0^0 is 1. Elsewhere there is no real power: empty, or not total where
    /// some elements have one.
    public static func pow(_ x: Interval, _ y: Interval) -> Interval {
        let precision = max(x.precision, y.precision)
        if x.isEmpty || y.isEmpty { return .empty.withPrecision(precision) }
        if y.isPoint, y.lower.isInteger { return wholePower(x, y).withPrecision(precision).total(if: y.isTotal) }
        // Negative numbers have powers at the whole numbers among the exponents.
        if x.lower.sign < 0, y.upper.floor() >= y.lower { return Self.entire.withPrecision(precision).total(if: false) }
        if x.isPoint, x.lower.sign == 0 {
            if y.lower.sign > 0 { return Interval(0, precision: precision).total(if: x.isTotal && y.isTotal) }
            return y.upper.sign <= 0
                ? .empty.withPrecision(precision) : Self.entire.withPrecision(precision).total(if: false)
        }
        let base = x.clamped(from: .zero)
        if base.isEmpty { return base }
        // The logarithm is a factor of the exponent: what it is off by in the large is off in the result.
        let wide = precision + 160
        let power = (base.withPrecision(wide).log() * y.withPrecision(wide)).exp().withPrecision(precision)
        guard base.lower.sign == 0 else { return power.total(if: base.isTotal && y.isTotal) }
        // Powers of numbers down to 0: of 0 itself there is one for positive exponents only.
        guard y.lower.sign > 0 else { return Self.entire.withPrecision(precision).total(if: false) }
        let top = pow(Interval(base.upper, precision: precision), y)
        return Interval(ordered: .zero, BigFloat.max(top.upper, .one), precision, false)
    }

    private static func wholePower(_ x: Interval, _ y: Interval) -> Interval {
        if let exponent = Int(exactly: y.lower.toDouble()), exponent.magnitude < 1 << 31 { return x.power(exponent) }
        // Exponents that large are even unless their last bit is 1, which a float of 24 bits does not have.
        let isOdd = !y.lower.scaled(byPowerOf2: -1).isInteger
        let wide = x.precision + 160
        let size = x.abs()
        guard size.lower.sign > 0 else {
            if x.isPoint { return y.lower.sign > 0 ? Interval(0, precision: x.precision) : .empty }
            return Self.entire.withPrecision(x.precision).total(if: false)
        }
        let power = (size.withPrecision(wide).log() * y.withPrecision(wide)).exp().withPrecision(x.precision)
        return isOdd && x.upper.sign < 0 ? -power : power
    }

    /// The angle of the point (x, y), between -pi and pi; none for the origin. Across the negative x axis the angle jumps:
    /// there the enclosure is everything from -pi to pi.
    public static func atan2(_ y: Interval, _ x: Interval) -> Interval {
        let precision = max(x.precision, y.precision)
        if x.isEmpty || y.isEmpty { return .empty.withPrecision(precision) }
        let pi = Interval.pi(precision: precision + 8)
        if x.lower.sign > 0 { return (y / x).atan() }
        let right = pi / Interval(2, precision: precision)
        if y.lower.sign > 0 { return (right - (x / y).atan()).withPrecision(precision) }
        if y.upper.sign < 0 { return (-right - (x / y).atan()).withPrecision(precision) }
        if y.isPoint, x.upper.sign < 0 {
            return (y.lower.signbit ? -pi : pi).withPrecision(precision).total(if: x.isTotal && y.isTotal)
        }
        if y.isZero, x.isZero { return .empty.withPrecision(precision) }
        return Interval(ordered: (-pi).lower, pi.upper, precision, false)
    }
}
