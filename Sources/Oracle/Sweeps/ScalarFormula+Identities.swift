internal import Specifications

// Constructors of nodes. They use identities of real numbers where the form as written loses digits, or overflows, in
// interval arithmetic.
extension ScalarFormula {
    mutating func number(_ value: ExactNumber) -> Int { append(.number(value)) }

    mutating func number(_ value: Int) -> Int {
        value < 0 ? negated(number(-value)) : append(.number(.digits("\(value)")))
    }

    private func isNumber(_ place: Int, _ value: Double) -> Bool {
        guard case .number(.digits(let digits)) = nodes[place] else { return false }
        // Comparing decimals as binary64 could only mistake a number for a neighbour of these few if it had more digits.
        return digits.count <= 15 && Double(digits) == value
    }

    func isOne(_ place: Int) -> Bool { isNumber(place, 1) }

    func isZero(_ place: Int) -> Bool { isNumber(place, 0) }

    /// The argument of a function, if a node is one.
    private func argument(of place: Int, _ function: ElementwiseFunction) -> Int? {
        guard case .unary(function, let argument) = nodes[place] else { return nil }
        return argument
    }

    mutating func negated(_ a: Int) -> Int {
        if let inner = argument(of: a, .negate) { return inner }
        return isZero(a) ? a : append(.unary(.negate, a))
    }

    mutating func unary(_ function: ElementwiseFunction, _ a: Int) -> Int {
        switch function {
        case .negate: return negated(a)
        case .log:
            if let inner = argument(of: a, .exp) { return inner }
            // log(1 + u) = log1p(u)
            if case .binary(.add, let left, let right) = nodes[a] {
                if isOne(left) { return unary(.log1p, right) }
                if isOne(right) { return unary(.log1p, left) }
            }
            if case .binary(.subtract, let left, let right) = nodes[a], isOne(left) {
                return unary(.log1p, negated(right))
            }
        case .log1p:
            // log1p(exp(u)) = u + log1p(exp(-u)), which does not overflow where u is positive.
            if let inner = argument(of: a, .exp) {
                let reflected = unary(.log1p, unary(.exp, negated(inner)), asWritten: true)
                let isPositive = append(.test(.less, [number(0), inner]))
                return select(isPositive, add(inner, reflected), unary(.log1p, a, asWritten: true))
            }
        // Even and odd functions of a negated argument.
        case .cos, .cosh, .abs:
            if let inner = argument(of: a, .negate) { return unary(function, inner) }
        case .sin, .tan, .sinh, .tanh, .asinh, .atan, .asin, .atanh, .erf, .cbrt:
            if let inner = argument(of: a, .negate) { return negated(unary(function, inner)) }
        default: break
        }
        return unary(function, a, asWritten: true)
    }

    private mutating func unary(_ function: ElementwiseFunction, _ a: Int, asWritten: Bool) -> Int {
        append(.unary(function, a))
    }

    mutating func binary(_ function: ElementwiseFunction, _ a: Int, _ b: Int) -> Int {
        switch function {
        case .add: add(a, b)
        case .subtract: subtract(a, b)
        case .multiply: multiply(a, b)
        case .divide: divide(a, b)
        default: append(.binary(function, a, b))
        }
    }

    mutating func add(_ a: Int, _ b: Int) -> Int {
        if isZero(a) { return b }
        if isZero(b) { return a }
        if let inner = argument(of: b, .negate) { return subtract(a, inner) }
        if let inner = argument(of: a, .negate) { return subtract(b, inner) }
        for (one, other) in [(a, b), (b, a)] where isOne(one) {
            // 1 + erf(u) = erfc(-u)
            if let u = argument(of: other, .erf) { return unary(.erfc, negated(u)) }
            // 1 + tanh(u) = 2 / (1 + exp(-2 u))
            if let u = argument(of: other, .tanh) { return logistic(u, twice: true) }
        }
        return append(.binary(.add, a, b))
    }

    mutating func subtract(_ a: Int, _ b: Int) -> Int {
        if isZero(b) { return a }
        if isZero(a) { return negated(b) }
        if let inner = argument(of: b, .negate) { return add(a, inner) }
        if isOne(a) {
            if let u = argument(of: b, .erf) { return unary(.erfc, u) }
            if let u = argument(of: b, .tanh) { return logistic(negated(u), twice: true) }
            // 1 - cos(u) = 2 sin(u / 2)^2
            if let u = argument(of: b, .cos) {
                return multiply(number(2), power(unary(.sin, divide(u, number(2))), 2))
            }
            if let u = argument(of: b, .exp) { return negated(unary(.expm1, u)) }
            if case .power(let base, exponent: 2) = nodes[b] {
                // 1 - tanh(u)^2 = 1 / cosh(u)^2
                if let u = argument(of: base, .tanh) { return divide(a, power(unary(.cosh, u), 2)) }
                // 1 - u^2 = (1 - u) (1 + u)
                return multiply(subtract(a, base), add(a, base))
            }
            if case .binary(.multiply, let left, let right) = nodes[b], left == right {
                return subtract(a, power(left, 2))
            }
        }
        if isOne(b) {
            if let u = argument(of: a, .exp) { return unary(.expm1, u) }
            if case .power(let base, exponent: 2) = nodes[a] {
                return multiply(subtract(base, b), add(base, b))
            }
        }
        return append(.binary(.subtract, a, b))
    }

    /// 2 / (1 + exp(-2 u)), or half of it with u for 2 u.
    private mutating func logistic(_ u: Int, twice: Bool) -> Int {
        let argument = twice ? multiply(number(2), u) : u
        return divide(number(twice ? 2 : 1), add(number(1), unary(.exp, negated(argument))))
    }

    mutating func multiply(_ a: Int, _ b: Int) -> Int {
        if isOne(a) { return b }
        if isOne(b) { return a }
        if isZero(a), !keepsDomain || isEverywhereDefined(b) { return a }
        if isZero(b), !keepsDomain || isEverywhereDefined(a) { return b }
        if let inner = argument(of: a, .negate) { return negated(multiply(inner, b)) }
        if let inner = argument(of: b, .negate) { return negated(multiply(a, inner)) }
        // A square knows that it is not negative.
        if a == b { return power(a, 2) }
        return append(.binary(.multiply, a, b))
    }

    mutating func divide(_ a: Int, _ b: Int) -> Int {
        if isOne(b) { return a }
        if isZero(a), !keepsDomain { return a }
        if let inner = argument(of: a, .negate) { return negated(divide(inner, b)) }
        if let inner = argument(of: b, .negate) { return negated(divide(a, inner)) }
        // a / exp(u) = a exp(-u)
        if let u = argument(of: b, .exp) { return multiply(a, unary(.exp, negated(u))) }
        // exp(u) / (c + exp(u)) = 1 / (1 + c exp(-u)), which knows that the quotient is bounded; a factor stays outside.
        if let (exponent, rest) = exponential(within: b) {
            if argument(of: a, .exp) == exponent {
                let reflected = multiply(rest, unary(.exp, negated(exponent)))
                return divide(number(1), add(number(1), reflected), asWritten: true)
            }
            if case .binary(.multiply, let left, let right) = nodes[a] {
                if argument(of: left, .exp) == exponent { return multiply(right, divide(left, b)) }
                if argument(of: right, .exp) == exponent { return multiply(left, divide(right, b)) }
            }
        }
        return divide(a, b, asWritten: true)
    }

    private mutating func divide(_ a: Int, _ b: Int, asWritten: Bool) -> Int { append(.binary(.divide, a, b)) }

    /// The argument of the exponential in a sum with one, and the rest of the sum.
    private func exponential(within sum: Int) -> (exponent: Int, rest: Int)? {
        guard case .binary(.add, let left, let right) = nodes[sum] else { return nil }
        if let u = argument(of: right, .exp) { return (u, left) }
        if let u = argument(of: left, .exp) { return (u, right) }
        return nil
    }

    mutating func power(_ a: Int, _ exponent: Int) -> Int {
        if exponent == 1 { return a }
        if exponent == 0, !keepsDomain || isEverywhereDefined(a) { return number(1) }
        if exponent % 2 == 0, let inner = argument(of: a, .negate) { return power(inner, exponent) }
        if let u = argument(of: a, .exp) { return unary(.exp, multiply(number(exponent), u)) }
        return append(.power(a, exponent: exponent))
    }

    mutating func select(_ condition: Int, _ a: Int, _ b: Int) -> Int {
        a == b ? a : append(.select(condition, a, b))
    }
}
