/// The values of a function, and the map from cotangents of the values to cotangents of the inputs (the
/// vector-Jacobian product), nil where the values do not depend on an input.
///
/// The function may itself differentiate, and so may the map's caller: cotangents carry the history they need.
///
/// - Precondition: the inputs are floating-point; cotangents have the types of the values.
public func pullback(
    at inputs: [Tensor], of function: ([Tensor]) -> [Tensor]
) -> (values: [Tensor], pullback: ([Tensor]) -> [Tensor?]) {
    for input in inputs where !input.dtype.isFloatingPoint {
        trap("cannot differentiate with respect to a \(input.type) tensor")
    }
    let outer = Context.current.recordsGradients
    let arguments = inputs.map { $0.with(.argument(source: outer ? $0.history : nil)) }
    let nodes = Set(arguments.compactMap(\.history?.node))
    let outputs = Context.with({ $0.recordsGradients = true }) { function(arguments) }
    for node in nodes { node.isFinished.store(true, ordering: .releasing) }

    // The results have a history of their own if they depend on anything but these arguments.
    let isOpen =
        outer && GradientNode.reachable(from: outputs.compactMap(\.history?.node)).contains { $0.isOpen(nodes) }
    func pull(_ cotangents: [Tensor]) -> [Tensor?] {
        check(cotangents, for: outputs)
        let recordsGradients =
            isOpen || Context.current.recordsGradients && cotangents.contains { $0.history != nil }
        return Context.with({ $0.recordsGradients = recordsGradients }) {
            var pass = Backpropagation(from: outputs) { nodes.contains($0) }
            let found = pass.run(outputs, cotangents: cotangents)
            return arguments.map { argument in argument.history.flatMap { found[$0.node] } }
        }
    }
    return (isOpen ? outputs : outputs.map { $0.withoutHistory() }, pull)
}

extension GradientNode {
    /// Whether a differentiation other than that of the arguments `own` may ask for this node's cotangent: it is a
    /// leaf, or the argument of a function that encloses this one.
    fileprivate func isOpen(_ own: Set<GradientNode>) -> Bool {
        switch kind {
        case .leaf: true
        case .argument(let source): source == nil && !own.contains(self) && !isFinished.load(ordering: .acquiring)
        case .call: false
        }
    }
}

private func check(_ cotangents: [Tensor], for outputs: [Tensor]) {
    if cotangents.map(\.type) != outputs.map(\.type) {
        trap("cotangents \(cotangents.map(\.type)) do not match the values \(outputs.map(\.type))")
    }
}
