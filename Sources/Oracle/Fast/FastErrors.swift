internal import Multiprecision
internal import Specifications

/// A running bound, to first order, of what errors in the inputs of a graph make of its outputs (Wilkinson, Rounding
/// errors in algebraic processes, 1963): at each node the sum over operands of |slope| times error.
struct FastErrors {
    /// The errors of a node's elements.
    struct Errors {
        /// Those that slopes explain; nil where there are none.
        var rounding: [Double]?
        /// What is added where a condition may come out the other way, and a value from another branch may stand there; nil
        /// where that cannot happen.
        var jumps: [Double]?
        /// For truth values: which of them rounding may turn; nil where none.
        var turns: [Bool]?

        static let none = Errors()
    }

    let slopes: FastSlopes
    private var errors: [Errors]
    private var graph: ExpressionGraph { slopes.graph }
    private var values: [FastValue] { slopes.values }

    init(_ slopes: FastSlopes) {
        self.slopes = slopes
        errors = []
        errors.reserveCapacity(slopes.graph.nodes.count)
    }

    /// The errors of the outputs from those of the inputs; nil for an output that nothing computes.
    mutating func outputs(_ inputs: [Errors]) -> [Errors?] {
        for (index, node) in graph.nodes.enumerated() {
            if case .input(let place) = node.operation {
                errors.append(inputs[place])
            } else {
                errors.append(node.isLogical ? turns(index) : spread(index))
            }
        }
        return graph.outputs.map { $0.map { errors[$0] } }
    }

    // MARK: Numbers

    private func spread(_ index: Int) -> Errors {
        let node = graph.nodes[index]
        let moving = node.operands.indices.contains { place in
            let errors = errors[node.operands[place].node]
            return errors.rounding != nil || errors.jumps != nil || errors.turns != nil
        }
        guard moving else { return .none }
        let count = node.shape.elementCount
        switch node.operation {
        case .input, .number, .tensor: return .none
        case .reduce(let function, let length):
            return Errors(
                rounding: reduce(function, node, length, count) { $0.rounding },
                jumps: reduce(function, node, length, count) { $0.jumps })
        case .power, .elementwise:
            var result = Errors(
                rounding: sum(index, node, count) { $0.rounding }, jumps: sum(index, node, count) { $0.jumps })
            switch node.operation {
            case .elementwise(.select): addTurns(node, count, to: &result)
            case .elementwise(let function) where [.floor, .ceil, .round, .trunc, .sign].contains(function):
                addSteps(function, node, count, to: &result)
            default: break
            }
            return result
        }
    }

    private func sum(
        _ index: Int, _ node: ExpressionGraph.Node, _ count: Int, _ part: (Errors) -> [Double]?
    ) -> [Double]? {
        var total: [Double]?
        for (place, operand) in node.operands.enumerated() {
            guard !graph.nodes[operand.node].isLogical, let own = part(errors[operand.node]) else { continue }
            if case .elementwise(let function) = node.operation,
                [.floor, .ceil, .round, .trunc, .sign].contains(function)
            {
                continue
            }
            let slope = slopes.slope(of: index, operand: place)
            let isChoice = node.operation == .elementwise(.select)
            var sum = total ?? [Double](repeating: 0, count: count)
            for element in 0..<count {
                guard let source = operand.map[element], own[source] > 0 else { continue }
                let size = slope(element).magnitude
                if size == 0 {
                    // What is not chosen does not count, however wrong; but 0 times infinity may be anything.
                    if !isChoice, own[source] == .infinity { sum[element] = .infinity }
                    continue
                }
                sum[element] += size * own[source]
            }
            total = sum
        }
        return total
    }

    private func reduce(
        _ function: ReductionFunction, _ node: ExpressionGraph.Node, _ length: Int, _ count: Int,
        _ part: (Errors) -> [Double]?
    ) -> [Double]? {
        let operand = node.operands[0]
        guard !graph.nodes[operand.node].isLogical, let own = part(errors[operand.node]) else { return nil }
        let x = values[operand.node].real
        return (0..<count).map { element in
            func value(_ i: Int) -> Bounds { operand.map[element * length + i].map { x[$0] } ?? Bounds(point: 0) }
            func error(_ i: Int) -> Double { operand.map[element * length + i].map { own[$0] } ?? 0 }
            switch function {
            case .sum: return (0..<length).reduce(0) { $0 + error($1) }
            case .product:
                return slopes.productSlopes(value, count: length).enumerated().reduce(0) {
                    $0 + $1.element.magnitude * error($1.offset)
                }
            default:
                // Extremes move by no more than what moves most among those that may be extreme.
                guard length > 0 else { return 0 }
                let sign: Double = function == .max ? 1 : -1
                var best = -Double.infinity
                for i in 0..<length { best = max(best, sign * value(i).middle - error(i)) }
                return (0..<length).reduce(0) {
                    sign * value($1).middle + error($1) >= best ? max($0, error($1)) : $0
                }
            }
        }
    }

    /// Where a condition may turn, the other branch may be chosen.
    private func addTurns(_ node: ExpressionGraph.Node, _ count: Int, to result: inout Errors) {
        let condition = node.operands[0]
        guard let turns = errors[condition.node].turns else { return }
        let branches = node.operands.dropFirst().map { operand in (operand, values[operand.node].real) }
        var jumps = result.jumps ?? [Double](repeating: 0, count: count)
        for element in 0..<count {
            guard let source = condition.map[element], turns[source] else { continue }
            let sides = branches.map { operand, array in operand.map[element].map { array[$0] } ?? Bounds(point: 0) }
            var error = 0.0
            for (operand, _) in branches {
                guard let source = operand.map[element], let own = errors[operand.node].rounding else { continue }
                error = max(error, own[source])
            }
            jumps[element] += (sides[0] - sides[1]).magnitude + error
        }
        result.jumps = jumps
    }

    private func addSteps(
        _ function: ElementwiseFunction, _ node: ExpressionGraph.Node, _ count: Int, to result: inout Errors
    ) {
        let operand = node.operands[0]
        guard let own = errors[operand.node].rounding else { return }
        let x = values[operand.node].real
        var jumps = [Double](repeating: 0, count: count)
        for element in 0..<count {
            guard let source = operand.map[element], own[source] > 0 else { continue }
            let (low, high) = (x[source].lower - own[source], x[source].upper + own[source])
            let isSteady =
                switch function {
                case .sign: low > 0 || high < 0
                case .round: (low + 0.5).rounded(.down) == (high + 0.5).rounded(.down)
                case .trunc: low.rounded(.towardZero) == high.rounded(.towardZero)
                case .ceil: low.rounded(.up) == high.rounded(.up)
                default: low.rounded(.down) == high.rounded(.down)
                }
            if !isSteady { jumps[element] = (high - low).rounded(.up) + 1 }
        }
        result.jumps = jumps
    }

    // MARK: Truth values

    /// The truth value of one operand that makes the other one irrelevant.
    private static func decisive(_ operation: NodeOperation) -> Certainty? {
        switch operation {
        case .elementwise(.and): .no
        case .elementwise(.or): .yes
        default: nil
        }
    }

    private func turns(_ index: Int) -> Errors {
        let node = graph.nodes[index]
        let count = node.shape.elementCount
        switch node.operation {
        case .elementwise(let function) where [.equal, .notEqual, .less, .lessOrEqual].contains(function):
            let sides = node.operands.map { operand in
                (operand, values[operand.node].real, errors[operand.node])
            }
            guard sides.contains(where: { $0.2.rounding != nil || $0.2.jumps != nil }) else { return .none }
            // An element equals itself, whatever its error.
            let isOneTensor = node.operands[0].node == node.operands[1].node
            var turns = [Bool](repeating: false, count: count)
            for element in 0..<count {
                if isOneTensor, node.operands[0].map[element] == node.operands[1].map[element] { continue }
                let numbers = sides.map { operand, array, _ in
                    operand.map[element].map { array[$0] } ?? Bounds(point: 0)
                }
                let slack = sides.reduce(0.0) { sum, side in
                    guard let source = side.0.map[element] else { return sum }
                    return sum + (side.2.rounding?[source] ?? 0) + (side.2.jumps?[source] ?? 0)
                }
                let gap = numbers[0] - numbers[1]
                turns[element] = slack > 0 && !(gap.lower > slack || gap.upper < -slack)
            }
            return Errors(turns: turns)
        case .reduce(_, let length):
            let operand = node.operands[0]
            guard let own = errors[operand.node].turns else { return .none }
            return Errors(
                turns: (0..<count).map { element in
                    (element * length..<(element + 1) * length).contains { place in
                        operand.map[place].map { own[$0] } ?? false
                    }
                })
        default:
            var turns: [Bool]?
            for operand in node.operands {
                guard let own = errors[operand.node].turns else { continue }
                var sum = turns ?? [Bool](repeating: false, count: count)
                for element in 0..<count where operand.map[element].map({ own[$0] }) ?? false { sum[element] = true }
                turns = sum
            }
            if turns != nil, let decisive = Self.decisive(node.operation) {
                // One operand that stays what it is decides, whatever becomes of the other.
                for operand in node.operands {
                    let (truths, own) = (values[operand.node].logical, errors[operand.node].turns)
                    for element in 0..<count {
                        let (truth, mayTurn) =
                            operand.map[element].map { (truths[$0], own?[$0] ?? false) } ?? (.no, false)
                        if truth == decisive, !mayTurn { turns![element] = false }
                    }
                }
            }
            return Errors(turns: turns)
        }
    }
}

extension Bounds {
    /// The largest absolute value; infinite where nothing is known.
    var magnitude: Double { isUnknown ? .infinity : max(lower.magnitude, upper.magnitude) }

    var middle: Double { lower == upper ? lower : 0.5 * lower + 0.5 * upper }
}
