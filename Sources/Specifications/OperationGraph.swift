public import Values

/// A computation as a subject carried it out: calls of operations that have specifications.
///
/// Adapters make it from whatever their engine captures; the catalogue turns it into one formula.
public struct OperationGraph: Sendable {
    public indirect enum Node: Sendable {
        /// The input at a place.
        case input(Int)
        /// A tensor that the computation took from elsewhere.
        case constant(HostArray)
        /// The first output of an operation, by its specification's name.
        case call(String, Attributes, operands: [Int])
    }

    public let inputShapes: [Shape]
    public let nodes: [Node]
    /// The nodes of the results; nil for a result that does not depend on the inputs and is zero.
    public let outputs: [Int?]
    /// What capture could not see: host reads, random draws, foreign arithmetic. Empty when the graph is the whole
    /// truth on every input.
    public let unseen: [String]

    public init(inputShapes: [Shape], nodes: [Node], outputs: [Int?], unseen: [String]) {
        self.inputShapes = inputShapes
        self.nodes = nodes
        self.outputs = outputs
        self.unseen = unseen
    }
}

/// Why a captured computation has no formula.
public struct UntranslatableGraph: Error, CustomStringConvertible {
    public let description: String

    public init(description: String) { self.description = description }
}

extension SpecificationCatalog {
    /// The captured computation as one formula, each call replaced by its operation's definition.
    ///
    /// - Throws: `UntranslatableGraph` for a call without specification, `SpecificationError` for shapes that a
    ///   definition does not accept.
    public func expressionGraph(of captured: OperationGraph) throws -> ExpressionGraph {
        var builder = GraphBuilder()
        let inputs = captured.inputShapes.map { builder.addInput(shape: $0) }
        var views: [TensorView] = []
        for node in captured.nodes {
            switch node {
            case .input(let place): views.append(inputs[place])
            case .constant(let array): views.append(builder.addConstant(array))
            case .call(let name, let attributes, let operands):
                guard let specification = self[name] else {
                    throw UntranslatableGraph(description: "operation '\(name)' has no specification")
                }
                guard operands.count == specification.inputs.count else {
                    throw UntranslatableGraph(
                        description:
                            "'\(name)' was called with \(operands.count) tensors; its specification has \(specification.inputs.count)"
                    )
                }
                let named = Dictionary(
                    uniqueKeysWithValues: zip(specification.inputs.map(\.name), operands.map { views[$0] }))
                let assigned = try builder.append(
                    specification.definition, inputs: named, attributes: specification.resolved(attributes))
                views.append(assigned[specification.definition.outputs[0].name]!)
            }
        }
        for output in captured.outputs { builder.addOutput(output.map { views[$0] }) }
        return builder.graph.pruned()
    }
}
