public import Multiprecision
public import Specifications
public import Values

/// Evaluates a definition in interval arithmetic, as `EnclosureEvaluator` does, and keeps track of ends that the real result
/// cannot be.
///
/// `tanh(1000)` is below 1 by less than any precision in use shows: its enclosure ends in 1. But the hyperbolic tangent of a
/// real number is never 1, so its rounding downward is decided all the same. Ends become open where a function of a number
/// is computed with one rounding that changed it, and where they are limits that a function never reaches; strictly
/// monotone operations hand them on. Where nothing is known an end counts as closed, which is always sound.
public struct OpenEnclosureEvaluator: Sendable {
    /// An enclosure, and whether its ends are certainly not the real result.
    public struct Enclosure: Sendable {
        public let interval: Interval
        public let isOpenBelow: Bool
        public let isOpenAbove: Bool

        init(_ interval: Interval, below: Bool = false, above: Bool = false) {
            self.interval = interval
            let isKnown = !interval.isEmpty && interval.isTotal && !interval.isPoint
            isOpenBelow = below && isKnown
            isOpenAbove = above && isKnown
        }
    }

    private let arithmetic: EnclosureEvaluator

    public init(precision: Int) { arithmetic = EnclosureEvaluator(precision: precision) }

    /// Enclosures of the outputs of a graph, in row-major order; nil for conditions and for zeros that nothing computes.
    public func outputs(_ graph: ExpressionGraph, _ inputs: [HostArray]) -> [[Enclosure]?] {
        let elements = inputs.map { array in (0..<array.count).map { element(array, $0) } }
        return graph.numbers(evaluate(graph, inputs: elements))
    }
}

extension OpenEnclosureEvaluator: GraphArithmetic {
    typealias Scalar = Enclosure

    func number(_ number: ExactNumber) -> Enclosure {
        // More than a point stands for a number between two neighbours.
        Enclosure(arithmetic.number(number), below: true, above: true)
    }

    func constant(_ value: Double) -> Enclosure { Enclosure(arithmetic.constant(value)) }

    func element(_ array: HostArray, _ position: Int) -> Enclosure { Enclosure(arithmetic.element(array, position)) }

    func unary(_ function: ElementwiseFunction, _ x: Enclosure) -> Enclosure {
        let result = arithmetic.unary(function, x.interval)
        let isPoint = x.interval.isPoint
        switch function {
        case .negate: return Enclosure(result, below: x.isOpenAbove, above: x.isOpenBelow)
        case .abs:
            if x.interval.lower.sign >= 0 { return Enclosure(result, below: x.isOpenBelow, above: x.isOpenAbove) }
            if x.interval.upper.sign <= 0 { return Enclosure(result, below: x.isOpenAbove, above: x.isOpenBelow) }
            return Enclosure(result)
        case .exp, .exp2, .expm1, .log, .log1p, .log2, .log10, .sqrt, .cbrt, .sinh, .tanh, .asinh, .atan, .asin,
            .atanh, .erf:
            let (least, greatest) = Self.limits(of: function)
            return Enclosure(
                result, below: isPoint || x.isOpenBelow || least.map { result.lower == $0 } ?? false,
                above: isPoint || x.isOpenAbove || greatest.map { result.upper == $0 } ?? false)
        case .erfc, .acos:
            let (least, greatest) = Self.limits(of: function)
            return Enclosure(
                result, below: isPoint || x.isOpenAbove || least.map { result.lower == $0 } ?? false,
                above: isPoint || x.isOpenBelow || greatest.map { result.upper == $0 } ?? false)
        case .sin, .cos, .cosh: return Enclosure(result, below: isPoint, above: isPoint)
        default: return Enclosure(result)
        }
    }

    /// Limits that a function takes at the infinities and at no real number.
    private static func limits(of function: ElementwiseFunction) -> (least: Double?, greatest: Double?) {
        switch function {
        case .exp, .exp2: (0, nil)
        case .expm1: (-1, nil)
        case .tanh, .erf: (-1, 1)
        case .erfc: (0, 2)
        default: (nil, nil)
        }
    }

    func binary(_ function: ElementwiseFunction, _ a: Enclosure, _ b: Enclosure) -> Enclosure {
        let result = arithmetic.binary(function, a.interval, b.interval)
        let arePoints = a.interval.isPoint && b.interval.isPoint
        switch function {
        case .add, .subtract, .multiply, .divide:
            // One rounding, which changed the result if that is no point.
            if arePoints { return Enclosure(result, below: true, above: true) }
        default: break
        }
        switch function {
        case .add:
            return Enclosure(
                result, below: a.isOpenBelow || b.isOpenBelow, above: a.isOpenAbove || b.isOpenAbove)
        case .subtract:
            return Enclosure(
                result, below: a.isOpenBelow || b.isOpenAbove, above: a.isOpenAbove || b.isOpenBelow)
        case .multiply:
            guard let a = Size(a), let b = Size(b) else { return Enclosure(result) }
            return Self.signed(
                result, isNegative: a.isNegative != b.isNegative,
                near: a.isNearOpen && b.isPositive || b.isNearOpen && a.isPositive,
                far: a.isFarOpen || b.isFarOpen)
        case .divide:
            guard let a = Size(a), let b = Size(b), b.isPositive else { return Enclosure(result) }
            return Self.signed(
                result, isNegative: a.isNegative != b.isNegative,
                near: a.isNearOpen || (b.isFarOpen || b.isUnbounded) && a.isPositive,
                far: a.isFarOpen || b.isNearOpen && a.isPositive)
        case .pow:
            // Powers of positive numbers are positive.
            return Enclosure(result, below: a.interval.lower.sign > 0 && result.lower.isZero)
        default: return Enclosure(result)
        }
    }

    func power(_ x: Enclosure, _ exponent: Int) -> Enclosure {
        let result = arithmetic.power(x.interval, exponent)
        if x.interval.isPoint { return Enclosure(result, below: true, above: true) }
        guard let size = Size(x), exponent > 0 || size.isPositive else { return Enclosure(result) }
        return Self.signed(
            result, isNegative: size.isNegative && !exponent.isMultiple(of: 2),
            near: exponent > 0 ? size.isNearOpen : size.isFarOpen,
            far: exponent > 0 ? size.isFarOpen : size.isNearOpen)
    }

    func select(_ condition: Certainty, _ a: Enclosure, _ b: Enclosure) -> Enclosure {
        switch condition {
        case .yes: a
        case .no: b
        case .unknown: Enclosure(arithmetic.select(condition, a.interval, b.interval))
        }
    }

    func test(_ function: ElementwiseFunction, _ a: Enclosure, _ b: Enclosure?) -> Certainty {
        arithmetic.test(function, a.interval, b?.interval)
    }

    private static func signed(_ result: Interval, isNegative: Bool, near: Bool, far: Bool) -> Enclosure {
        isNegative ? Enclosure(result, below: far, above: near) : Enclosure(result, below: near, above: far)
    }

    /// The absolute value of a number whose sign is known: its near end is the one next to 0.
    private struct Size {
        let isNegative: Bool
        let isNearOpen: Bool
        let isFarOpen: Bool
        /// Whether it is certainly not 0.
        let isPositive: Bool
        let isUnbounded: Bool

        init?(_ x: Enclosure) {
            guard !x.interval.isEmpty, x.interval.lower.sign >= 0 || x.interval.upper.sign <= 0 else { return nil }
            isNegative = x.interval.lower.sign < 0
            isNearOpen = isNegative ? x.isOpenAbove : x.isOpenBelow
            isFarOpen = isNegative ? x.isOpenBelow : x.isOpenAbove
            isPositive = (isNegative ? x.interval.upper : x.interval.lower).sign != 0 || isNearOpen
            isUnbounded = !x.interval.isPoint && (isNegative ? x.interval.lower : x.interval.upper).isInfinite
        }
    }
}
