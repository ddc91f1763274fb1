import Synchronization

/// Which result of which node a tensor is.
struct GradientHistory: Sendable {
    let node: GradientNode
    let position: Int
}

/// A point of the graph that gradients flow back through.
///
/// Nodes refer to what they were computed from, never to what was computed from them: the graph is acyclic and lives
/// as long as its results do.
final class GradientNode: Sendable {
    enum Kind: Sendable {
        /// A tensor that was told to require gradients, and collects them.
        case leaf

        /// An argument of a differentiated function: it stands for its source, whose own history (if any) belongs to
        /// an outer differentiation.
        case argument(source: GradientHistory?)

        /// A call. Its outputs are held without their histories, which would be cycles.
        case call(Operation, inputs: [Tensor], attributes: Attributes, outputs: [Tensor])
    }

    /// Constant while anyone can see the node; `deinit` takes it apart.
    nonisolated(unsafe) private(set) var kind: Kind

    /// Grows in the order of creation, so that no node is older than what it was computed from.
    let age = ValueIdentity.next()

    /// Whether the function that an argument was passed to has returned. From then on only its own pullback asks for
    /// the argument's cotangent.
    let isFinished = Atomic(false)

    /// The gradient collected by a leaf.
    let gradient = Mutex<Tensor?>(nil)

    init(_ kind: Kind) { self.kind = kind }

    /// Takes apart what only this node holds with a list of its own: the nodes of a long computation would otherwise
    /// release each other recursively, and exhaust the stack.
    deinit {
        var doomed = takeSources()
        while var node = doomed.popLast() {
            if isKnownUniquelyReferenced(&node) { doomed += node.takeSources() }
        }
    }

    /// - Precondition: nobody else can see the node.
    private func takeSources() -> [GradientNode] {
        let nodes = sources.compactMap { $0?.node }
        if !nodes.isEmpty { kind = .leaf }
        return nodes
    }

    /// The histories of what this node was computed from, nil where there is none.
    var sources: [GradientHistory?] {
        switch kind {
        case .leaf: []
        case .argument(let source): [source]
        case .call(_, let inputs, _, _): inputs.map(\.history)
        }
    }

    var isLeaf: Bool { if case .leaf = kind { true } else { false } }
}

extension GradientNode: Hashable {
    static func == (left: GradientNode, right: GradientNode) -> Bool { left === right }

    func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}

extension Tensor {
    /// The same value, through which no gradient flows.
    func withoutHistory() -> Tensor {
        var copy = self
        copy.history = nil
        return copy
    }

    /// The same value as the only result of a new node.
    func with(_ kind: GradientNode.Kind) -> Tensor {
        var copy = self
        copy.history = GradientHistory(node: GradientNode(kind), position: 0)
        return copy
    }
}
