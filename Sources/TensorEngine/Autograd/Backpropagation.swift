/// Reverse-mode differentiation: cotangents of results are carried back to the nodes they came from.
///
/// Nodes are visited from the youngest to the oldest, so that a node's cotangent is complete when its turn comes. Only
/// nodes on a path to a wanted one are visited.
struct Backpropagation {
    private var cotangents: [GradientNode: [Int: Tensor]] = [:]
    private let wanted: Set<GradientNode>
    private let path: [GradientNode]
    private let onPath: Set<GradientNode>

    /// - Parameter isWanted: the nodes at which to collect cotangents.
    init(from results: [Tensor], isWanted: (GradientNode) -> Bool) {
        let nodes = GradientNode.reachable(from: results.compactMap(\.history?.node))
        wanted = Set(nodes.filter(isWanted))
        var onPath = wanted
        for node in nodes where node.sources.contains(where: { $0.map { onPath.contains($0.node) } ?? false }) {
            onPath.insert(node)
        }
        self.onPath = onPath
        path = nodes.reversed().filter { onPath.contains($0) }
    }

    /// The wanted nodes, from the youngest to the oldest.
    var targets: [GradientNode] { path.filter { wanted.contains($0) } }

    /// The cotangent of each wanted node that the results depend on.
    ///
    /// - Precondition: cotangents have the types of the results.
    mutating func run(_ results: [Tensor], cotangents seeds: [Tensor]) -> [GradientNode: Tensor] {
        for (result, seed) in zip(results, seeds) { add(seed, to: result.history) }
        for node in path {
            guard let own = cotangents[node] else { continue }
            switch node.kind {
            case .leaf: break
            case .argument(let source): if let cotangent = own[0] { add(cotangent, to: source) }
            case .call(let operation, let inputs, let attributes, let outputs):
                pullBack(own, through: operation, inputs, attributes, outputs, at: node)
            }
            if !wanted.contains(node) { cotangents[node] = nil }
        }
        return cotangents.compactMapValues { $0[0] }
    }

    private mutating func add(_ cotangent: Tensor, to history: GradientHistory?) {
        guard let history, onPath.contains(history.node) else { return }
        if let sum = cotangents[history.node]?[history.position] {
            cotangents[history.node]?[history.position] = sum + cotangent
        } else {
            cotangents[history.node, default: [:]][history.position] = cotangent
        }
    }

    /// A derivative that is wrong is a programmer's error, unless somebody came to find it.
    private static func refuse(_ mistake: String) {
        guard let log = Context.current.mistakes else { trap(mistake) }
        log.note(mistake)
    }

    private mutating func pullBack(
        _ own: [Int: Tensor], through operation: Operation, _ inputs: [Tensor], _ attributes: Attributes,
        _ outputs: [Tensor], at node: GradientNode
    ) {
        guard let derivative = operation.derivative else {
            Self.refuse("\(operation.name) has no derivative")
            return
        }
        var tracked = outputs
        for position in outputs.indices where outputs[position].dtype.isFloatingPoint {
            tracked[position].history = GradientHistory(node: node, position: position)
        }
        let call = DerivativeCall(
            inputs: inputs, outputs: tracked, attributes: attributes,
            cotangents: outputs.enumerated().map { own[$0] ?? .zeros($1.shape, dtype: $1.dtype) },
            needsCotangent: inputs.map { $0.history.map { onPath.contains($0.node) } ?? false })
        let results = derivative(call)
        if results.count != inputs.count {
            Self.refuse(
                "the derivative of \(operation.name) returned \(results.count) cotangents for \(inputs.count) inputs")
            return
        }
        for (input, (needed, cotangent)) in zip(inputs, zip(call.needsCotangent, results)) {
            guard needed, let cotangent else { continue }
            if cotangent.type != input.type {
                Self.refuse(
                    "the derivative of \(operation.name) returned \(cotangent.type) for an input \(input.type)")
                continue
            }
            // What is handed on as it was given is a constant where nothing was computed of it yet.
            let isHandedOn = call.cotangents.contains { $0.identity == cotangent.identity }
            for recorder in Context.current.recorders where !isHandedOn && !recorder.knows(cotangent.identity) {
                recorder.note("the derivative of \(operation.name) is not made of engine operations")
            }
            add(cotangent, to: input.history)
        }
    }
}

extension GradientNode {
    /// The nodes that the given ones were computed from, and these, from the oldest to the youngest.
    static func reachable(from nodes: [GradientNode]) -> [GradientNode] {
        var found = Set(nodes)
        var open = Array(found)
        while let node = open.popLast() {
            for case let source? in node.sources where found.insert(source.node).inserted { open.append(source.node) }
        }
        return found.sorted { $0.age < $1.age }
    }
}
