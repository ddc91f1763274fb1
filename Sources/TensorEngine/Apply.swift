/// Calls an operation: checks the operands, runs the kernel, and records the call for gradients and captures.
///
/// Everything that the engine computes goes through here.
///
/// - Precondition: the operation's shape rule accepts the inputs.
public func apply(_ operation: Operation, _ inputs: [Tensor], _ attributes: Attributes = [:]) -> [Tensor] {
    let types: [TensorType]
    do {
        types = try operation.shapeRule(inputs.map(\.type), attributes)
    } catch {
        trap("\(operation.name): \(error)")
    }
    let context = Context.current
    let blind = context.recorders.filter { !$0.isKnown(operation.specification) }
    let computed = run(operation, inputs, attributes, in: context, recordedBy: blind)
    var outputs = computed
    if outputs.map(\.type) != types {
        let (got, expected) = (outputs.map(\.type), types)
        trap("\(operation.name): the kernel returned \(got), the shape rule says \(expected)")
    }
    for position in outputs.indices { outputs[position].identity = .next() }
    for recorder in context.recorders where recorder.isKnown(operation.specification) {
        recorder.record(operation.specification, attributes, inputs: inputs, outputs: outputs)
    }
    for recorder in blind { recorder.adopt(operation.name, outputs, from: computed) }
    if context.recordsGradients && inputs.contains(where: { $0.history != nil }) {
        let call = GradientNode(
            .call(operation, inputs: inputs, attributes: attributes, outputs: outputs))
        for position in outputs.indices where outputs[position].dtype.isFloatingPoint {
            outputs[position].history = GradientHistory(node: call, position: position)
        }
    }
    return outputs
}

/// The outputs of the kernel alone, without history. A kernel that is written in engine operations is not recorded but by
/// captures that do not know the operation.
private func run(
    _ operation: Operation, _ inputs: [Tensor], _ attributes: Attributes, in context: Context,
    recordedBy recorders: [Recorder]
) -> [Tensor] {
    let bare = inputs.map { $0.withoutHistory() }
    if context.recorders.isEmpty { return operation.kernel(bare, attributes).map { $0.withoutHistory() } }
    return Context.with({ $0.recorders = recorders }) { operation.kernel(bare, attributes).map { $0.withoutHistory() } }
}
