/// What a function of tensors computed: its calls of operations, in order.
///
/// Attributes, constants and the path taken are those of one run; `unseen` says what may have influenced them without
/// being recorded.
public struct CapturedGraph: Sendable {
    public enum Node: Sendable, Hashable {
        /// The input with a number.
        case input(Int)

        /// A tensor that was not computed inside: a literal, or captured by the closure.
        case constant(HostArray)

        /// A call of an operation, by the name of its specification. Operands are numbers of earlier nodes. An
        /// operation with several results is followed by `result` nodes.
        case call(operation: String, attributes: Attributes, operands: [Int])

        /// One of the results, but not the first, of the call with a number.
        case result(Int, of: Int)
    }

    /// Operands before those that use them; the inputs first.
    public let nodes: [Node]

    /// What each node was, as computed.
    public let values: [Tensor]

    /// The node of each output, nil where there is none.
    public let outputs: [Int?]

    /// What could not be recorded: host reads, mutation, derivatives that are not made of engine operations. Empty
    /// when the graph is all there is.
    public let unseen: [String]

    /// The operations that have no specification and whose kernels are not made of engine operations, so that nothing is
    /// known of what they compute. Empty unless such kernels were asked for.
    public let opaque: [String]

    /// The names of the operations called, in order.
    public var operationNames: [String] {
        nodes.compactMap { if case .call(let operation, _, _) = $0 { operation } else { nil } }
    }
}

extension CapturedGraph {
    /// Without calls and constants that no output depends on. Inputs stay.
    func pruned() -> CapturedGraph {
        var isNeeded = nodes.map { if case .input = $0 { true } else { false } }
        for case let output? in outputs { isNeeded[output] = true }
        for index in nodes.indices.reversed() where isNeeded[index] {
            for operand in nodes[index].operands { isNeeded[operand] = true }
        }
        var places = [Int](repeating: 0, count: nodes.count)
        var kept: [Node] = []
        var keptValues: [Tensor] = []
        for index in nodes.indices where isNeeded[index] {
            places[index] = kept.count
            kept.append(nodes[index].replacingOperands { places[$0] })
            keptValues.append(values[index])
        }
        return CapturedGraph(
            nodes: kept, values: keptValues, outputs: outputs.map { $0.map { places[$0] } }, unseen: unseen,
            opaque: opaque)
    }
}

extension CapturedGraph.Node {
    fileprivate var operands: [Int] {
        switch self {
        case .input, .constant: []
        case .call(_, _, let operands): operands
        case .result(_, let call): [call]
        }
    }

    fileprivate func replacingOperands(_ place: (Int) -> Int) -> Self {
        switch self {
        case .input, .constant: self
        case .call(let operation, let attributes, let operands):
            .call(operation: operation, attributes: attributes, operands: operands.map(place))
        case .result(let position, let call): .result(position, of: place(call))
        }
    }
}
