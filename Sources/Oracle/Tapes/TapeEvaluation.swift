internal import Multiprecision
internal import Specifications
public import Values

/// The values of a tape's nodes between bounds in binary64, from which adjoints and error bounds follow.
public struct TapeEvaluation {
    let tape: CallTape
    var values: [FastValue] = []
    /// What is known inside of a call, by its node.
    var insides: [Int: FastSlopes] = [:]
    /// For nodes of truth values, which elements are decided by an exact tie or by nothing but the recorded run.
    var ties: [[Bool]?] = []

    /// - Parameter inputs: the tape's inputs, which are taken as exact.
    public init(_ tape: CallTape, _ inputs: [HostArray]) {
        self.tape = tape
        values.reserveCapacity(tape.steps.count)
        for (index, step) in tape.steps.enumerated() {
            switch step {
            case .input(let place): append(FastEvaluator.given(inputs[place], isLogical: inputs[place].dtype == .bool))
            case .constant(let array):
                append(FastEvaluator.given(array, isLogical: array.dtype == .bool, isConstant: true))
            case .call(let call):
                let slopes = evaluate(call, isVariable: tape.isVariable[index])
                insides[index] = slopes
                append(slopes, output: 0, index)
            case .result(let position, let call): append(insides[call]!, output: position, index)
            }
        }
    }

    private mutating func append(_ value: FastValue, ties: [Bool]? = nil) {
        values.append(value)
        self.ties.append(ties)
    }

    private mutating func append(_ slopes: FastSlopes, output: Int, _ node: Int) {
        guard let place = slopes.graph.outputs[output] else {
            return append(.real(FastArray(points: [Double](repeating: 0, count: tape.recorded[node].count))))
        }
        switch slopes.values[place] {
        case .real(let elements):
            // Indices are what they were.
            guard tape.recorded[node].dtype == .int64, !elements.isPoint else { return append(.real(elements)) }
            append(FastEvaluator.given(tape.recorded[node], isLogical: false))
        case .logical(var truths):
            var ties = slopes.ties[place]
            for element in truths.indices where truths[element] == .unknown {
                truths[element] = tape.recorded[node].double(at: element) != 0 ? .yes : .no
                ties = ties ?? [Bool](repeating: false, count: truths.count)
                ties![element] = tape.isVariable[node]
            }
            append(.logical(truths), ties: ties)
        }
    }

    private func evaluate(_ call: CallTape.Call, isVariable: Bool) -> FastSlopes {
        let graph = call.definition.graph
        let given = zip(graph.inputs, call.operands).map { input, operand in
            graph.nodes[input].isLogical ? .logical(values[operand].truths) : FastValue.real(values[operand].numbers)
        }
        let inside = FastEvaluator().evaluate(graph, given)
        let ties = isVariable ? findTies(call, inside) : [[Bool]?](repeating: nil, count: graph.nodes.count)
        return FastSlopes(graph: graph, values: inside, ties: ties)
    }

    /// The comparisons inside of a call that an exact tie decides, or nothing: beside the point they come out either way.
    private func findTies(_ call: CallTape.Call, _ inside: [FastValue]) -> [[Bool]?] {
        let graph = call.definition.graph
        var found = [[Bool]?](repeating: nil, count: graph.nodes.count)
        var isVariable = [Bool](repeating: false, count: graph.nodes.count)
        for (index, node) in graph.nodes.enumerated() {
            if case .input(let place) = node.operation {
                isVariable[index] = tape.isVariable[call.operands[place]]
                found[index] = ties[call.operands[place]]
                continue
            }
            let numbers = node.operation == .elementwise(.select) ? node.operands.dropFirst() : node.operands[...]
            isVariable[index] = numbers.contains { isVariable[$0.node] }
            guard node.isLogical else { continue }
            let count = node.shape.elementCount
            switch node.operation {
            case .elementwise(let function) where [.equal, .notEqual, .less, .lessOrEqual].contains(function):
                guard isVariable[index] else { continue }
                let sides = node.operands.map {
                    (operand: $0, array: inside[$0.node].real, origin: origin($0.node, call))
                }
                let areOne = sides[0].origin == sides[1].origin
                var tied: [Bool]?
                for element in 0..<count {
                    let places = sides.map { $0.operand.map[element] }
                    if areOne, places[0] == places[1] { continue }
                    let numbers = zip(sides, places).map { side, place in
                        place.map { side.array[$0] } ?? Bounds(point: 0)
                    }
                    guard numbers[0].isEqual(to: numbers[1]) == .yes else { continue }
                    tied = tied ?? [Bool](repeating: false, count: count)
                    tied![element] = true
                }
                found[index] = tied
            case .reduce(_, let length):
                let operand = node.operands[0]
                guard let own = found[operand.node] else { continue }
                found[index] = (0..<count).map { element in
                    (element * length..<(element + 1) * length).contains { operand.map[$0].map { own[$0] } ?? false }
                }
            default:
                for operand in node.operands {
                    guard let own = found[operand.node] else { continue }
                    var tied = found[index] ?? [Bool](repeating: false, count: count)
                    for element in 0..<count where operand.map[element].map({ own[$0] }) ?? false {
                        tied[element] = true
                    }
                    found[index] = tied
                }
            }
        }
        return found
    }

    /// Where a node of a call's graph comes from: inputs that are one node of the tape are one.
    private func origin(_ node: Int, _ call: CallTape.Call) -> Int {
        if case .input(let place) = call.definition.graph.nodes[node].operation { return call.operands[place] }
        return -1 - node
    }

    /// Whether a call meets a kink of its operation: a tie of `max`, the zero of `abs`, a comparison of equal numbers.
    public func hasKink(in node: Int) -> Bool {
        guard let slopes = insides[node], tape.isVariable[node] else { return false }
        if slopes.ties.contains(where: { $0 != nil }) { return true }
        for (index, inner) in slopes.graph.nodes.enumerated() where !inner.isLogical {
            switch inner.operation {
            case .elementwise(.abs):
                let slope = slopes.slope(of: index, operand: 0)
                if (0..<inner.shape.elementCount).contains(where: { !slope($0).isPoint }) { return true }
            case .elementwise(.maximum), .elementwise(.minimum):
                let slope = slopes.slope(of: index, operand: 0)
                if (0..<inner.shape.elementCount).contains(where: { !slope($0).isPoint }) { return true }
            case .reduce(let function, let length) where function == .max || function == .min:
                let operand = inner.operands[0]
                let x = slopes.values[operand.node].real
                for element in 0..<inner.shape.elementCount {
                    let row = { (i: Int) in operand.map[element * length + i].map { x[$0] } ?? Bounds(point: 0) }
                    if slopes.candidates(row, count: length, largest: function == .max).count > 1 { return true }
                }
            default: continue
            }
        }
        return false
    }

    /// The bounds of a node that holds numbers; nil for truth values.
    public func enclosures(of node: Int) -> FastEvaluator.Enclosures? {
        guard case .real(let elements) = values[node] else { return nil }
        return FastEvaluator.Enclosures(lower: elements.lower, upper: elements.upper)
    }
}

// MARK: Adjoints

extension TapeEvaluation {
    /// The derivatives of the sum of cotangent times value, over the given nodes, with respect to every node; nil where
    /// nothing flows. At kinks they enclose whatever a convention chooses.
    ///
    /// - Parameter throughAll: whether derivatives with respect to the cotangents, and what is computed from them alone, are
    ///   wanted as well.
    public func adjoint(
        _ seeds: [(node: Int, cotangent: HostArray)], throughAll: Bool = false
    ) -> [FastEvaluator.Enclosures?] {
        var arrivals = [FastAdjoint.Arrivals?](repeating: nil, count: tape.steps.count)
        for (node, cotangent) in seeds {
            let array = FastArray(cotangent)
            let target = arrivals[node] ?? FastAdjoint.Arrivals(count: array.count)
            for position in 0..<array.count { target.add(array[position], at: position) }
            arrivals[node] = target
        }
        for index in tape.steps.indices.reversed() {
            guard case .call(let call) = tape.steps[index], throughAll || tape.isVariable[index] else { continue }
            let own = call.results.map { $0.flatMap { arrivals[$0] } }
            guard own.contains(where: { $0 != nil }) else { continue }
            var adjoint = FastAdjoint(insides[index]!)
            for (operand, arrived) in zip(call.operands, adjoint.inputs(own)) {
                guard let arrived, throughAll || tape.isVariable[operand] else { continue }
                guard let target = arrivals[operand] else {
                    arrivals[operand] = arrived
                    continue
                }
                for position in arrived.lower.indices {
                    let value = arrived[position]
                    if value.lower != 0 || value.upper != 0 { target.add(value, at: position) }
                }
            }
        }
        return arrivals.map { $0.map { FastEvaluator.Enclosures(lower: $0.lower, upper: $0.upper) } }
    }
}
