/// The graph of what a function computes at given inputs.
///
/// Captures nest, and run independently in concurrent tasks.
///
/// - Parameter isKnown: whether an operation has a specification, by that name. The kernels of others are recorded in
///   their place; one that is not made of engine operations is listed in `opaque`.
public func capture(
    inputs: [Tensor], isKnown: @escaping @Sendable (String) -> Bool = { _ in true }, _ body: ([Tensor]) -> [Tensor]
) -> CapturedGraph {
    let inputs = inputs.map { $0.renamed() }
    let recorder = Recorder(inputs: inputs, isKnown: isKnown)
    let outputs = Context.with({ $0.recorders.append(recorder) }) { body(inputs) }
    return recorder.graph(outputs: outputs)
}

/// The values and gradients of a function, and the graph of its gradients: what the backward pass computes, together
/// with what it needs of the forward pass.
///
/// The graph's inputs are those of the function followed by the cotangents; its outputs are the gradients, nil where
/// the values do not depend on an input.
///
/// - Precondition: the inputs are floating-point; cotangents have the types of the values.
public func captureBackward(
    at inputs: [Tensor], cotangents: [Tensor], of function: ([Tensor]) -> [Tensor]
) -> (values: [Tensor], gradients: [Tensor?], graph: CapturedGraph) {
    let inputs = inputs.map { $0.renamed() }
    let cotangents = cotangents.map { $0.renamed() }
    let recorder = Recorder(inputs: inputs + cotangents)
    let (values, gradients) = Context.with({ $0.recorders.append(recorder) }) {
        let (values, pull) = pullback(at: inputs, of: function)
        return (values, pull(cotangents))
    }
    return (values, gradients, recorder.graph(outputs: gradients))
}

/// The values and gradients of a function, and the graph of both: its outputs are the values, then the gradients, nil
/// where the values do not depend on an input. The forward pass comes before the backward pass.
///
/// - Parameter isKnown: whether an operation has a specification, by that name. The kernels of others are recorded in
///   their place; one that is not made of engine operations is listed in `opaque`.
/// - Precondition: the inputs are floating-point; cotangents have the types of the values.
public func captureGradients(
    at inputs: [Tensor], isKnown: @escaping @Sendable (String) -> Bool, of function: ([Tensor]) -> [Tensor],
    cotangents: ([Tensor]) -> [Tensor]
) -> (values: [Tensor], gradients: [Tensor?], graph: CapturedGraph) {
    let inputs = inputs.map { $0.renamed() }
    // Cotangents become inputs once the values' types are known.
    let recorder = Recorder(inputs: inputs, isKnown: isKnown)
    let (values, gradients) = Context.with({ $0.recorders.append(recorder) }) {
        let (values, pull) = pullback(at: inputs, of: function)
        let seeds = cotangents(values).map { $0.renamed() }
        for seed in seeds { recorder.addInput(seed) }
        return (values, pull(seeds))
    }
    return (values, gradients, recorder.graph(outputs: values + gradients))
}

extension Tensor {
    /// The same value under a name of its own, so that one tensor can be two inputs.
    fileprivate func renamed() -> Tensor {
        var copy = self
        copy.identity = .next()
        for recorder in Context.current.recorders { recorder.identify(copy.identity, with: identity) }
        return copy
    }
}
