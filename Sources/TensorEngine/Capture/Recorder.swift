import Synchronization

/// A graph capture under way. Values are followed by their identity.
final class Recorder: Sendable {
    private struct State {
        var nodes: [CapturedGraph.Node]
        var places: [ValueIdentity: Int]
        var unseen: [String] = []

        /// The node of a value; one that was not computed here becomes a constant.
        mutating func place(of tensor: Tensor) -> Int {
            if let place = places[tensor.identity] { return place }
            nodes.append(.constant(tensor.unobservedHostArray))
            places[tensor.identity] = nodes.count - 1
            return nodes.count - 1
        }
    }

    private let state: Mutex<State>

    /// - Precondition: the inputs have different identities.
    init(inputs: [Tensor]) {
        let places = inputs.enumerated().map { ($1.identity, $0) }
        state = Mutex(
            State(nodes: inputs.indices.map { .input($0) }, places: Dictionary(uniqueKeysWithValues: places)))
    }

    func record(_ operation: String, _ attributes: Attributes, inputs: [Tensor], outputs: [Tensor]) {
        state.withLock { state in
            let operands = inputs.map { state.place(of: $0) }
            state.nodes.append(.call(operation: operation, attributes: attributes, operands: operands))
            let call = state.nodes.count - 1
            for (position, output) in outputs.enumerated() {
                if position > 0 { state.nodes.append(.result(position, of: call)) }
                state.places[output.identity] = state.nodes.count - 1
            }
        }
    }

    /// Makes one value another name for a second one.
    func identify(_ new: ValueIdentity, with old: ValueIdentity) {
        state.withLock { $0.places[new] = $0.places[old] }
    }

    func note(_ unseen: String) { state.withLock { $0.unseen.append(unseen) } }

    /// Whether the value has a node.
    func knows(_ identity: ValueIdentity) -> Bool { state.withLock { $0.places[identity] != nil } }

    /// Whether the value is an input or was computed during the capture.
    func isComputed(_ identity: ValueIdentity) -> Bool {
        state.withLock { state in
            guard let place = state.places[identity] else { return false }
            if case .constant = state.nodes[place] { return false }
            return true
        }
    }

    func graph(outputs: [Tensor?]) -> CapturedGraph {
        state.withLock { state in
            let places = outputs.map { $0.map { state.place(of: $0) } }
            return CapturedGraph(nodes: state.nodes, outputs: places, unseen: state.unseen).pruned()
        }
    }
}
