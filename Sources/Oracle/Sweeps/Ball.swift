internal import Multiprecision

/// A midpoint in binary64 with two radii: how far the value at the centre of a block can be from it, and how far any
/// value on the block can.
///
/// One run of a recurrence on balls gives both the Taylor coefficients at the centre and bounds of those on the whole block,
/// which the remainder needs. The radii carry the roundings of the midpoints: every operation adds half an ulp of its
/// result, and inflates sums of radii by one part in 2^50, more than their own roundings can lose. NaN or infinity in a
/// radius says that nothing is known.
struct Ball {
    var middle: Double
    var centre: Double
    var block: Double

    static let zero = Ball(middle: 0, centre: 0, block: 0)

    @inline(__always)
    init(middle: Double, centre: Double, block: Double) {
        self.middle = middle
        self.centre = centre
        self.block = block
    }

    /// A number that binary64 holds.
    @inline(__always)
    init(exactly value: Double) { self.init(middle: value, centre: 0, block: 0) }

    /// What an enclosure at the centre and one on the block say.
    init(centre: Interval, block: Interval) {
        let middle = centre.midpoint.toDouble()
        func reach(_ interval: Interval) -> Double {
            let point = BigFloat(middle, precision: 53)
            let above = BigFloat.subtract(interval.upper, point, precision: 53, rounding: .up).toDouble(rounding: .up)
            let below = BigFloat.subtract(point, interval.lower, precision: 53, rounding: .up).toDouble(rounding: .up)
            return max(above, below, 0)
        }
        guard middle.isFinite, centre.isTotal, block.isTotal, !centre.isEmpty, !block.isEmpty else {
            self.init(middle: 0, centre: .nan, block: .nan)
            return
        }
        self.init(middle: middle, centre: reach(centre), block: reach(block))
    }

    private static let inflation = 1 + 0x1p-50
    /// More than what underflow takes from a product, or from the products of radii.
    private static let underflow = 0x1p-1070

    @inline(__always)
    static func + (a: Ball, b: Ball) -> Ball {
        let middle = a.middle + b.middle
        let rounding = middle.magnitude * 0x1p-53
        return Ball(
            middle: middle, centre: (a.centre + b.centre + rounding) * inflation,
            block: (a.block + b.block + rounding) * inflation)
    }

    @inline(__always)
    static func - (a: Ball, b: Ball) -> Ball { a + (-b) }

    @inline(__always)
    static prefix func - (a: Ball) -> Ball { Ball(middle: -a.middle, centre: a.centre, block: a.block) }

    @inline(__always)
    static func * (a: Ball, b: Ball) -> Ball {
        let middle = a.middle * b.middle
        let rounding = middle.magnitude * 0x1p-53 + underflow
        let (x, y) = (a.middle.magnitude, b.middle.magnitude)
        return Ball(
            middle: middle, centre: (x * b.centre + a.centre * y + a.centre * b.centre + rounding) * inflation,
            block: (x * b.block + a.block * y + a.block * b.block + rounding) * inflation)
    }

    /// A multiple by a small whole number.
    @inline(__always)
    static func * (a: Ball, n: Int) -> Ball {
        let factor = Double(n)
        let middle = a.middle * factor
        let rounding = middle.magnitude * 0x1p-53
        return Ball(
            middle: middle, centre: (a.centre * factor + rounding) * inflation,
            block: (a.block * factor + rounding) * inflation)
    }

    @inline(__always)
    static func / (a: Ball, n: Int) -> Ball {
        let divisor = Double(n)
        let middle = a.middle / divisor
        let rounding = middle.magnitude * 0x1p-53 + underflow
        return Ball(
            middle: middle, centre: (a.centre / divisor + rounding) * inflation,
            block: (a.block / divisor + rounding) * inflation)
    }

    /// |a/b - m| = |(a - a') - m (b - b') + (a' - m b')| / |b| with midpoints a', b' and m = a'/b' rounded.
    @inline(__always)
    static func / (a: Ball, b: Ball) -> Ball {
        let middle = a.middle / b.middle
        let size = b.middle.magnitude
        func radius(_ ra: Double, _ rb: Double) -> Double {
            let least = (size - rb) * (1 - 0x1p-50)
            guard least > 0 else { return .nan }
            // What products lose to underflow, the divisor may make large again.
            let quotient = (middle.magnitude * 0x1p-53 + underflow) * (size / least)
            return ((ra + middle.magnitude * rb + underflow) / least + quotient + underflow) * (inflation * inflation)
        }
        return Ball(middle: middle, centre: radius(a.centre, b.centre), block: radius(a.block, b.block))
    }

    /// An upper bound of the magnitude on the block.
    @inline(__always)
    var magnitude: Double { (middle.magnitude + block) * Ball.inflation }
}
