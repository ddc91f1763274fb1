internal import Values

/// Translates definitions, for concrete shapes and attributes, into the nodes of one expression graph.
///
/// Several definitions can be appended to one graph, each reading the results of earlier ones: that is how a graph
/// captured from an engine becomes one formula.
struct GraphBuilder {
    private(set) var graph = ExpressionGraph()
    /// The values of nodes that are integers and known: inputs, and constants of integers.
    private(set) var integers: [Int: [Int]] = [:]

    /// Adds an input tensor of real numbers.
    mutating func addInput(shape: Shape) -> TensorView { addInput(GraphInput(shape: shape)) }

    mutating func addInput(_ input: GraphInput) -> TensorView {
        let view = add(.input(graph.inputs.count), [], shape: input.shape, isLogical: input.kind == .logical)
        graph.inputs.append(view.node)
        graph.inputKinds.append(input.kind)
        if input.kind == .integer { integers[view.node] = input.integers }
        return view
    }

    /// Adds a tensor whose values belong to the formula.
    mutating func addConstant(_ array: HostArray) -> TensorView {
        let view = add(.tensor(array), [], shape: array.shape, isLogical: array.dtype == .bool)
        if case .int64(let values) = array.elements { integers[view.node] = values.map { Int($0) } }
        return view
    }

    /// Marks a tensor as the graph's next output; nil stands for a tensor of zeros that nothing computes.
    mutating func addOutput(_ view: TensorView?, named name: String = "") {
        graph.outputs.append(view.map { materialized($0).node })
        graph.outputNames.append(name)
    }

    /// Adds the nodes of a definition.
    ///
    /// - Parameters:
    ///   - inputs: the tensors behind the definition's input names.
    ///   - attributes: the values of its attributes.
    /// - Returns: all names that it assigns, outputs and lets.
    /// - Throws: `SpecificationError` when shapes do not fit.
    mutating func append(
        _ definition: Definition, inputs: FormulaScope.Names, attributes: Attributes
    ) throws -> FormulaScope.Names {
        var assigned = FormulaScope.Names()
        for statement in definition.statements {
            let scope = FormulaScope(
                source: definition.source, names: inputs.merging(assigned), attributes: attributes)
            if let list = try list(of: statement.value, scope) {
                guard statement.leftSide == nil else {
                    throw scope.error(statement.offset, "a list of tensors has no indices")
                }
                assigned.lists[statement.name] = list
            } else {
                assigned.tensors[statement.name] = try value(
                    of: statement.value, indexedBy: statement.leftSide, in: scope)
            }
        }
        return assigned
    }

    /// Adds the nodes of one formula, whose free indices are those of a left side `y[..., i, j]`.
    mutating func value(
        of expression: Expression, indexedBy left: LeftSide?, in scope: FormulaScope
    ) throws -> TensorView {
        var scope = scope
        if let left {
            var indices = try IndexScope(batchOf: expression, hasEllipsis: left.hasEllipsis, in: scope)
            try indices.bind(left.indices, in: expression, scope, self)
            scope.indices = indices
        }
        return try value(of: expression, in: scope)
    }

    /// Adds the nodes of a formula about an output, such as its scale: the output's indices mean the same in it.
    mutating func value(
        of expression: Expression, about output: Statement, shape: Shape, in scope: FormulaScope
    ) throws -> TensorView {
        var scope = scope
        if let left = output.leftSide, expression.usesIndices {
            scope.indices = IndexScope(left, of: shape)
        }
        return try value(of: expression, in: scope)
    }

    private mutating func value(of expression: Expression, in scope: FormulaScope) throws -> TensorView {
        let view = try build(expression, scope)
        guard let indices = scope.indices else { return view }
        guard let full = view.broadcast(to: indices.shape) else {
            throw scope.error(expression.offset, "shape \(view.shape) does not fit the indices' \(indices.shape)")
        }
        return full
    }

    /// The same elements as a node of their own.
    mutating func materialized(_ view: TensorView) -> TensorView {
        if view.map == .identity, graph.nodes[view.node].shape == view.shape { return view }
        return add(.elementwise(.identity), [view], shape: view.shape)
    }

    /// Adds a node; operands must have as many mapped elements as it needs.
    mutating func add(
        _ operation: NodeOperation, _ operands: [TensorView], shape: Shape, isLogical: Bool? = nil
    ) -> TensorView {
        let givesLogical =
            switch operation {
            case .elementwise(.select): graph.nodes[operands[1].node].isLogical
            case .elementwise(.identity): graph.nodes[operands[0].node].isLogical
            case .elementwise(let function): function.isLogical
            case .reduce(let function, _): function.takesLogical
            default: false
            }
        graph.nodes.append(
            .init(
                operation: operation, operands: operands.map(\.operand), shape: shape,
                isLogical: isLogical ?? givesLogical))
        return TensorView(node: graph.nodes.count - 1, shape: shape)
    }

    func isLogical(_ view: TensorView) -> Bool { graph.nodes[view.node].isLogical }
}
