internal import Multiprecision
internal import Specifications
internal import Values

/// An arithmetic in which a graph can be evaluated forwards: what makes one evaluator differ from another.
protocol GraphArithmetic {
    associatedtype Scalar

    func number(_ number: ExactNumber) -> Scalar
    func constant(_ value: Double) -> Scalar
    /// An element of a tensor, exactly.
    func element(_ array: HostArray, _ position: Int) -> Scalar
    func unary(_ function: ElementwiseFunction, _ x: Scalar) -> Scalar
    func binary(_ function: ElementwiseFunction, _ a: Scalar, _ b: Scalar) -> Scalar
    func power(_ x: Scalar, _ exponent: Int) -> Scalar
    /// One of two values, by a condition that may be undecided.
    func select(_ condition: Certainty, _ a: Scalar, _ b: Scalar) -> Scalar

    /// A comparison or class of numbers.
    func test(_ function: ElementwiseFunction, _ a: Scalar, _ b: Scalar?) -> Certainty

    /// A comparison that depends on an input, so that its outcome may change next to a tie.
    func testVariable(_ function: ElementwiseFunction, _ a: Scalar, _ b: Scalar) -> Certainty
}

/// The elements of a node.
enum NodeValue<Scalar> {
    case real([Scalar])
    case logical([Certainty])

    var real: [Scalar] {
        guard case .real(let elements) = self else { preconditionFailure("a truth value stands where a number should") }
        return elements
    }

    var logical: [Certainty] {
        guard case .logical(let elements) = self else {
            preconditionFailure("a number stands where a truth value should")
        }
        return elements
    }
}

extension ExpressionGraph {
    /// The values of the outputs that are numbers.
    func numbers<Scalar>(_ values: [NodeValue<Scalar>]) -> [[Scalar]?] {
        outputs.map { $0.flatMap { nodes[$0].isLogical ? nil : values[$0].real } }
    }
}

extension GraphArithmetic {
    func testVariable(_ function: ElementwiseFunction, _ a: Scalar, _ b: Scalar) -> Certainty { test(function, a, b) }

    /// The values of all nodes.
    ///
    /// - Parameter inputs: the elements of each input, in row-major order.
    func evaluate(_ graph: ExpressionGraph, inputs: [[Scalar]]) -> [NodeValue<Scalar>] {
        var values: [NodeValue<Scalar>] = []
        values.reserveCapacity(graph.nodes.count)
        var isVariable: [Bool] = []
        for node in graph.nodes {
            if case .input(let place) = node.operation {
                isVariable.append(graph.inputKinds[place] == .real)
            } else {
                // A choice between constants moves only where its condition changes, which is a tie of its own.
                let numbers = node.operation == .elementwise(.select) ? node.operands.dropFirst() : node.operands[...]
                isVariable.append(numbers.contains { isVariable[$0.node] })
            }
            values.append(
                evaluate(
                    node, operands: node.operands.map { values[$0.node] }, inputs: inputs,
                    isVariable: isVariable.last!))
        }
        return values
    }

    private func evaluate(
        _ node: ExpressionGraph.Node, operands: [NodeValue<Scalar>], inputs: [[Scalar]], isVariable: Bool
    ) -> NodeValue<Scalar> {
        let count = node.shape.elementCount
        let maps = node.operands.map(\.map)
        switch node.operation {
        case .input(let place):
            guard node.isLogical else { return .real(inputs[place]) }
            return .logical(inputs[place].map { test(.notEqual, $0, constant(0)) })
        case .number(let number): return .real([Scalar](repeating: self.number(number), count: count))
        case .tensor(let array):
            guard case .bool(let values) = array.elements else {
                // Infinities among constants are part of the formula, as those that it spells out.
                return .real(
                    (0..<count).map { position in
                        let value = array.double(at: position)
                        if value.isFinite { return element(array, position) }
                        if value.isNaN { return number(.nan) }
                        return value > 0 ? number(.infinity) : unary(.negate, number(.infinity))
                    })
            }
            return .logical(values.map { $0 ? .yes : .no })
        case .power(let exponent):
            let x = operands[0].real
            return .real((0..<count).map { power(read(x, maps[0], $0), exponent) })
        case .reduce(let function, let length):
            return reduce(function, operands[0], maps[0], length: length, count: count)
        case .elementwise(.identity):
            guard case .real(let x) = operands[0] else {
                let x = operands[0].logical
                return .logical((0..<count).map { truth(x, maps[0], $0) })
            }
            return .real((0..<count).map { read(x, maps[0], $0) })
        case .elementwise(.select):
            let condition = operands[0].logical
            if node.isLogical {
                let a = operands[1].logical
                let b = operands[2].logical
                return .logical(
                    (0..<count).map {
                        choose(truth(condition, maps[0], $0), truth(a, maps[1], $0), truth(b, maps[2], $0))
                    })
            }
            let a = operands[1].real
            let b = operands[2].real
            return .real(
                (0..<count).map { select(truth(condition, maps[0], $0), read(a, maps[1], $0), read(b, maps[2], $0)) })
        case .elementwise(let function) where function == .and || function == .or:
            let a = operands[0].logical
            let b = operands[1].logical
            return .logical(
                (0..<count).map {
                    combine(function == .and ? .all : .any, truth(a, maps[0], $0), truth(b, maps[1], $0))
                })
        case .elementwise(.not):
            let a = operands[0].logical
            return .logical((0..<count).map { truth(a, maps[0], $0).negated })
        case .elementwise(let function) where function.isLogical:
            let a = operands[0].real
            guard function.arity == 2 else {
                return .logical((0..<count).map { test(function, read(a, maps[0], $0), nil) })
            }
            let b = operands[1].real
            // An element is equal to itself on either side of every tie.
            let isOneTensor = node.operands[0].node == node.operands[1].node
            return .logical(
                (0..<count).map {
                    if isOneTensor, maps[0][$0] == maps[1][$0] {
                        return test(function, read(a, maps[0], $0), read(b, maps[1], $0))
                    }
                    let (x, y) = (read(a, maps[0], $0), read(b, maps[1], $0))
                    return isVariable ? testVariable(function, x, y) : test(function, x, y)
                })
        case .elementwise(let function):
            let a = operands[0].real
            guard function.arity == 2 else { return .real((0..<count).map { unary(function, read(a, maps[0], $0)) }) }
            let b = operands[1].real
            return .real((0..<count).map { binary(function, read(a, maps[0], $0), read(b, maps[1], $0)) })
        }
    }

    private func read(_ elements: [Scalar], _ map: IndexMap, _ position: Int) -> Scalar {
        map[position].map { elements[$0] } ?? constant(0)
    }

    /// A hole among truth values is false, as it is 0 among numbers.
    private func truth(_ elements: [Certainty], _ map: IndexMap, _ position: Int) -> Certainty {
        map[position].map { elements[$0] } ?? .no
    }

    private func reduce(
        _ function: ReductionFunction, _ operand: NodeValue<Scalar>, _ map: IndexMap, length: Int, count: Int
    ) -> NodeValue<Scalar> {
        switch function {
        case .any, .all:
            let x = operand.logical
            return .logical(
                (0..<count).map { row in
                    (0..<length).reduce(function == .all ? .yes : .no) {
                        combine(function, $0, truth(x, map, row * length + $1))
                    }
                })
        case .sum:
            let x = operand.real
            return .real(
                (0..<count).map { row in
                    guard length > 0 else { return constant(0) }
                    var sum = read(x, map, row * length)
                    for j in 1..<length { sum = binary(.add, sum, read(x, map, row * length + j)) }
                    return sum
                })
        case .product:
            let x = operand.real
            return .real(
                (0..<count).map { row in
                    guard length > 0 else { return constant(1) }
                    var product = read(x, map, row * length)
                    for j in 1..<length { product = binary(.multiply, product, read(x, map, row * length + j)) }
                    return product
                })
        case .max, .min:
            let x = operand.real
            let choice: ElementwiseFunction = function == .max ? .maximum : .minimum
            return .real(
                (0..<count).map { row in
                    guard length > 0 else { return number(.nan) }
                    var best = read(x, map, row * length)
                    for j in 1..<length { best = binary(choice, best, read(x, map, row * length + j)) }
                    return best
                })
        }
    }

    private func choose(_ condition: Certainty, _ a: Certainty, _ b: Certainty) -> Certainty {
        switch condition {
        case .yes: a
        case .no: b
        case .unknown: a == b ? a : .unknown
        }
    }

    private func combine(_ function: ReductionFunction, _ a: Certainty, _ b: Certainty) -> Certainty {
        let decisive: Certainty = function == .all ? .no : .yes
        if a == decisive || b == decisive { return decisive }
        return a == .unknown || b == .unknown ? .unknown : decisive.negated
    }
}
