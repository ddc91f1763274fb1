import Synchronization

/// A graph capture under way. Values are followed by their identity.
final class Recorder: Sendable {
    private struct State {
        var nodes: [CapturedGraph.Node]
        var values: [Tensor]
        var places: [ValueIdentity: Int]
        var unseen: [String] = []
        var opaque: [String] = []

        /// The node of a value; one that was not computed here becomes a constant.
        mutating func place(of tensor: Tensor) -> Int {
            if let place = places[tensor.identity] { return place }
            append(.constant(tensor.unobservedHostArray), tensor)
            places[tensor.identity] = nodes.count - 1
            return nodes.count - 1
        }

        mutating func append(_ node: CapturedGraph.Node, _ value: Tensor) {
            nodes.append(node)
            values.append(value.withoutHistory())
        }
    }

    private let state: Mutex<State>

    /// Whether calls of an operation are recorded, by the name of its specification. Of other operations the kernel is.
    let isKnown: @Sendable (String) -> Bool

    /// - Precondition: the inputs have different identities.
    init(inputs: [Tensor], isKnown: @escaping @Sendable (String) -> Bool = { _ in true }) {
        self.isKnown = isKnown
        let places = inputs.enumerated().map { ($1.identity, $0) }
        state = Mutex(
            State(
                nodes: inputs.indices.map { .input($0) }, values: inputs.map { $0.withoutHistory() },
                places: Dictionary(uniqueKeysWithValues: places)))
    }

    /// Makes a value the next input. Its number is that of the inputs so far.
    func addInput(_ tensor: Tensor) {
        state.withLock { state in
            let count = state.nodes.reduce(0) { if case .input = $1 { $0 + 1 } else { $0 } }
            state.append(.input(count), tensor)
            state.places[tensor.identity] = state.nodes.count - 1
        }
    }

    func record(_ operation: String, _ attributes: Attributes, inputs: [Tensor], outputs: [Tensor]) {
        state.withLock { state in
            let operands = inputs.map { state.place(of: $0) }
            let call = state.nodes.count
            let node = CapturedGraph.Node.call(operation: operation, attributes: attributes, operands: operands)
            for (position, output) in outputs.enumerated() {
                state.append(position == 0 ? node : .result(position, of: call), output)
                state.places[output.identity] = state.nodes.count - 1
            }
        }
    }

    /// Makes one value another name for a second one.
    func identify(_ new: ValueIdentity, with old: ValueIdentity) {
        state.withLock { $0.places[new] = $0.places[old] }
    }

    /// Notes the call of an operation whose kernel was recorded in its place: its results are those of the kernel under new
    /// names. A result that the kernel did not compute with engine operations makes the call opaque.
    func adopt(_ operation: String, _ outputs: [Tensor], from kernel: [Tensor]) {
        state.withLock { state in
            for (output, original) in zip(outputs, kernel) {
                state.places[output.identity] = state.places[original.identity]
                if state.places[output.identity] == nil, !state.opaque.contains(operation) {
                    state.opaque.append(operation)
                }
            }
        }
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
            return CapturedGraph(
                nodes: state.nodes, values: state.values, outputs: places, unseen: state.unseen, opaque: state.opaque
            ).pruned()
        }
    }
}
