/// A call of an operation that gradients flow back through.
public struct RecordedCall: Sendable {
    public let operation: Operation
    public let inputs: [Tensor]
    public let attributes: Attributes
    public let outputs: [Tensor]

    /// For each input, whether gradients flow on from there.
    public let isPassing: [Bool]
}

/// The calls that the gradient of a function flows back through, from the first to the last, with what they were given at
/// the inputs. Differentiations inside the function are not looked into.
///
/// - Precondition: the inputs are floating-point.
public func recordedCalls(at inputs: [Tensor], of function: ([Tensor]) -> [Tensor]) -> [RecordedCall] {
    let arguments = inputs.map { $0.with(.argument(source: nil)) }
    let own = Set(arguments.compactMap(\.history?.node))
    let outputs = Context.with({ $0.recordsGradients = true }) { function(arguments) }
    for node in own { node.isFinished.store(true, ordering: .releasing) }
    var onPath = own
    var calls: [RecordedCall] = []
    for node in GradientNode.reachable(from: outputs.compactMap(\.history?.node)) {
        guard case .call(let operation, let inputs, let attributes, let outputs) = node.kind else { continue }
        let isPassing = inputs.map { $0.history.map { onPath.contains($0.node) } ?? false }
        guard isPassing.contains(true) else { continue }
        onPath.insert(node)
        calls.append(
            RecordedCall(
                operation: operation, inputs: inputs.map { $0.withoutHistory() }, attributes: attributes,
                outputs: outputs, isPassing: isPassing))
    }
    return calls
}
