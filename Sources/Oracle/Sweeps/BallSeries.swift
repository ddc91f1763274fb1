internal import Multiprecision

/// Truncated power series whose coefficients are balls, in memory that their owner keeps: recurrences of Moore (Methods
/// and Applications of Interval Analysis, 1979, section 3.4) as in `TaylorSeries`, a hundred times faster.
///
/// Constant terms come from intervals in multiple precision, so that cancellation in them costs nothing; the others are
/// good to binary64's precision, which is what they are needed to.
enum BallSeries {
    typealias Coefficients = UnsafeMutablePointer<Ball>

    /// The number of coefficients: those of the polynomial, and one for the remainder.
    static let count = 8

    static func add(_ a: Coefficients, _ b: Coefficients, into result: Coefficients) {
        for k in 1..<count { result[k] = a[k] + b[k] }
    }

    static func subtract(_ a: Coefficients, _ b: Coefficients, into result: Coefficients) {
        for k in 1..<count { result[k] = a[k] - b[k] }
    }

    static func negate(_ a: Coefficients, into result: Coefficients) {
        for k in 1..<count { result[k] = -a[k] }
    }

    static func multiply(_ a: Coefficients, _ b: Coefficients, into result: Coefficients) {
        for k in 1..<count {
            var sum = a[0] * b[k]
            for j in 1...k { sum = sum + a[j] * b[k - j] }
            result[k] = sum
        }
    }

    /// Coefficients of a / b; result[0] is known.
    static func divide(_ a: Coefficients, _ b: Coefficients, into result: Coefficients) {
        for k in 1..<count {
            var rest = a[k]
            for j in 0..<k { rest = rest - result[j] * b[k - j] }
            result[k] = rest / b[0]
        }
    }

    /// Coefficients of 1 / b; result[0] is known.
    static func reciprocal(_ b: Coefficients, into result: Coefficients) {
        for k in 1..<count {
            var rest = Ball.zero
            for j in 0..<k { rest = rest - result[j] * b[k - j] }
            result[k] = rest / b[0]
        }
    }

    /// y' = slope x', coefficient by coefficient: k y_k = sum over j < k of (j + 1) x_(j+1) slope_(k-1-j). The slope may be
    /// the result itself.
    static func integrate(_ x: Coefficients, slope: Coefficients, into result: Coefficients) {
        for k in 1..<count { result[k] = integral(x, slope, k) }
    }

    @inline(__always)
    static func integral(_ x: Coefficients, _ slope: Coefficients, _ k: Int) -> Ball {
        var sum = x[1] * slope[k - 1]
        for j in stride(from: 1, to: k, by: 1) { sum = sum + (x[j + 1] * slope[k - 1 - j]) * (j + 1) }
        return sum / k
    }

    static func exp(_ x: Coefficients, into result: Coefficients) { integrate(x, slope: result, into: result) }

    /// Two functions that are each other's derivatives, up to the second one's sign: sine and cosine, sinh and cosh.
    static func waves(_ x: Coefficients, _ sine: Coefficients, _ cosine: Coefficients, hyperbolic: Bool) {
        for k in 1..<count {
            sine[k] = integral(x, cosine, k)
            let other = integral(x, sine, k)
            cosine[k] = hyperbolic ? other : -other
        }
    }

    /// y y = x; result[0] is known.
    static func sqrt(_ x: Coefficients, into result: Coefficients) {
        let twice = result[0] * 2
        for k in 1..<count {
            var rest = x[k]
            for j in stride(from: 1, to: k, by: 1) { rest = rest - result[j] * result[k - j] }
            result[k] = rest / twice
        }
    }

    /// y' = (1 - y^2) x' with the slope's first coefficient, 1 / cosh^2, known: it does not cancel.
    static func tanh(_ x: Coefficients, into result: Coefficients, slope: Coefficients) {
        for k in 1..<count {
            result[k] = integral(x, slope, k)
            var square = result[0] * result[k]
            for j in 1...k { square = square + result[j] * result[k - j] }
            slope[k] = -square
        }
    }

    /// x^p with a real p that does not vary, by x y' = p x' y: k x_0 y_k = sum over 1 <= j <= k of (j p - (k - j)) x_j
    /// y_(k-j). Integer powers, cube roots and reciprocals are of this kind.
    static func power(_ x: Coefficients, _ exponent: Ball, into result: Coefficients) {
        for k in 1..<count {
            var sum = Ball.zero
            for j in 1...k {
                let weight = exponent * j + Ball(exactly: Double(j - k))
                sum = sum + (weight * x[j]) * result[k - j]
            }
            result[k] = (sum / x[0]) / k
        }
    }

    /// An integer power by multiplication, for bases that may be zero. Uses `scratch`.
    static func integerPower(
        _ x: Coefficients, _ exponent: Int, into result: Coefficients, scratch: Coefficients, constant: (Int) -> Ball
    ) {
        // result = x^m for the leading bits m of the exponent; constant terms are given.
        result[0] = constant(1)
        for k in 1..<count { result[k] = x[k] }
        var power = 1
        let bits = Int.bitWidth - exponent.leadingZeroBitCount
        for bit in stride(from: bits - 2, through: 0, by: -1) {
            multiply(result, result, into: scratch)
            power *= 2
            scratch[0] = constant(power)
            if exponent >> bit & 1 == 1 {
                multiply(scratch, x, into: result)
                power += 1
                result[0] = constant(power)
            } else {
                result.update(from: scratch, count: count)
            }
        }
    }
}
