internal import Multiprecision
internal import Specifications

/// The partial derivatives of a node's function between bounds in binary64.
///
/// At a tie of `max`, at the kink of `abs` and where a condition may come out either way, a slope is the hull of all that
/// it could be: whatever a convention chooses lies inside.
struct FastSlopes {
    let graph: ExpressionGraph
    let values: [FastValue]
    /// For each node of truth values, whether an element is decided by an exact tie or by nothing; nil where none is.
    let ties: [[Bool]?]

    static let zeroToOne = Bounds(0, 1)
    private static let one = Bounds(point: 1)

    @inline(__always)
    private func read(_ array: FastArray, _ map: IndexMap, _ element: Int) -> Bounds {
        map[element].map { array[$0] } ?? Bounds(point: 0)
    }

    /// The slope of an elementwise node or a power with respect to one operand, element by element.
    func slope(of index: Int, operand place: Int) -> (Int) -> Bounds {
        let node = graph.nodes[index]
        func argument(_ place: Int) -> (Int) -> Bounds {
            let operand = node.operands[place]
            let array = values[operand.node].real
            return { read(array, operand.map, $0) }
        }
        let value = values[index].real
        switch node.operation {
        case .power(let exponent):
            let x = argument(0)
            switch exponent {
            case 0: return { _ in Bounds(point: 0) }
            case 1: return { _ in Self.one }
            case 2: return { x($0) * Bounds(point: 2) }
            default:
                return { element in
                    x(element).through {
                        Interval(exponent, precision: $0.precision) * $0.power(exponent - 1)
                    }
                }
            }
        case .elementwise(let function):
            switch function {
            case .identity, .add: return { _ in Self.one }
            case .subtract: return place == 0 ? { _ in Self.one } : { _ in Bounds(point: -1) }
            case .negate: return { _ in Bounds(point: -1) }
            case .multiply: return argument(1 - place)
            case .divide:
                let divisor = argument(1)
                if place == 0 { return { Self.one / divisor($0) } }
                return { -(value[$0] / divisor($0)) }
            case .abs:
                let x = argument(0)
                return { element in
                    let x = x(element)
                    return x.lower > 0
                        ? Self.one : x.upper < 0 ? Bounds(point: -1) : x.isReal ? Bounds(-1, 1) : .unknown
                }
            case .maximum, .minimum:
                let (own, other) = (argument(place), argument(1 - place))
                return { element in
                    let (own, other) = (own(element), other(element))
                    guard !own.isUnknown, !other.isUnknown else { return .unknown }
                    let loses = function == .maximum ? own.isLess(than: other) : other.isLess(than: own)
                    let wins = function == .maximum ? other.isLess(than: own) : own.isLess(than: other)
                    return wins == .yes ? Self.one : loses == .yes ? Bounds(point: 0) : Self.zeroToOne
                }
            case .select:
                let operand = node.operands[0]
                let conditions = values[operand.node].logical
                let ties = ties[operand.node]
                return { element in
                    guard let source = operand.map[element] else { return place == 1 ? Bounds(point: 0) : Self.one }
                    if ties?[source] == true { return Self.zeroToOne }
                    switch conditions[source] {
                    case .yes: return place == 1 ? Self.one : Bounds(point: 0)
                    case .no: return place == 1 ? Bounds(point: 0) : Self.one
                    case .unknown: return Self.zeroToOne
                    }
                }
            case .exp: return { value[$0] }
            case .log:
                let x = argument(0)
                return { Self.one / x($0) }
            case .sqrt: return { Self.one / (value[$0] + value[$0]) }
            case .pow, .atan2:
                let (a, b) = (argument(0), argument(1))
                return { element in
                    guard let a = a(element).interval, let b = b(element).interval, let value = value[element].interval
                    else { return .unknown }
                    let slopes = function.partialSlopes(a, b, value)
                    return Bounds(place == 0 ? slopes.0 : slopes.1)
                }
            default:
                let x = argument(0)
                return { element in
                    guard let x = x(element).interval, let value = value[element].interval else { return .unknown }
                    return Bounds(function.slope(at: x, value: value))
                }
            }
        default: preconditionFailure("only elementwise functions and powers have slopes of elements")
        }
    }

    /// The elements of a row that may be its extreme: none is certainly beaten by another.
    func candidates(_ row: (Int) -> Bounds, count: Int, largest: Bool) -> [Int] {
        // The greatest lower bound (or least upper one) beats everything that stays below (above) it.
        var best = largest ? -Double.infinity : Double.infinity
        for i in 0..<count {
            let x = row(i)
            if x.isUnknown { return Array(0..<count) }
            best = largest ? max(best, x.lower) : min(best, x.upper)
        }
        return (0..<count).filter { largest ? row($0).upper >= best : row($0).lower <= best }
    }

    /// For each factor the product of the others, from what is before it and what is after it.
    func productSlopes(_ factors: (Int) -> Bounds, count: Int) -> [Bounds] {
        var slopes: [Bounds] = []
        var product = Self.one
        for place in 0..<count {
            slopes.append(product)
            product = product * factors(place)
        }
        product = Self.one
        for place in (0..<count).reversed() {
            slopes[place] = slopes[place] * product
            product = product * factors(place)
        }
        return slopes
    }
}
