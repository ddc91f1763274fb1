public import Multiprecision
public import Specifications
public import Values

/// Evaluates a definition in interval arithmetic at one precision: every answer contains the real one.
public struct EnclosureEvaluator: Sendable {
    /// What an input that is no real number stands for.
    public enum Nonfinite: Sendable {
        /// Nothing: whatever is computed from it is empty.
        case empty
        /// Infinities stand for themselves and arithmetic takes limits; NaN is empty.
        case extended
    }

    public let precision: Int
    public let nonfinite: Nonfinite
    /// Whether comparisons of inputs that are exactly equal come out the other way: what a formula is just beside a
    /// tie. For the second of two one-sided derivatives.
    var flipsTies = false
    /// Whether comparisons of inputs that are exactly equal stay open, since beside the tie they come out either way.
    var opensTies = false

    public init(precision: Int, nonfinite: Nonfinite = .empty) {
        self.precision = precision
        self.nonfinite = nonfinite
    }

    /// Enclosures of the outputs of a graph, in row-major order. Zeros for an output that nothing computes have no shape
    /// and are nil, and so are conditions.
    public func outputs(_ graph: ExpressionGraph, _ inputs: [HostArray]) -> [[Interval]?] {
        let values = evaluate(graph, inputs: inputs.map(elements))
        return graph.numbers(values)
    }

    /// Enclosures of the outputs for inputs that no float need represent.
    public func outputs(_ graph: ExpressionGraph, elements: [[Interval]]) -> [[Interval]?] {
        let values = evaluate(graph, inputs: elements.map { $0.map { $0.withPrecision(precision) } })
        return graph.numbers(values)
    }

    /// The truth values of the outputs of a graph of conditions.
    public func conditions(_ graph: ExpressionGraph, _ inputs: [HostArray]) -> [[Certainty]] {
        let values = evaluate(graph, inputs: inputs.map(elements))
        return graph.outputs.map { $0.map { values[$0].logical } ?? [] }
    }

    /// The truth values or, for numbers, the enclosures of one output.
    public enum Values: Sendable {
        case real([Interval])
        case logical([Certainty])
    }

    /// The outputs of a graph, numbers and conditions alike; nil for zeros that nothing computes.
    public func values(_ graph: ExpressionGraph, _ inputs: [HostArray]) -> [Values?] {
        let values = evaluate(graph, inputs: inputs.map(elements))
        return graph.outputs.map { output in
            output.map {
                switch values[$0] {
                case .real(let elements): .real(elements)
                case .logical(let elements): .logical(elements)
                }
            }
        }
    }

    func elements(_ array: HostArray) -> [Interval] { (0..<array.count).map { element(array, $0) } }
}

extension EnclosureEvaluator: GraphArithmetic {
    func constant(_ value: Double) -> Interval {
        value.isInfinite && nonfinite == .empty
            ? Interval.empty.withPrecision(precision) : Interval(value, precision: precision)
    }

    func element(_ array: HostArray, _ position: Int) -> Interval {
        guard case .int64(let values) = array.elements else { return constant(array.double(at: position)) }
        return Interval(Int(values[position]), precision: precision)
    }

    func number(_ number: ExactNumber) -> Interval {
        switch number {
        case .digits(let digits): Interval(text: digits, precision: precision)!
        case .pi: .pi(precision: precision)
        case .infinity: Interval(Double.infinity, precision: precision)
        case .nan: Interval.empty.withPrecision(precision)
        }
    }

    func unary(_ function: ElementwiseFunction, _ x: Interval) -> Interval {
        switch function {
        case .negate: -x
        case .abs: x.abs()
        case .exp: x.exp()
        case .expm1: x.expm1()
        case .log: x.log()
        case .log1p: x.log1p()
        case .sqrt: x.sqrt()
        case .tanh: x.tanh()
        case .sin: x.sin()
        case .cos: x.cos()
        case .erf: x.erf()
        case .erfc: x.erfc()
        case .exp2: x.exp2()
        case .log2: x.log2()
        case .log10: x.log10()
        case .cbrt: x.cbrt()
        case .tan: x.tan()
        case .asin: x.asin()
        case .acos: x.acos()
        case .atan: x.atan()
        case .sinh: x.sinh()
        case .cosh: x.cosh()
        case .asinh: x.asinh()
        case .acosh: x.acosh()
        case .atanh: x.atanh()
        case .floor: x.floor()
        case .ceil: x.ceil()
        case .round: x.round()
        case .trunc: x.trunc()
        case .sign: x.sign()
        default: preconditionFailure("'\(function.rawValue)' is no function of one number")
        }
    }

    func binary(_ function: ElementwiseFunction, _ a: Interval, _ b: Interval) -> Interval {
        switch function {
        case .add: a + b
        case .subtract: a - b
        case .multiply: a * b
        case .divide: a / b
        case .pow: .pow(a, b)
        case .atan2: .atan2(a, b)
        case .maximum: a.isEmpty || b.isEmpty ? Interval.empty.withPrecision(precision) : .maximum(a, b)
        case .minimum: a.isEmpty || b.isEmpty ? Interval.empty.withPrecision(precision) : .minimum(a, b)
        default: preconditionFailure("'\(function.rawValue)' is no function of two numbers")
        }
    }

    func testVariable(_ function: ElementwiseFunction, _ a: Interval, _ b: Interval) -> Certainty {
        let answer = test(function, a, b)
        if opensTies, a.isEqual(to: b) == .yes { return .unknown }
        guard flipsTies, !a.isEmpty, !b.isEmpty, a.isEqual(to: b) == .yes else { return answer }
        return answer.negated
    }

    func power(_ x: Interval, _ exponent: Int) -> Interval { x.power(exponent) }

    func select(_ condition: Certainty, _ a: Interval, _ b: Interval) -> Interval {
        switch condition {
        case .yes: return a
        case .no: return b
        case .unknown:
            let hull = a.isEmpty ? b : b.isEmpty ? a : a.hull(b)
            guard !hull.isEmpty else { return hull }
            // Beside a tie both values are those of points nearby.
            let isTotal = opensTies && a.isTotal && b.isTotal
            return Interval(lower: hull.lower, upper: hull.upper, precision: precision, isTotal: isTotal)
        }
    }

    /// Comparisons with no value are false, and "not equal" is true, as in IEEE 754.
    func test(_ function: ElementwiseFunction, _ a: Interval, _ b: Interval?) -> Certainty {
        switch function {
        case .isnan: return a.isEmpty ? .yes : a.isTotal ? .no : .unknown
        case .isinf: return a.isInfinitePoint && a.isTotal ? .yes : a.isTotal || a.isEmpty ? .no : .unknown
        case .signbit: return !a.isEmpty && a.lower.signbit ? .yes : .no
        default: break
        }
        guard let b, !a.isEmpty, !b.isEmpty else { return function == .notEqual ? .yes : .no }
        switch function {
        case .equal: return a.isEqual(to: b)
        case .notEqual: return a.isEqual(to: b).negated
        case .less: return a.isLess(than: b)
        case .lessOrEqual: return a.isLessOrEqual(to: b)
        default: preconditionFailure("'\(function.rawValue)' is no comparison")
        }
    }
}
