/// A truncated power series with interval coefficients: encloses c0 + c1 t + c2 t^2 + ... of a function of t, up to
/// a fixed order.
///
/// Coefficient k of a composition depends on coefficients up to k of its parts only, by the recurrences of Moore
/// (Methods and Applications of Interval Analysis, 1979, section 3.4). Computed at a point, the coefficients are
/// certified derivatives divided by k!; computed with c0 enclosing the function over a whole range of t, coefficient
/// k bounds the k-th derivative over that range, which is what the remainder of a Taylor model needs.
public struct TaylorSeries: Sendable {
    /// The coefficients, constant term first.
    public var coefficients: [Interval]

    public init(_ coefficients: [Interval]) { self.coefficients = coefficients }

    /// A series that does not vary.
    public init(constant: Interval, order: Int) {
        coefficients = [constant] + [Interval](repeating: Self.zero(constant.precision), count: order)
    }

    /// The highest power that is kept.
    public var order: Int { coefficients.count - 1 }

    private static func zero(_ precision: Int) -> Interval { Interval(0, precision: precision) }

    private var zero: Interval { Self.zero(coefficients[0].precision) }

    // MARK: Arithmetic

    public static func + (a: TaylorSeries, b: TaylorSeries) -> TaylorSeries {
        TaylorSeries(zip(a.coefficients, b.coefficients).map { $0 + $1 })
    }

    public static func - (a: TaylorSeries, b: TaylorSeries) -> TaylorSeries {
        TaylorSeries(zip(a.coefficients, b.coefficients).map { $0 - $1 })
    }

    public static prefix func - (a: TaylorSeries) -> TaylorSeries { TaylorSeries(a.coefficients.map { -$0 }) }

    public static func * (a: TaylorSeries, b: TaylorSeries) -> TaylorSeries {
        TaylorSeries(a.coefficients.indices.map { k in a.convolution(b, k, from: 0, through: k) })
    }

    public static func / (a: TaylorSeries, b: TaylorSeries) -> TaylorSeries {
        var quotient: [Interval] = []
        for k in a.coefficients.indices {
            var rest = a.coefficients[k]
            for j in 0..<k { rest = rest - quotient[j] * b.coefficients[k - j] }
            quotient.append(rest / b.coefficients[0])
        }
        return TaylorSeries(quotient)
    }

    /// The sum over j of a[j] b[k - j].
    private func convolution(_ b: TaylorSeries, _ k: Int, from first: Int, through last: Int) -> Interval {
        var sum = zero
        for j in stride(from: first, through: last, by: 1) {
            sum = sum + coefficients[j] * b.coefficients[k - j]
        }
        return sum
    }

    // MARK: Elementary functions

    /// A function whose derivative is `slope` times the derivative of the argument: y' = slope(t) x', so that
    /// k y_k = sum over j of (j + 1) x_(j+1) slope_(k-1-j). The slope may depend on the function itself: its
    /// coefficient j is asked for when coefficients up to j of the function are known.
    private func integrated(
        from start: Interval, slope: (_ known: [Interval], _ k: Int) -> Interval
    ) -> TaylorSeries {
        var result = [start]
        var slopes: [Interval] = []
        for k in stride(from: 1, through: order, by: 1) {
            slopes.append(slope(result, k - 1))
            var sum = zero
            for j in 0..<k { sum = sum + Interval(j + 1, precision: 64) * coefficients[j + 1] * slopes[k - 1 - j] }
            result.append(sum / Interval(k, precision: 64))
        }
        return TaylorSeries(result)
    }

    public func exp() -> TaylorSeries { integrated(from: coefficients[0].exp()) { known, k in known[k] } }

    public func expm1() -> TaylorSeries {
        var result = exp()
        result.coefficients[0] = coefficients[0].expm1()
        return result
    }

    public func log() -> TaylorSeries {
        let slope = TaylorSeries(constant: Interval(1, precision: zero.precision), order: order) / self
        return integrated(from: coefficients[0].log()) { _, k in slope.coefficients[k] }
    }

    public func log1p() -> TaylorSeries {
        var shifted = self
        shifted.coefficients[0] = shifted.coefficients[0] + Interval(1, precision: zero.precision)
        var result = shifted.log()
        result.coefficients[0] = coefficients[0].log1p()
        return result
    }

    public func sqrt() -> TaylorSeries {
        // y y = x: 2 y_0 y_k = x_k - sum over 0 < j < k of y_j y_(k-j).
        var root = [coefficients[0].sqrt()]
        for k in stride(from: 1, through: order, by: 1) {
            var rest = coefficients[k]
            for j in stride(from: 1, to: k, by: 1) { rest = rest - root[j] * root[k - j] }
            root.append(rest / (root[0] + root[0]))
        }
        return TaylorSeries(root)
    }

    public func tanh() -> TaylorSeries {
        // y' = (1 - y^2) x'
        let one = Interval(1, precision: zero.precision)
        let start = coefficients[0]
        return integrated(from: start.tanh()) { known, k in
            var square = zero
            for j in 0...k { square = square + known[j] * known[k - j] }
            // 1 - tanh^2 cancels where tanh is close to 1; 1 / cosh^2 does not.
            return k == 0 ? one / start.cosh().square() : -square
        }
    }

    public func sin() -> TaylorSeries { sineAndCosine().sine }

    public func cos() -> TaylorSeries { sineAndCosine().cosine }

    private func sineAndCosine() -> (sine: TaylorSeries, cosine: TaylorSeries) {
        var sine = [coefficients[0].sin()]
        var cosine = [coefficients[0].cos()]
        for k in stride(from: 1, through: order, by: 1) {
            var sineSum = zero
            var cosineSum = zero
            for j in 1...k {
                let weighted = Interval(j, precision: 64) * coefficients[j]
                sineSum = sineSum + weighted * cosine[k - j]
                cosineSum = cosineSum + weighted * sine[k - j]
            }
            sine.append(sineSum / Interval(k, precision: 64))
            cosine.append(-(cosineSum / Interval(k, precision: 64)))
        }
        return (TaylorSeries(sine), TaylorSeries(cosine))
    }

    public func erf() -> TaylorSeries {
        // y' = 2 / sqrt(pi) exp(-x^2) x'
        let precision = zero.precision
        let factor = Interval(2, precision: precision) / Interval.pi(precision: precision).sqrt()
        var square = self * self
        square.coefficients[0] = coefficients[0].square()
        let slope = (-square).exp()
        return integrated(from: coefficients[0].erf()) { _, k in factor * slope.coefficients[k] }
    }

    /// A function with a given derivative, as a series in the same parameter.
    private func integrated(from start: Interval, _ slope: TaylorSeries) -> TaylorSeries {
        integrated(from: start) { _, k in slope.coefficients[k] }
    }

    private func number(_ value: Int) -> TaylorSeries {
        TaylorSeries(constant: Interval(value, precision: zero.precision), order: order)
    }

    /// x x, whose constant term is a tight square.
    private var squared: TaylorSeries {
        var square = self * self
        square.coefficients[0] = coefficients[0].square()
        return square
    }

    public func tan() -> TaylorSeries { integrated(from: coefficients[0].tan(), number(1) / cos().squared) }

    public func asin() -> TaylorSeries {
        integrated(from: coefficients[0].asin(), number(1) / (number(1) - squared).sqrt())
    }

    public func acos() -> TaylorSeries {
        integrated(from: coefficients[0].acos(), number(-1) / (number(1) - squared).sqrt())
    }

    public func atan() -> TaylorSeries { integrated(from: coefficients[0].atan(), number(1) / (number(1) + squared)) }

    public func sinh() -> TaylorSeries { hyperbolic().sine }

    public func cosh() -> TaylorSeries { hyperbolic().cosine }

    /// sinh' = cosh x', cosh' = sinh x'.
    private func hyperbolic() -> (sine: TaylorSeries, cosine: TaylorSeries) {
        var sine = [coefficients[0].sinh()]
        var cosine = [coefficients[0].cosh()]
        for k in stride(from: 1, through: order, by: 1) {
            var sineSum = zero
            var cosineSum = zero
            for j in 1...k {
                let weighted = Interval(j, precision: 64) * coefficients[j]
                sineSum = sineSum + weighted * cosine[k - j]
                cosineSum = cosineSum + weighted * sine[k - j]
            }
            sine.append(sineSum / Interval(k, precision: 64))
            cosine.append(cosineSum / Interval(k, precision: 64))
        }
        return (TaylorSeries(sine), TaylorSeries(cosine))
    }

    public func asinh() -> TaylorSeries {
        integrated(from: coefficients[0].asinh(), number(1) / (number(1) + squared).sqrt())
    }

    public func acosh() -> TaylorSeries {
        integrated(from: coefficients[0].acosh(), number(1) / (squared - number(1)).sqrt())
    }

    public func atanh() -> TaylorSeries { integrated(from: coefficients[0].atanh(), number(1) / (number(1) - squared)) }

    public func erfc() -> TaylorSeries {
        var result = -erf()
        result.coefficients[0] = coefficients[0].erfc()
        return result
    }

    public func exp2() -> TaylorSeries {
        var result = (self * TaylorSeries(constant: Self.ln2(zero.precision), order: order)).exp()
        // Every coefficient is a multiple of the constant term, which is known better than by the product.
        let start = coefficients[0].exp2()
        result.coefficients[0] = start
        return result
    }

    public func log2() -> TaylorSeries { logarithm(coefficients[0].log2(), Self.ln2(zero.precision)) }

    public func log10() -> TaylorSeries {
        logarithm(coefficients[0].log10(), Interval(10, precision: zero.precision).log())
    }

    private func logarithm(_ start: Interval, _ base: Interval) -> TaylorSeries {
        integrated(from: start, number(1) / (self * TaylorSeries(constant: base, order: order)))
    }

    private static func ln2(_ precision: Int) -> Interval { Interval(2, precision: precision).log() }

    public func cbrt() -> TaylorSeries {
        // y' = x' / (3 y^2), by the recurrence 3 y^2 y' = x' solved term by term.
        var root = [coefficients[0].cbrt()]
        for k in stride(from: 1, through: order, by: 1) {
            // k x_k = 3 sum over i + j + m = k of m y_m y_i y_j.
            var rest = Interval(k, precision: 64) * coefficients[k]
            for m in stride(from: 1, to: k, by: 1) {
                var squares = zero
                for i in 0...(k - m) { squares = squares + root[i] * root[k - m - i] }
                rest = rest - Interval(3 * m, precision: 64) * root[m] * squares
            }
            root.append(rest / (Interval(3 * k, precision: 64) * root[0].square()))
        }
        return TaylorSeries(root)
    }

    /// x^y; for exponents that are whole and do not vary by multiplication, else as exp(y log(x)).
    public static func pow(_ x: TaylorSeries, _ y: TaylorSeries) -> TaylorSeries {
        let exponent = y.coefficients[0]
        let isConstant = y.coefficients.dropFirst().allSatisfy(\.isZero)
        if isConstant, exponent.isTotal, exponent.lower == exponent.upper, exponent.lower.isInteger,
            let n = Int(exactly: exponent.lower.toDouble()), n.magnitude < 1 << 31
        {
            return x.power(n)
        }
        var result = (y * x.log()).exp()
        result.coefficients[0] = Interval.pow(x.coefficients[0], exponent)
        return result
    }

    /// The angle of the point (x, y), whose derivative is (x y' - y x') / (x^2 + y^2).
    public static func atan2(_ y: TaylorSeries, _ x: TaylorSeries) -> TaylorSeries {
        let size = x.squared + y.squared
        let (yShare, xShare) = (x / size, -y / size)
        let zero = TaylorSeries(constant: x.zero, order: x.order)
        var result = y.integrated(from: x.zero, yShare) + x.integrated(from: x.zero, xShare) + zero
        result.coefficients[0] = Interval.atan2(y.coefficients[0], x.coefficients[0])
        return result
    }

    /// A step function with a value: it does not vary unless it jumps, where it has no series.
    public func step(_ value: Interval, isSteady: Bool) -> TaylorSeries {
        guard !isSteady else { return TaylorSeries(constant: value, order: order) }
        let none = Interval.empty.withPrecision(zero.precision)
        return TaylorSeries([value] + [Interval](repeating: none, count: order))
    }

    /// An integer power, by repeated squaring; the constant terms are tight powers of the constant term.
    public func power(_ n: Int) -> TaylorSeries {
        let one = TaylorSeries(constant: Interval(1, precision: zero.precision), order: order)
        var result = one
        var exponent = 0
        for bit in stride(from: Int.bitWidth - 1 - n.magnitude.leadingZeroBitCount, through: 0, by: -1) {
            result = result * result
            exponent *= 2
            if n.magnitude >> UInt(bit) & 1 == 1 {
                result = result * self
                exponent += 1
            }
            result.coefficients[0] = coefficients[0].power(exponent)
        }
        if n < 0 { result = one / result }
        result.coefficients[0] = coefficients[0].power(n)
        return result
    }
}
