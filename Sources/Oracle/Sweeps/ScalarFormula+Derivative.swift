internal import Specifications

extension ScalarFormula {
    /// The derivative, as a formula of the same kind; nil where a function has none that the language can say.
    ///
    /// At kinks and jumps it is the derivative of one side; those are for the caller to leave out. So is what lies outside
    /// the formula's domain: that of log(x) is 1 / x, which is a number for negative x.
    public func derivative() -> ScalarFormula? {
        var formula = self
        formula.keepsDomain = false
        var slopes: [Int: Int] = [:]
        for place in needed {
            guard isVariable[place] else {
                slopes[place] = formula.number(0)
                continue
            }
            if case .test = nodes[place] { continue }
            guard let slope = formula.slope(of: place, slopes) else { return nil }
            slopes[place] = slope
        }
        formula.output = slopes[output]!
        return formula
    }

    private mutating func slope(of place: Int, _ slopes: [Int: Int]) -> Int? {
        switch nodes[place] {
        case .variable: return number(1)
        case .number, .test: return number(0)
        case .power(let u, let exponent):
            return multiply(multiply(number(exponent), power(u, exponent - 1)), slopes[u]!)
        case .select(let condition, let a, let b): return select(condition, slopes[a]!, slopes[b]!)
        case .unary(let function, let u):
            guard let outer = slope(of: function, at: u, value: place) else { return nil }
            return multiply(outer, slopes[u]!)
        case .binary(let function, let a, let b):
            return slope(of: function, a, b, slopes[a]!, slopes[b]!, value: place)
        }
    }

    /// The derivative of a function of one number.
    private mutating func slope(of function: ElementwiseFunction, at u: Int, value: Int) -> Int? {
        let one = number(1)
        switch function {
        case .negate: return negated(one)
        case .abs: return select(append(.test(.less, [u, number(0)])), negated(one), one)
        case .exp: return value
        case .expm1: return unary(.exp, u)
        case .exp2: return multiply(value, unary(.log, number(2)))
        case .log: return divide(one, u)
        case .log1p: return divide(one, add(one, u))
        case .log2: return divide(one, multiply(u, unary(.log, number(2))))
        case .log10: return divide(one, multiply(u, unary(.log, number(10))))
        case .sqrt: return divide(one, multiply(number(2), value))
        case .cbrt: return divide(one, multiply(number(3), power(value, 2)))
        case .sin: return unary(.cos, u)
        case .cos: return negated(unary(.sin, u))
        case .tan: return divide(one, power(unary(.cos, u), 2))
        case .asin: return divide(one, unary(.sqrt, multiply(subtract(one, u), add(one, u))))
        case .acos: return negated(divide(one, unary(.sqrt, multiply(subtract(one, u), add(one, u)))))
        case .atan: return divide(one, add(one, power(u, 2)))
        case .sinh: return unary(.cosh, u)
        case .cosh: return unary(.sinh, u)
        case .tanh: return divide(one, power(unary(.cosh, u), 2))
        case .asinh: return divide(one, unary(.sqrt, add(one, power(u, 2))))
        case .acosh: return divide(one, unary(.sqrt, multiply(subtract(u, one), add(u, one))))
        case .atanh: return divide(one, multiply(subtract(one, u), add(one, u)))
        case .erf, .erfc:
            let factor = divide(number(2), unary(.sqrt, number(.pi)))
            let slope = multiply(factor, unary(.exp, negated(power(u, 2))))
            return function == .erf ? slope : negated(slope)
        case .floor, .ceil, .round, .trunc, .sign: return number(0)
        default: return nil
        }
    }

    private mutating func slope(
        of function: ElementwiseFunction, _ a: Int, _ b: Int, _ aSlope: Int, _ bSlope: Int, value: Int
    ) -> Int? {
        switch function {
        case .add: return add(aSlope, bSlope)
        case .subtract: return subtract(aSlope, bSlope)
        case .multiply: return add(multiply(aSlope, b), multiply(a, bSlope))
        // (a / b)' = a' / b - (a / b) (b' / b): no square of b, which may overflow.
        case .divide: return subtract(divide(aSlope, b), multiply(value, divide(bSlope, b)))
        case .maximum: return select(append(.test(.less, [a, b])), bSlope, aSlope)
        case .minimum: return select(append(.test(.less, [b, a])), bSlope, aSlope)
        case .pow:
            let base = multiply(multiply(b, append(.binary(.pow, a, subtract(b, number(1))))), aSlope)
            guard isVariable[b] else { return base }
            return add(base, multiply(multiply(value, unary(.log, a)), bSlope))
        case .atan2:
            // atan2(y, x)' = (x y' - y x') / (x^2 + y^2)
            let size = add(power(a, 2), power(b, 2))
            return divide(subtract(multiply(b, aSlope), multiply(a, bSlope)), size)
        default: return nil
        }
    }
}
