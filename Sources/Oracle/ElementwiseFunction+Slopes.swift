internal import Multiprecision
internal import Specifications

/// The derivatives of elementary functions.
extension ElementwiseFunction {
    /// The derivative of a function of one number at x, where its value is known.
    func slope(at x: Interval, value: Interval) -> Interval {
        func number(_ value: Int) -> Interval { Interval(value, precision: x.precision) }
        let one = number(1)
        switch self {
        case .exp: return value
        case .expm1: return x.exp()
        case .exp2: return value * number(2).log()
        case .log: return one / x
        case .log1p: return one / (one + x)
        case .log2: return one / (x * number(2).log())
        case .log10: return one / (x * number(10).log())
        case .sqrt: return one / (value + value)
        case .cbrt: return one / (number(3) * value.square())
        case .sin: return x.cos()
        case .cos: return -x.sin()
        case .tan: return one / x.cos().square()
        case .asin: return one / (one - x.square()).sqrt()
        case .acos: return -(one / (one - x.square()).sqrt())
        case .atan: return one / (one + x.square())
        case .sinh: return x.cosh()
        case .cosh: return x.sinh()
        case .tanh: return one / x.cosh().square()
        case .asinh: return one / (one + x.square()).sqrt()
        case .acosh: return one / (x.square() - one).sqrt()
        case .atanh: return one / (one - x.square())
        case .erf: return number(2) / Interval.pi(precision: x.precision).sqrt() * (-x.square()).exp()
        case .erfc: return -(number(2) / Interval.pi(precision: x.precision).sqrt() * (-x.square()).exp())
        case .floor, .ceil, .round, .trunc, .sign:
            return isSteady(on: x) ? number(0) : Interval.empty.withPrecision(x.precision)
        default: preconditionFailure("'\(rawValue)' is no smooth function of one number")
        }
    }

    /// Whether a step function does not jump anywhere on an interval, its ends included.
    func isSteady(on x: Interval) -> Bool {
        guard !x.isEmpty else { return false }
        func agree(_ a: Interval, _ b: Interval) -> Bool { a.lower == b.upper && b.lower == a.upper }
        let half = Interval(0.5, precision: x.precision)
        switch self {
        // Floor and ceiling differ by one between whole numbers, and by nothing at one.
        case .floor, .ceil: return agree(x.floor() + Interval(1, precision: x.precision), x.ceil())
        case .trunc:
            return agree(x.trunc(), x.trunc())
                && (x.ceil().isZero || x.floor().isZero
                    || agree(x.floor() + Interval(1, precision: x.precision), x.ceil()))
        case .round:
            let shifted = x + half
            return agree(shifted.floor() + Interval(1, precision: x.precision), shifted.ceil())
        case .sign: return !x.containsZero
        default: return true
        }
    }

    /// The partial derivatives of `pow` and `atan2`.
    func partialSlopes(_ a: Interval, _ b: Interval, _ value: Interval) -> (Interval, Interval) {
        if self == .atan2 {
            let size = a.square() + b.square()
            return (b / size, -(a / size))
        }
        let one = Interval(1, precision: a.precision)
        let base = b.isZero ? Interval(0, precision: a.precision) : b * Interval.pow(a, b - one)
        // 0^y stays 0 for all positive y, and has no slope at 0 and below.
        if a.isZero {
            return (base, b.lower.sign > 0 ? Interval(0, precision: a.precision) : .empty.withPrecision(a.precision))
        }
        return (base, value * a.log())
    }
}
