internal import Multiprecision
internal import Specifications

/// Reverse mode between bounds in binary64, for one graph whose values are known.
struct FastAdjoint {
    /// What has arrived at a node, element by element.
    final class Arrivals {
        var lower: [Double]
        var upper: [Double]

        init(count: Int) {
            lower = [Double](repeating: 0, count: count)
            upper = lower
        }

        init(_ array: FastArray) {
            lower = array.lower
            upper = array.upper
        }

        @inline(__always)
        subscript(position: Int) -> Bounds { Bounds(lower[position], upper[position]) }

        @inline(__always)
        func add(_ value: Bounds, at position: Int) {
            let old = Bounds(lower[position], upper[position])
            let sum = old.lower == 0 && old.upper == 0 ? value : old + value
            lower[position] = sum.lower
            upper[position] = sum.upper
        }
    }

    let slopes: FastSlopes
    private var arrivals: [Arrivals?]
    private var graph: ExpressionGraph { slopes.graph }

    init(_ slopes: FastSlopes) {
        self.slopes = slopes
        arrivals = [Arrivals?](repeating: nil, count: slopes.graph.nodes.count)
    }

    /// The cotangents of the inputs from those of the outputs; nil where nothing flows.
    mutating func inputs(_ cotangents: [Arrivals?]) -> [Arrivals?] {
        for (output, cotangent) in zip(graph.outputs, cotangents) {
            guard let output, let cotangent, !graph.nodes[output].isLogical else { continue }
            let target = target(output)
            for position in cotangent.lower.indices {
                // Where the function has no value it has no derivative.
                let isReal = slopes.values[output].real[position].isReal
                let seed = cotangent[position]
                if seed.lower == 0, seed.upper == 0 { continue }
                target.add(isReal ? seed : .unknown, at: position)
            }
        }
        for index in graph.nodes.indices.reversed() {
            guard let own = arrivals[index] else { continue }
            propagate(index, own)
            if case .input = graph.nodes[index].operation { continue }
            arrivals[index] = nil
        }
        return graph.inputs.map { arrivals[$0] }
    }

    private mutating func target(_ node: Int) -> Arrivals {
        if let known = arrivals[node] { return known }
        let fresh = Arrivals(count: graph.nodes[node].shape.elementCount)
        arrivals[node] = fresh
        return fresh
    }

    private mutating func propagate(_ index: Int, _ own: Arrivals) {
        let node = graph.nodes[index]
        let count = node.shape.elementCount
        switch node.operation {
        case .input, .number, .tensor: return
        case .reduce(.sum, let length):
            let operand = node.operands[0]
            let target = target(operand.node)
            for element in 0..<count {
                let value = own[element]
                if value.lower == 0, value.upper == 0 { continue }
                for place in element * length..<(element + 1) * length {
                    if let source = operand.map[place] { target.add(value, at: source) }
                }
            }
        case .reduce(let function, let length):
            let operand = node.operands[0]
            guard !graph.nodes[operand.node].isLogical else { return }
            let target = target(operand.node)
            let x = slopes.values[operand.node].real
            for element in 0..<count {
                let value = own[element]
                if value.lower == 0, value.upper == 0 { continue }
                let row = { (i: Int) in operand.map[element * length + i].map { x[$0] } ?? Bounds(point: 0) }
                if function == .product {
                    for (i, slope) in slopes.productSlopes(row, count: length).enumerated() {
                        if let source = operand.map[element * length + i] { target.add(value * slope, at: source) }
                    }
                    continue
                }
                let candidates = slopes.candidates(row, count: length, largest: function == .max)
                for i in candidates {
                    guard let source = operand.map[element * length + i] else { continue }
                    target.add(candidates.count == 1 ? value : value * FastSlopes.zeroToOne, at: source)
                }
            }
        case .power: send(index, own, count, operand: 0)
        case .elementwise(let function):
            let first = function == .select ? 1 : 0
            for place in first..<node.operands.count { send(index, own, count, operand: place) }
        }
    }

    private mutating func send(_ index: Int, _ own: Arrivals, _ count: Int, operand place: Int) {
        let operand = graph.nodes[index].operands[place]
        guard !graph.nodes[operand.node].isLogical, !isConstant(operand.node) else { return }
        let target = target(operand.node)
        let slope = slopes.slope(of: index, operand: place)
        let isChoice =
            switch graph.nodes[index].operation {
            case .elementwise(.select), .elementwise(.maximum), .elementwise(.minimum): true
            default: false
            }
        for element in 0..<count {
            let value = own[element]
            guard value.lower != 0 || value.upper != 0, let source = operand.map[element] else { continue }
            let slope = slope(element)
            // What is not chosen does not count; but 0 times infinity is no number.
            if slope.lower == 0, slope.upper == 0, isChoice || value.magnitude < .infinity { continue }
            target.add(slope.lower == 1 && slope.upper == 1 ? value : value * slope, at: source)
        }
    }

    private func isConstant(_ node: Int) -> Bool {
        switch graph.nodes[node].operation {
        case .number, .tensor: true
        default: false
        }
    }
}
