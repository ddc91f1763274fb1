/// What a function computes, with a derivative of the caller's own in place of the engine's.
///
/// Gradients flow to `inputs` only, and through `derivative`, which is given the inputs, the values and the cotangents
/// of the values:
///
///     let y = withDerivative([x], of: { [log1p(exp($0[0]))] }) { call in
///         [call.cotangent * sigmoid(call.inputs[0])]
///     }
///
/// The function is recorded by captures as what it consists of, so a derivative that is written in engine operations can
/// be compared with the function's own.
///
/// - Parameters:
///   - name: what messages call the function; the place of the call unless given.
/// - Precondition: the derivative returns one cotangent for each input, of its type, or nil.
public func withDerivative(
    named name: String? = nil, _ inputs: [Tensor], of function: @escaping @Sendable ([Tensor]) -> [Tensor],
    file: String = #fileID, line: Int = #line, derivative: @escaping Operation.Derivative
) -> [Tensor] {
    let name = name ?? "the function with a derivative of its own at \(file):\(line)"
    var values = withoutGradients { function(inputs.map { $0.withoutHistory() }) }.map { $0.withoutHistory() }
    guard Context.current.recordsGradients, inputs.contains(where: { $0.history != nil }) else { return values }
    let types = values.map(\.type)
    let operation = Operation(
        name: name, shapeRule: { _, _ in types }, kernel: { inputs, _ in function(inputs) }, derivative: derivative)
    let call = GradientNode(.call(operation, inputs: inputs, attributes: [:], outputs: values))
    for position in values.indices where values[position].dtype.isFloatingPoint {
        values[position].history = GradientHistory(node: call, position: position)
    }
    return values
}
