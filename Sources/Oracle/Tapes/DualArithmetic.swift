public import Multiprecision
internal import Specifications
public import Values

/// A number and how it moves: its one-sided derivative along a direction.
struct Dual {
    var value: Interval
    /// The derivative along the direction that breaks ties, where there is one; nil for a number that stands still.
    var lead: Interval?
    /// The derivative that is asked for; nil for a number that stands still.
    var tangent: Interval?

    var isStill: Bool { (lead.map(\.isZero) ?? true) && (tangent.map(\.isZero) ?? true) }

    /// The value of a function, with both derivatives carried over by a linear map.
    func mapped(to value: Interval, _ map: (Interval) -> Interval) -> Dual {
        Dual(value: value, lead: lead.map(map), tangent: tangent.map(map))
    }
}

/// Forward mode over intervals, one-sided: the derivative of a formula along a direction, as the step goes to 0 from above.
///
/// Formulas of `max`, `abs` and choices by comparison have such derivatives at their kinks, too, and the chain rule holds for
/// them (Scholtes, Introduction to piecewise differentiable equations, 2012): where two numbers tie, the one that moves
/// further wins. So what cancels between two kinks, as in max(x, 0) - max(-x, 0), cancels here. With a second direction that
/// breaks ties first, derivatives are those of one of the smooth pieces that meet at the point (Nesterov, Lexicographic
/// differentiation of nonsmooth functions, 2005).
struct DualArithmetic: GraphArithmetic {
    typealias Scalar = Dual

    let arithmetic: EnclosureEvaluator
    private var precision: Int { arithmetic.precision }
    private var zero: Interval { Interval(0, precision: precision) }

    init(precision: Int) { arithmetic = EnclosureEvaluator(precision: precision) }

    func number(_ number: ExactNumber) -> Dual { Dual(value: arithmetic.number(number)) }

    func constant(_ value: Double) -> Dual { Dual(value: arithmetic.constant(value)) }

    func element(_ array: HostArray, _ position: Int) -> Dual { Dual(value: arithmetic.element(array, position)) }

    func unary(_ function: ElementwiseFunction, _ x: Dual) -> Dual {
        let value = arithmetic.unary(function, x.value)
        guard !x.isStill else { return Dual(value: value) }
        switch function {
        case .negate: return x.mapped(to: value) { -$0 }
        case .abs:
            if x.value.lower.sign > 0 { return x.mapped(to: value) { $0 } }
            if x.value.upper.sign < 0 { return x.mapped(to: value) { -$0 } }
            guard x.value.isZero else { return x.mapped(to: value) { $0.hull(-$0) } }
            guard let lead = x.lead, !lead.isZero else { return Dual(value: value, tangent: x.tangent?.abs()) }
            if lead.lower.sign > 0 { return x.mapped(to: value) { $0 } }
            if lead.upper.sign < 0 { return x.mapped(to: value) { -$0 } }
            return x.mapped(to: value) { $0.hull(-$0) }
        default:
            let slope = function.slope(at: x.value, value: value)
            return x.mapped(to: value) { slope * $0 }
        }
    }

    func binary(_ function: ElementwiseFunction, _ a: Dual, _ b: Dual) -> Dual {
        let value = arithmetic.binary(function, a.value, b.value)
        if a.isStill, b.isStill { return Dual(value: value) }
        switch function {
        case .add: return combined(value, a, { $0 }, b, { $0 })
        case .subtract: return combined(value, a, { $0 }, b, { -$0 })
        case .multiply: return combined(value, a, { $0 * b.value }, b, { a.value * $0 })
        case .divide: return combined(value, a, { $0 / b.value }, b, { -(value / b.value) * $0 })
        case .maximum, .minimum: return extreme(value, a, b, largest: function == .maximum)
        case .pow, .atan2:
            let slopes = function.partialSlopes(a.value, b.value, value)
            return combined(value, a, { slopes.0 * $0 }, b, { slopes.1 * $0 })
        default: preconditionFailure("'\(function.rawValue)' is no function of two numbers")
        }
    }

    private func combined(
        _ value: Interval, _ a: Dual, _ mapA: (Interval) -> Interval, _ b: Dual, _ mapB: (Interval) -> Interval
    ) -> Dual {
        func sum(_ x: Interval?, _ y: Interval?) -> Interval? {
            // What stands still adds nothing, whatever its slope.
            let x = x.flatMap { $0.isZero ? nil : mapA($0) }
            let y = y.flatMap { $0.isZero ? nil : mapB($0) }
            if let x, let y { return x + y }
            return x ?? y
        }
        return Dual(value: value, lead: sum(a.lead, b.lead), tangent: sum(a.tangent, b.tangent))
    }

    private func extreme(_ value: Interval, _ a: Dual, _ b: Dual, largest: Bool) -> Dual {
        func wins(_ x: Interval, over y: Interval) -> Certainty { largest ? y.isLess(than: x) : x.isLess(than: y) }
        func moved(_ winner: Dual) -> Dual { Dual(value: value, lead: winner.lead, tangent: winner.tangent) }
        func hull(_ x: Interval?, _ y: Interval?) -> Interval { (x ?? zero).hull(y ?? zero) }
        if wins(a.value, over: b.value) == .yes { return moved(a) }
        if wins(b.value, over: a.value) == .yes { return moved(b) }
        let open = Dual(value: value, lead: hull(a.lead, b.lead), tangent: hull(a.tangent, b.tangent))
        guard a.value.isEqual(to: b.value) == .yes else { return open }
        let (leadA, leadB) = (a.lead ?? zero, b.lead ?? zero)
        if wins(leadA, over: leadB) == .yes { return moved(a) }
        if wins(leadB, over: leadA) == .yes { return moved(b) }
        guard leadA.isEqual(to: leadB) == .yes else { return open }
        let (x, y) = (a.tangent ?? zero, b.tangent ?? zero)
        return Dual(value: value, lead: a.lead, tangent: largest ? .maximum(x, y) : .minimum(x, y))
    }

    func power(_ x: Dual, _ exponent: Int) -> Dual {
        let value = arithmetic.power(x.value, exponent)
        guard exponent != 0, !x.isStill else { return Dual(value: value) }
        let slope = Interval(exponent, precision: precision) * x.value.power(exponent - 1)
        return x.mapped(to: value) { slope * $0 }
    }

    func select(_ condition: Certainty, _ a: Dual, _ b: Dual) -> Dual {
        switch condition {
        case .yes: return a
        case .no: return b
        case .unknown:
            return Dual(
                value: arithmetic.select(.unknown, a.value, b.value),
                lead: (a.lead ?? zero).hull(b.lead ?? zero), tangent: (a.tangent ?? zero).hull(b.tangent ?? zero))
        }
    }

    /// Equal numbers part where they move apart: then the comparison is that of their movements.
    func test(_ function: ElementwiseFunction, _ a: Dual, _ b: Dual?) -> Certainty {
        guard let b, a.value.isEqual(to: b.value) == .yes, !a.isStill || !b.isStill else {
            return arithmetic.test(function, a.value, b?.value)
        }
        let (leadA, leadB) = (a.lead ?? zero, b.lead ?? zero)
        if leadA.isEqual(to: leadB) != .yes { return arithmetic.test(function, leadA, leadB) }
        return arithmetic.test(function, a.tangent ?? zero, b.tangent ?? zero)
    }
}

extension IntervalTape {
    /// The one-sided derivatives of the given nodes along a direction of the first inputs, those that are varied; nil for
    /// nodes of truth values.
    ///
    /// - Parameter lead: a direction that breaks ties first; then the derivatives are those of the smooth piece that it leads
    ///   into.
    public func directionalDerivatives(
        _ inputs: [HostArray], along directions: [HostArray], leading lead: [HostArray]? = nil, of nodes: [Int]
    ) -> [[Interval]?] {
        let arithmetic = DualArithmetic(precision: precision)
        let zero = Interval(0, precision: precision)
        func movement(_ directions: [HostArray], _ place: Int, _ position: Int) -> Interval? {
            guard place < directions.count, directions[place].double(at: position) != 0 else { return nil }
            return arithmetic.element(directions[place], position).value
        }
        let given = inputs.enumerated().map { place, array in
            (0..<array.count).map { position in
                Dual(
                    value: arithmetic.element(array, position).value,
                    lead: lead.flatMap { movement($0, place, position) },
                    tangent: movement(directions, place, position))
            }
        }
        let walk = TapeWalk(tape, arithmetic, inputs: given, open: nil)
        return nodes.map { node in
            guard case .real(let elements) = walk.values[node] else { return nil }
            return elements.map { $0.tangent ?? zero }
        }
    }
}
