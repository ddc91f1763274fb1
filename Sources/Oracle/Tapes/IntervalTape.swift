public import Multiprecision
internal import Specifications
public import Values

/// Evaluates a tape in interval arithmetic: what bounds in binary64 leave undecided.
public struct IntervalTape {
    let tape: CallTape
    let precision: Int

    public init(_ tape: CallTape, precision: Int) {
        self.tape = tape
        self.precision = precision
    }

    /// Enclosures of the nodes that the computation gives as its outputs; nil for zeros that nothing computes.
    public func outputs(_ inputs: [HostArray]) -> [[Interval]?] {
        let arithmetic = EnclosureEvaluator(precision: precision)
        let walk = TapeWalk(tape, arithmetic, inputs: inputs.map(arithmetic.elements), open: nil)
        return tape.outputs.map { output in
            output.flatMap { if case .real(let elements) = walk.values[$0] { elements } else { nil } }
        }
    }

    /// The derivatives of the sum of cotangent times value, over the given nodes, with respect to the first inputs, those
    /// that are varied. At kinks they enclose whatever a convention chooses.
    public func adjoint(_ inputs: [HostArray], _ seeds: [(node: Int, cotangent: HostArray)]) -> [[Interval]] {
        var arithmetic = EnclosureEvaluator(precision: precision)
        arithmetic.opensTies = true
        let one = Interval(1, precision: precision)
        let zero = Interval(0, precision: precision)
        let walk = TapeWalk(tape, arithmetic, inputs: inputs.map(arithmetic.elements), open: zero.hull(one))
        let evaluator = AdjointEvaluator(precision: precision, policy: .hull)
        var arrivals = [[Interval?]?](repeating: nil, count: tape.steps.count)
        func add(_ values: [Interval?], to node: Int) {
            guard let old = arrivals[node] else {
                arrivals[node] = values
                return
            }
            arrivals[node] = zip(old, values).map { old, new in
                if let old, let new { old + new } else { old ?? new }
            }
        }
        for (node, cotangent) in seeds { add(arithmetic.elements(cotangent).map { $0.isZero ? nil : $0 }, to: node) }
        for index in tape.steps.indices.reversed() {
            guard case .call(let call) = tape.steps[index], tape.isVariable[index] else { continue }
            let own = call.results.map { $0.flatMap { arrivals[$0] } }
            guard own.contains(where: { $0 != nil }) else { continue }
            let arrived = evaluator.propagate(call.definition.graph, walk.insides[index]!, cotangents: own)
            for (operand, values) in zip(call.operands, arrived) where tape.isVariable[operand] && !values.isEmpty {
                add(values, to: operand)
            }
        }
        var results: [[Interval]] = []
        for (index, step) in tape.steps.enumerated() {
            guard case .input(let place) = step, tape.isVariable[index] else { continue }
            results.append(
                arrivals[index]?.map { $0 ?? zero } ?? [Interval](repeating: zero, count: inputs[place].count))
        }
        return results
    }
}
