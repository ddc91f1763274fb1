public import Multiprecision
public import Specifications
public import Values

/// Which derivative to take where a definition has two: at a tie of `max`, at the kink of `abs`.
///
/// A function that is differentiable at a point in spite of a kink inside (softmax shifted by a maximum that two
/// elements share) has the same derivative under both. A function with a kink nearly always has not; the exceptions are
/// kinks that cancel in both policies at once, such as `maximum(x, 0) + maximum(0, x)`.
///
/// Where more than two elements tie for a maximum, those between the first and the last get nothing under either; the
/// third policy lets all share evenly, which shows their kink.
public enum KinkPolicy: Sendable {
    case first, last, even

    /// Every choice at once: slopes are the hull of what they could be, so whatever a convention chooses lies inside. What
    /// cancels between two kinks does not cancel any more.
    case hull

    /// The policies that can differ for a graph, `first` before the others.
    public static func policies(for graph: ExpressionGraph) -> [KinkPolicy] {
        var hasKinks = false
        for node in graph.nodes {
            switch node.operation {
            case .reduce(.max, _), .reduce(.min, _): return [.first, .last, .even]
            case .elementwise(.abs), .elementwise(.maximum), .elementwise(.minimum), .elementwise(.select):
                hasKinks = true
            default: break
            }
        }
        return hasKinks ? [.first, .last] : [.first]
    }
}

/// Certified gradients of a definition: reverse mode over intervals.
public struct AdjointEvaluator: Sendable {
    public let precision: Int
    public let policy: KinkPolicy

    public init(precision: Int, policy: KinkPolicy = .first) {
        self.precision = precision
        self.policy = policy
    }

    /// The gradient with respect to each input.
    public struct Gradient: Sendable {
        /// Enclosures of the elements.
        public let elements: [Interval]
        /// For each element, the sum of the absolute values of all contributions along all paths, |J|^T |cotangent|:
        /// the condition scale of the gradient. Empty unless asked for.
        public let scales: [Interval]
        /// For each element, the number of contributions that meet there.
        public let terms: [Int]
    }

    /// Gradients of the sum over outputs of cotangent times output.
    ///
    /// - Parameters:
    ///   - cotangents: one tensor an output, finite.
    ///   - withScales: whether to compute the condition scales too, which doubles the cost.
    public func gradients(
        _ graph: ExpressionGraph, _ inputs: [HostArray], cotangents: [HostArray], withScales: Bool = false
    ) -> [Gradient] {
        var arithmetic = EnclosureEvaluator(precision: precision)
        arithmetic.flipsTies = policy == .last
        let values = arithmetic.evaluate(graph, inputs: inputs.map(arithmetic.elements))
        var walk = Walk(graph: graph, values: values, arithmetic: arithmetic, policy: policy, withScales: withScales)
        for (output, cotangent) in zip(graph.outputs, cotangents) {
            guard let output, !graph.nodes[output].isLogical else { continue }
            let reals = values[output].real
            for (position, element) in arithmetic.elements(cotangent).enumerated() {
                // Where the function has no value it has no derivative, whatever its formula's slope says.
                let seed = reals[position].isEmpty || !reals[position].isTotal ? Self.noValue(reals[position]) : element
                walk.add(to: output, position, seed, scale: withScales ? seed.abs() : nil)
            }
        }
        for node in graph.nodes.indices.reversed() { walk.propagate(node) }
        return graph.inputs.map { node in
            let zero = Interval(0, precision: precision)
            return Gradient(
                elements: walk.adjoints[node].map { $0 ?? zero }, scales: walk.scales[node].map { $0 ?? zero },
                terms: walk.terms[node])
        }
    }
}

extension AdjointEvaluator {
    /// The cotangents of the inputs of a graph whose values are known, from those of its outputs; nil where nothing flows.
    func propagate(
        _ graph: ExpressionGraph, _ values: [NodeValue<Interval>], cotangents: [[Interval?]?]
    ) -> [[Interval?]] {
        let arithmetic = EnclosureEvaluator(precision: precision)
        var walk = Walk(graph: graph, values: values, arithmetic: arithmetic, policy: policy, withScales: false)
        for (output, cotangent) in zip(graph.outputs, cotangents) {
            guard let output, let cotangent, !graph.nodes[output].isLogical else { continue }
            let reals = values[output].real
            for (position, element) in cotangent.enumerated() {
                guard let element, !element.isZero else { continue }
                let isReal = !reals[position].isEmpty && reals[position].isTotal
                walk.add(to: output, position, isReal ? element : Self.noValue(reals[position]), scale: nil)
            }
        }
        for node in graph.nodes.indices.reversed() { walk.propagate(node) }
        return graph.inputs.map { walk.adjoints[$0] }
    }

    /// Nothing, or for a value that may exist after all (a higher precision will tell) anything.
    private static func noValue(_ real: Interval) -> Interval {
        guard !real.isEmpty else { return real }
        return Interval(
            lower: Interval.entire.lower, upper: Interval.entire.upper, precision: real.precision, isTotal: false)
    }
}

/// The state of one reverse pass.
private struct Walk {
    let graph: ExpressionGraph
    let values: [NodeValue<Interval>]
    let arithmetic: EnclosureEvaluator
    let policy: KinkPolicy
    let withScales: Bool
    /// By node and element; nil where nothing has arrived, which is an exact zero.
    var adjoints: [[Interval?]]
    var scales: [[Interval?]]
    var terms: [[Int]]

    init(
        graph: ExpressionGraph, values: [NodeValue<Interval>], arithmetic: EnclosureEvaluator, policy: KinkPolicy,
        withScales: Bool
    ) {
        self.graph = graph
        self.values = values
        self.arithmetic = arithmetic
        self.policy = policy
        self.withScales = withScales
        let counts = graph.nodes.map { $0.isLogical ? 0 : $0.shape.elementCount }
        adjoints = counts.map { [Interval?](repeating: nil, count: $0) }
        scales = counts.map { [Interval?](repeating: nil, count: withScales ? $0 : 0) }
        terms = counts.map { [Int](repeating: 0, count: $0) }
    }

    mutating func add(to node: Int, _ position: Int, _ value: Interval, scale: Interval?) {
        adjoints[node][position] = adjoints[node][position].map { $0 + value } ?? value
        terms[node][position] += 1
        if let scale { scales[node][position] = scales[node][position].map { $0 + scale } ?? scale }
    }

    /// Sends one contribution, `slope` times what has arrived at the element, to an operand; nil stands for slope 1.
    private mutating func send(
        _ operand: ExpressionGraph.Operand, _ position: Int, _ slope: Interval?, from node: Int, _ element: Int
    ) {
        guard let source = operand.map[position], let adjoint = adjoints[node][element] else { return }
        let scale = withScales ? scales[node][element].map { scale in slope.map { scale * $0.abs() } ?? scale } : nil
        add(to: operand.node, source, slope.map { adjoint * $0 } ?? adjoint, scale: scale)
    }

    mutating func propagate(_ index: Int) {
        let node = graph.nodes[index]
        guard !node.isLogical else { return }
        switch node.operation {
        case .input, .number, .tensor: return
        case .power(let exponent):
            let x = values[node.operands[0].node].real
            for element in adjoints[index].indices where adjoints[index][element] != nil {
                guard let source = node.operands[0].map[element] else { continue }
                let slope =
                    exponent == 0
                    ? Interval(0, precision: arithmetic.precision)
                    : Interval(exponent, precision: arithmetic.precision) * x[source].power(exponent - 1)
                send(node.operands[0], element, slope, from: index, element)
            }
        case .reduce(.sum, let length):
            for element in adjoints[index].indices where adjoints[index][element] != nil {
                for place in element * length..<(element + 1) * length {
                    send(node.operands[0], place, nil, from: index, element)
                }
            }
        case .reduce(let function, let length):
            for element in adjoints[index].indices where adjoints[index][element] != nil {
                for (place, slope) in reductionSlopes(function, node, element, length: length) {
                    send(node.operands[0], place, slope, from: index, element)
                }
            }
        case .elementwise(let function):
            for element in adjoints[index].indices where adjoints[index][element] != nil {
                if function == .identity || function == .add {
                    for operand in node.operands { send(operand, element, nil, from: index, element) }
                    continue
                }
                for (place, slope) in slopes(function, node, index, element) {
                    send(node.operands[place], element, slope, from: index, element)
                }
            }
        }
    }

    private func argument(_ node: ExpressionGraph.Node, _ place: Int, _ element: Int) -> Interval {
        let operand = node.operands[place]
        return operand.map[element].map { values[operand.node].real[$0] } ?? arithmetic.constant(0)
    }

    /// The partial derivatives of an elementwise function, by argument.
    private func slopes(
        _ function: ElementwiseFunction, _ node: ExpressionGraph.Node, _ index: Int, _ element: Int
    ) -> [(Int, Interval)] {
        let one = Interval(1, precision: arithmetic.precision)
        if function == .select {
            let conditions = values[node.operands[0].node].logical
            switch node.operands[0].map[element].map({ conditions[$0] }) ?? .no {
            case .yes: return [(1, one)]
            case .no: return [(2, one)]
            case .unknown: return [(1, Self.zeroToOne(one)), (2, Self.zeroToOne(one))]
            }
        }
        let x = argument(node, 0, element)
        let value = values[index].real[element]
        switch function {
        case .subtract: return [(0, one), (1, -one)]
        case .negate: return [(0, -one)]
        case .multiply: return [(0, argument(node, 1, element)), (1, x)]
        case .divide:
            let divisor = argument(node, 1, element)
            return [(0, one / divisor), (1, -(value / divisor))]
        case .abs: return [(0, sideOfZero(x, one))]
        case .pow, .atan2:
            let (first, second) = function.partialSlopes(x, argument(node, 1, element), value)
            return [(0, first), (1, second)]
        case .maximum, .minimum:
            let b = argument(node, 1, element)
            let firstIsLess = x.isLess(than: b)
            let wins = function == .maximum ? b.isLess(than: x) : firstIsLess
            if wins == .yes { return [(0, one)] }
            if wins == .no, x.isEqual(to: b) != .yes, x.isEqual(to: b) != .unknown { return [(1, one)] }
            if x.isEqual(to: b) == .yes, policy != .hull { return [(policy == .last ? 1 : 0, one)] }
            return [(0, Self.zeroToOne(one)), (1, Self.zeroToOne(one))]
        default: return [(0, function.slope(at: x, value: value))]
        }
    }

    private func reductionSlopes(
        _ function: ReductionFunction, _ node: ExpressionGraph.Node, _ element: Int, length: Int
    ) -> [(Int, Interval)] {
        let one = Interval(1, precision: arithmetic.precision)
        guard length > 0 else { return [] }
        let places = (0..<length).map { element * length + $0 }
        if function == .product {
            return productSlopes(places.map { argument(node, 0, $0) }).enumerated().map { (places[$0], $1) }
        }
        // The elements that may be the extreme: none is certainly beaten by another.
        let elements = places.map { argument(node, 0, $0) }
        let best = elements.indices.dropFirst().reduce(0) { best, i in
            let beats =
                function == .max ? elements[best].isLess(than: elements[i]) : elements[i].isLess(than: elements[best])
            return beats == .yes ? i : best
        }
        let candidates = elements.indices.filter { i in
            let beaten =
                function == .max ? elements[i].isLess(than: elements[best]) : elements[best].isLess(than: elements[i])
            return beaten != .yes
        }
        let areTied = candidates.allSatisfy { elements[$0].isEqual(to: elements[candidates[0]]) == .yes }
        if areTied, policy == .even, candidates.count > 1 {
            let share = one / Interval(candidates.count, precision: arithmetic.precision)
            return candidates.map { (places[$0], share) }
        }
        if areTied && policy != .hull || candidates.count == 1 {
            return [(places[policy == .last ? candidates[candidates.count - 1] : candidates[0]], one)]
        }
        return candidates.map { (places[$0], Self.zeroToOne(one)) }
    }

    /// For each factor the product of the others, from what is before it and what is after it.
    private func productSlopes(_ factors: [Interval]) -> [Interval] {
        var slopes: [Interval] = []
        var product = Interval(1, precision: arithmetic.precision)
        for factor in factors {
            slopes.append(product)
            product = product * factor
        }
        product = Interval(1, precision: arithmetic.precision)
        for place in factors.indices.reversed() {
            slopes[place] = slopes[place] * product
            product = product * factors[place]
        }
        return slopes
    }

    /// The slope of abs: -1, 1, or at 0 what the policy says.
    private func sideOfZero(_ x: Interval, _ one: Interval) -> Interval {
        if x.isEmpty { return x }
        if x.isZero, policy != .hull { return policy == .last ? -one : one }
        if x.lower.sign > 0 { return one }
        if x.upper.sign < 0 { return -one }
        return Interval(lower: (-one).lower, upper: one.upper)
    }

    private static func zeroToOne(_ one: Interval) -> Interval {
        Interval(0, precision: one.precision).hull(one)
    }
}
