internal import Multiprecision
internal import Specifications
internal import Values

/// The values of a tape in another arithmetic than bounds in binary64.
struct TapeWalk<Arithmetic: GraphArithmetic> {
    /// By node.
    var values: [NodeValue<Arithmetic.Scalar>] = []
    /// The values inside of calls, by node.
    var insides: [Int: [NodeValue<Arithmetic.Scalar>]] = [:]

    /// - Parameters:
    ///   - inputs: the elements of each input.
    ///   - limit: nodes from here on are left out.
    ///   - open: what stands for a truth value that is left open, where it is; otherwise the recorded run decides.
    init(
        _ tape: CallTape, _ arithmetic: Arithmetic, inputs: [[Arithmetic.Scalar]], open: Arithmetic.Scalar?
    ) {
        for (index, step) in tape.steps.enumerated() {
            switch step {
            case .input(let place): values.append(.real(inputs[place]))
            case .constant(let array):
                values.append(.real((0..<array.count).map { Self.element(array, $0, arithmetic) }))
            case .result(let position, let call):
                values.append(
                    Self.value(tape, arithmetic, insides[call]!, call, position: position, node: index, open: open))
            case .call(let call):
                let given = call.operands.map { Self.numbers(values[$0], arithmetic, open: open) }
                let inside = arithmetic.evaluate(call.definition.graph, inputs: given)
                insides[index] = inside
                values.append(Self.value(tape, arithmetic, inside, index, position: 0, node: index, open: open))
            }
        }
    }

    private static func value(
        _ tape: CallTape, _ arithmetic: Arithmetic, _ inside: [NodeValue<Arithmetic.Scalar>], _ owner: Int,
        position: Int,
        node: Int, open: Arithmetic.Scalar?
    ) -> NodeValue<Arithmetic.Scalar> {
        guard case .call(let call) = tape.steps[owner] else { preconditionFailure("a result belongs to a call") }
        let recorded = tape.recorded[node]
        guard let place = call.definition.graph.outputs[position] else {
            return .real((0..<recorded.count).map { _ in arithmetic.constant(0) })
        }
        // Indices are what they were.
        if recorded.dtype == .int64 { return .real((0..<recorded.count).map { arithmetic.element(recorded, $0) }) }
        guard case .logical(let truths) = inside[place], open == nil else { return inside[place] }
        return .logical(
            truths.enumerated().map { element, truth in
                truth == .unknown ? (recorded.double(at: element) != 0 ? .yes : .no) : truth
            })
    }

    /// Infinities among constants are part of the formula.
    private static func element(_ array: HostArray, _ position: Int, _ arithmetic: Arithmetic) -> Arithmetic.Scalar {
        let value = array.double(at: position)
        if value.isFinite { return arithmetic.element(array, position) }
        if value.isNaN { return arithmetic.number(.nan) }
        return value > 0 ? arithmetic.number(.infinity) : arithmetic.unary(.negate, arithmetic.number(.infinity))
    }

    private static func numbers(
        _ value: NodeValue<Arithmetic.Scalar>, _ arithmetic: Arithmetic, open: Arithmetic.Scalar?
    ) -> [Arithmetic.Scalar] {
        switch value {
        case .real(let elements): elements
        case .logical(let truths):
            truths.map { $0 == .yes ? arithmetic.constant(1) : $0 == .no ? arithmetic.constant(0) : open! }
        }
    }
}
