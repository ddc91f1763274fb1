internal import Oracle
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
    /// The calls with their definitions: its inputs are those that are differentiated, then the cotangents; its outputs the
    /// values, then the gradients.
    ///
    /// - Precondition: there is one; see `problem`.
    var tape: CallTape {
        guard let translated else { preconditionFailure(problem ?? "there is no formula") }
        return translated
    }
    private let translated: CallTape?
    /// Why the run has no formula: it is too large for the oracle, or a definition does not accept it. Nil when it has.
    let problem: String?
    /// The tape's inputs.
    let arrays: [HostArray]

    /// - Parameter cotangents: those of the values, by their types.
    /// - Throws: `GradientCheckError` for a derivative that returns something of another type, or is missing.
    init(
        _ function: ([Tensor]) -> [Tensor], at inputs: [Tensor], library: DefinitionLibrary,
        cotangents: ([Tensor]) -> [Tensor]
    ) throws {
        var seeds: [Tensor] = []
        let known = library.names
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
        arrays = (inputs + seeds).map(\.hostArray)
        do {
            translated = try library.tape(of: captured, inputs: arrays, variable: inputs.count)
            problem = nil
        } catch {
            translated = nil
            problem = "\(error)"
        }
    }

    /// The nodes of the values with their cotangents.
    var seeds: [(node: Int, cotangent: HostArray)] {
        zip(tape.outputs, cotangents).compactMap { node, cotangent in node.map { ($0, cotangent) } }
    }

    /// The node of the gradient with respect to a differentiated input; nil where it is zero by construction.
    func gradientNode(_ place: Int) -> Int? { tape.outputs[values.count + place] }
}

/// Where tapes get their definitions.
final class DefinitionLibrary {
    let names: Set<String>
    private let calls: CallLibrary

    init(_ catalog: SpecificationCatalog) {
        names = Set(catalog.operations)
        calls = CallLibrary(catalog)
    }

    func tape(of captured: CapturedGraph, inputs: [HostArray], variable: Int) throws -> CallTape {
        let graph = OperationGraph(
            inputs: inputs.map { GraphInput($0) }, nodes: captured.nodes.map(\.operationNode),
            outputs: captured.outputs, unseen: captured.unseen)
        return try CallTape(graph, recorded: captured.values.map(\.hostArray), variable: variable, library: calls)
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
