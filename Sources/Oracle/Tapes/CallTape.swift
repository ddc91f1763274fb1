public import Specifications
public import Values

/// A captured computation, call by call, each with its operation's definition for the shapes at hand.
///
/// Where `ExpressionGraph` makes one formula of a computation, a tape keeps the calls apart, so that every intermediate
/// result has an enclosure, an error bound and an adjoint of its own, and blame can be laid on one call.
///
/// Where mathematics cannot decide a comparison of intermediate results, the outcome in the recorded run is taken: what is
/// said then holds along the path that the run took.
public struct CallTape: Sendable {
    enum Step: Sendable {
        case input(Int)
        case constant(HostArray)
        case call(Call)
        case result(Int, of: Int)
    }

    struct Call: Sendable {
        let definition: CallDefinition
        let operands: [Int]
        /// The nodes of the results, by position; nil for one that nobody uses.
        var results: [Int?]
    }

    private(set) var steps: [Step]
    /// The nodes of the results of the whole computation; nil for one that does not depend on the inputs.
    public let outputs: [Int?]
    /// What each node was in the recorded run.
    public let recorded: [HostArray]
    /// Whether a node depends on the first inputs, those that are varied.
    let isVariable: [Bool]

    /// - Parameters:
    ///   - recorded: the value of each node in the run that was captured.
    ///   - variable: how many of the inputs, from the first, are varied; the others are cotangents.
    ///   - library: where definitions are looked up, and kept for the next tape.
    /// - Throws: `UntranslatableGraph` for a call without specification, `SpecificationError` for shapes that a definition does
    ///   not accept.
    public init(
        _ captured: OperationGraph, recorded: [HostArray], variable: Int, library: CallLibrary
    ) throws {
        var steps: [Step] = []
        var isVariable: [Bool] = []
        for node in captured.nodes {
            switch node {
            case .input(let place):
                steps.append(.input(place))
                isVariable.append(place < variable)
            case .constant(let array):
                steps.append(.constant(array))
                isVariable.append(false)
            case .result(let position, let call):
                guard case .call(var step) = steps[call] else { preconditionFailure("a result belongs to a call") }
                step.results[position] = steps.count
                steps[call] = .call(step)
                steps.append(.result(position, of: call))
                isVariable.append(isVariable[call])
            case .call(let name, let attributes, let operands):
                let definition = try library.definition(of: name, attributes, operands.map { recorded[$0] })
                var results = [Int?](repeating: nil, count: definition.graph.outputs.count)
                results[0] = steps.count
                steps.append(.call(Call(definition: definition, operands: operands, results: results)))
                isVariable.append(operands.contains { isVariable[$0] })
            }
        }
        self.steps = steps
        self.isVariable = isVariable
        self.recorded = recorded
        outputs = captured.outputs
    }

    /// The numbers of the nodes that are calls, from the first to the last.
    public var calls: [Int] {
        steps.indices.filter { if case .call = steps[$0] { true } else { false } }
    }

    /// The name of the operation that a node calls; nil for other nodes.
    public func operation(of node: Int) -> String? {
        switch steps[node] {
        case .call(let call): call.definition.specification.operation
        case .result(_, let call): operation(of: call)
        case .input, .constant: nil
        }
    }

    /// The nodes that a call reads.
    public func operands(of node: Int) -> [Int] { if case .call(let call) = steps[node] { call.operands } else { [] } }

    /// The attributes of a call.
    public func attributes(of node: Int) -> Attributes {
        if case .call(let call) = steps[node] { call.definition.attributes } else { [:] }
    }
}

extension CallTape {
    /// The tensors that were not computed inside, in order.
    public var constants: [HostArray] {
        steps.compactMap { if case .constant(let array) = $0 { array } else { nil } }
    }

    /// The same calls with other constants of the same shapes. What was recorded stays what it was.
    public func replacingConstants(_ change: (HostArray) -> HostArray) -> CallTape {
        var copy = self
        for (index, step) in steps.enumerated() {
            guard case .constant(let array) = step else { continue }
            let new = change(array)
            precondition(new.shape == array.shape, "a constant of shape \(array.shape) became one of \(new.shape)")
            copy.steps[index] = .constant(new)
        }
        return copy
    }
}

extension CallTape {
    /// How much there is to evaluate: the elements of all nodes inside of all calls.
    public var size: Int {
        steps.reduce(0) { sum, step in
            guard case .call(let call) = step else { return sum }
            return call.definition.graph.nodes.reduce(sum) { $0 + $1.shape.elementCount }
        }
    }

    /// What a call gives, exactly, for the operands that it had in the recorded run: the result of a node without the errors
    /// that it inherited. Nil for nodes that are no calls, and for truth values.
    public func alone(_ node: Int) -> FastEvaluator.Enclosures? {
        let position: Int
        let call: Call
        switch steps[node] {
        case .call(let own): (position, call) = (0, own)
        case .result(let place, let owner):
            guard case .call(let own) = steps[owner] else { return nil }
            (position, call) = (place, own)
        case .input, .constant: return nil
        }
        let graph = call.definition.graph
        let given = zip(graph.inputs, call.operands).map { input, operand in
            FastEvaluator.given(recorded[operand], isLogical: graph.nodes[input].isLogical)
        }
        guard let output = graph.outputs[position],
            case .real(let values) = FastEvaluator().evaluate(graph, given)[output]
        else { return nil }
        return FastEvaluator.Enclosures(lower: values.lower, upper: values.upper)
    }
}

/// The definition of an operation for one call's shapes and attributes.
final class CallDefinition: Sendable {
    let specification: Specification
    let attributes: Attributes
    let graph: ExpressionGraph
    /// For each output the graph of its condition scale and number of terms; nil where there is none.
    let scales: [ExpressionGraph?]

    init(_ specification: Specification, _ attributes: Attributes, _ inputs: [GraphInput]) throws {
        self.specification = specification
        self.attributes = attributes
        graph = try specification.graph(inputs, attributes)
        scales = try graph.outputNames.map { name in
            try specification.scaleGraph(of: specification.output(named: name).name, inputs, attributes)
        }
    }
}

/// The definitions that calls have needed so far.
public final class CallLibrary {
    private let catalog: SpecificationCatalog

    private struct Key: Hashable {
        let name: String
        let attributes: Attributes
        let inputs: [GraphInput]
    }

    private var definitions: [Key: CallDefinition] = [:]

    public init(_ catalog: SpecificationCatalog) { self.catalog = catalog }

    func definition(of name: String, _ attributes: Attributes, _ operands: [HostArray]) throws -> CallDefinition {
        guard let specification = catalog[name] else {
            throw UntranslatableGraph(description: "operation '\(name)' has no specification")
        }
        guard let arguments = specification.arguments(count: operands.count) else {
            throw UntranslatableGraph(
                description:
                    "'\(name)' was called with \(operands.count) tensors; its specification has \(specification.inputs.count)"
            )
        }
        let inputs = zip(arguments, operands).map { argument, operand in
            switch argument.dtype {
            case .int64: GraphInput(operand)
            case .bool: GraphInput(HostArray([Bool](repeating: false, count: operand.count), shape: operand.shape))
            // Integers and truth values are numbers for operations that take numbers.
            case .float32, .float64, nil: GraphInput(shape: operand.shape)
            }
        }
        let key = Key(name: name, attributes: specification.resolved(attributes), inputs: inputs)
        if let known = definitions[key] { return known }
        let definition = try CallDefinition(specification, key.attributes, inputs)
        definitions[key] = definition
        return definition
    }
}
