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
        /// Another output of the call that is node `call`.
        case result(Int, call: Int)
    }

    public let inputs: [GraphInput]
    public let nodes: [Node]
    /// The nodes of the results; nil for a result that does not depend on the inputs and is zero.
    public let outputs: [Int?]
    /// What capture could not see: host reads, random draws, foreign arithmetic. Empty when the graph is the whole
    /// truth on every input.
    public let unseen: [String]

    public init(inputs: [GraphInput], nodes: [Node], outputs: [Int?], unseen: [String]) {
        self.inputs = inputs
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
        let inputs = captured.inputs.map { builder.addInput($0) }
        // The results of each node; all but calls have one.
        var results: [[TensorView]] = []
        for node in captured.nodes {
            switch node {
            case .input(let place): results.append([inputs[place]])
            case .constant(let array): results.append([builder.addConstant(array)])
            case .result(let position, let call): results.append([results[call][position]])
            case .call(let name, let attributes, let operands):
                results.append(try builder.append(call(name, attributes, operands.map { results[$0][0] })))
            }
        }
        for output in captured.outputs { builder.addOutput(output.map { results[$0][0] }) }
        return builder.graph.pruned()
    }

    private func call(
        _ name: String, _ attributes: Attributes, _ operands: [TensorView]
    ) throws -> SpecifiedCall {
        guard let specification = self[name] else {
            throw UntranslatableGraph(description: "operation '\(name)' has no specification")
        }
        guard let arguments = specification.arguments(count: operands.count) else {
            throw UntranslatableGraph(
                description:
                    "'\(name)' was called with \(operands.count) tensors; its specification has \(specification.inputs.count)"
            )
        }
        return SpecifiedCall(
            specification: specification, arguments: arguments, attributes: specification.resolved(attributes),
            operands: operands)
    }
}

/// A call of an operation with a specification, on tensors of a graph.
private struct SpecifiedCall {
    let specification: Specification
    let arguments: [Specification.Input]
    let attributes: Attributes
    let operands: [TensorView]
}

extension GraphBuilder {
    /// Adds what a call computes.
    fileprivate mutating func append(_ call: SpecifiedCall) throws -> [TensorView] {
        var operands = call.operands
        for (place, argument) in call.arguments.enumerated() {
            operands[place] = argument.kind == .logical ? truths(operands[place]) : numbers(operands[place])
        }
        let assigned = try append(
            call.specification.definition, inputs: Specification.names(call.arguments, operands),
            attributes: call.attributes)
        return call.specification.definition.outputs.flatMap { output in
            assigned.lists[output.name] ?? [assigned.tensors[output.name]!]
        }
    }

    /// Numbers as truth values: those that operations which only move elements made of truth values.
    private mutating func truths(_ view: TensorView) -> TensorView {
        guard !isLogical(view) else { return view }
        let zero = add(.number(.digits("0")), [], shape: .scalar)
        return add(.elementwise(.notEqual), [view, zero.broadcast(to: view.shape)!], shape: view.shape)
    }

    /// Truth values as the numbers 1 and 0, which they are for operations that take numbers.
    private mutating func numbers(_ view: TensorView) -> TensorView {
        guard isLogical(view) else { return view }
        let one = add(.number(.digits("1")), [], shape: .scalar)
        let zero = add(.number(.digits("0")), [], shape: .scalar)
        return add(
            .elementwise(.select), [view, one.broadcast(to: view.shape)!, zero.broadcast(to: view.shape)!],
            shape: view.shape)
    }
}
