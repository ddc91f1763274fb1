internal import Specifications
internal import TensorEngine
internal import Values

/// One run of a function and of its backward pass, as numbers and as calls of operations.
struct TracedPass {
    let values: [HostArray]
    /// The gradients with respect to the differentiated inputs, nil where the values do not depend on one.
    let gradients: [HostArray?]
    let cotangents: [HostArray]
    let captured: CapturedGraph
    /// The same with its inputs: those that are differentiated, then the cotangents. Its outputs are the values, then the
    /// gradients.
    let graph: OperationGraph

    /// - Parameter cotangents: those of the values, by their types.
    init(
        _ function: ([Tensor]) -> [Tensor], at inputs: [Tensor], catalog: SpecificationCatalog,
        cotangents: ([Tensor]) -> [Tensor]
    ) throws {
        var seeds: [Tensor] = []
        let known = Set(catalog.operations)
        let ((values, gradients, captured), mistakes) = collectingMistakes {
            captureGradients(at: inputs, isKnown: { known.contains($0) }, of: function) { values in
                seeds = cotangents(values)
                return seeds
            }
        }
        if let mistake = mistakes.first { throw GradientCheckError(mistake) }
        self.values = values.map(\.hostArray)
        self.gradients = gradients.map { $0?.hostArray }
        self.cotangents = seeds.map(\.hostArray)
        self.captured = captured
        graph = OperationGraph(
            inputs: (inputs + seeds).map { GraphInput($0.hostArray) }, nodes: captured.nodes.map(\.operationNode),
            outputs: captured.outputs, unseen: captured.unseen)
    }

    /// The forward pass alone.
    var forward: OperationGraph {
        OperationGraph(
            inputs: graph.inputs, nodes: graph.nodes, outputs: Array(graph.outputs.prefix(values.count)),
            unseen: graph.unseen)
    }

    /// The backward pass, and what it needs of the forward pass.
    var backward: OperationGraph {
        OperationGraph(
            inputs: graph.inputs, nodes: graph.nodes, outputs: Array(graph.outputs.dropFirst(values.count)),
            unseen: graph.unseen)
    }
}

extension CapturedGraph.Node {
    fileprivate var operationNode: OperationGraph.Node {
        switch self {
        case .input(let place): .input(place)
        case .constant(let array): .constant(array)
        case .call(let operation, let attributes, let operands): .call(operation, attributes, operands: operands)
        case .result(let position, let call): .result(position, call: call)
        }
    }
}
