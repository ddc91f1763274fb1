internal import Values

/// Translates definitions, for concrete shapes and attributes, into the nodes of one expression graph.
///
/// Several definitions can be appended to one graph, each reading the results of earlier ones: that is how a graph
/// captured from an engine becomes one formula.
struct GraphBuilder {
    private(set) var graph = ExpressionGraph()

    /// Adds an input tensor.
    mutating func addInput(shape: Shape) -> TensorView {
        let view = add(.input(graph.inputs.count), [], shape: shape)
        graph.inputs.append(view.node)
        return view
    }

    /// Adds a tensor whose values belong to the formula.
    mutating func addConstant(_ array: HostArray) -> TensorView { add(.tensor(array), [], shape: array.shape) }

    /// Marks a tensor as the graph's next output; nil stands for a tensor of zeros that nothing computes.
    mutating func addOutput(_ view: TensorView?) {
        graph.outputs.append(view.map { materialized($0).node })
    }

    /// Adds the nodes of a definition.
    ///
    /// - Parameters:
    ///   - inputs: the tensors behind the definition's input names.
    ///   - attributes: the values of its attributes.
    /// - Returns: all names that it assigns, outputs and lets.
    /// - Throws: `SpecificationError` when shapes do not fit.
    mutating func append(
        _ definition: Definition, inputs: [String: TensorView], attributes: Attributes
    ) throws -> [String: TensorView] {
        var assigned: [String: TensorView] = [:]
        for statement in definition.statements {
            let scope = FormulaScope(
                source: definition.source, tensors: inputs.merging(assigned) { $1 }, attributes: attributes)
            assigned[statement.name] = try value(of: statement.value, indexedBy: statement.indices, in: scope)
        }
        return assigned
    }

    /// Adds the nodes of one formula, whose free indices are those of a left side `y[..., i, j]`.
    mutating func value(
        of expression: Expression, indexedBy terms: [IndexTerm]?, in scope: FormulaScope
    ) throws -> TensorView {
        var scope = scope
        if let terms, expression.usesIndices {
            scope.indices = try IndexScope(leftSide: terms, of: expression, in: scope)
        }
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
    mutating func add(_ operation: NodeOperation, _ operands: [TensorView], shape: Shape) -> TensorView {
        let isLogical =
            switch operation {
            case .elementwise(.select): graph.nodes[operands[1].node].isLogical
            case .elementwise(.identity): graph.nodes[operands[0].node].isLogical
            case .elementwise(let function): function.isLogical
            case .reduce(let function, _): function.takesLogical
            default: false
            }
        graph.nodes.append(
            .init(operation: operation, operands: operands.map(\.operand), shape: shape, isLogical: isLogical))
        return TensorView(node: graph.nodes.count - 1, shape: shape)
    }

    func isLogical(_ view: TensorView) -> Bool { graph.nodes[view.node].isLogical }
}

/// What the names of a formula stand for.
struct FormulaScope {
    let source: SourceText
    var tensors: [String: TensorView]
    var attributes: Attributes
    var indices: IndexScope?

    func error(_ offset: Int, _ message: String) -> SpecificationError {
        SpecificationError(at: source.position(ofCharacter: offset), message)
    }

    /// The indices that are bound here; outside all, those of `...` and none other.
    func bindings(around expression: Expression) throws -> IndexScope {
        if let indices { return indices }
        return try IndexScope(leftSide: [], of: expression, in: self)
    }

    /// The shape, unless tensors that large cannot be built.
    func checked(_ shape: Shape, at offset: Int) throws -> Shape {
        guard shape.isBuildable else { throw error(offset, shape.unbuildableMessage) }
        return shape
    }
}

/// The indices that are bound at a place of a formula. Tensors there have the axes `batch`, then one axis an index.
struct IndexScope {
    var batch: Shape
    var names: [String]
    var extents: [String: Int]

    var shape: Shape { Shape(batch.extents + names.map { extents[$0]! }) }
}

extension IndexScope {
    /// The scope that a left side `y[..., i, j]` opens. Extents come from the places where indices are used.
    init(leftSide terms: [IndexTerm], of expression: Expression, in scope: FormulaScope) throws {
        var uses = IndexUses(scope: scope)
        try uses.collect(expression)
        names = []
        for case .variable(let name, let offset) in terms {
            guard uses.extents[name] != nil else {
                throw scope.error(offset, "the extent of index '\(name)' cannot be told: no tensor is indexed by it")
            }
            names.append(name)
        }
        extents = uses.extents
        guard let shape = TensorView.broadcastShape(uses.batches) else {
            throw scope.error(
                expression.offset,
                "the axes under '...' do not fit together: " + uses.batches.map(\.description).joined(separator: ", "))
        }
        guard terms.first == .ellipsis || shape.rank == 0 else {
            throw scope.error(
                expression.offset, "'...' stands for axes on the right, but there is none on the left: y[..., i] = ...")
        }
        batch = shape
        _ = try scope.checked(self.shape, at: expression.offset)
    }
}

/// Walks a formula for the extents of its indices.
private struct IndexUses {
    let scope: FormulaScope
    var extents: [String: Int] = [:]
    var batches: [Shape] = []

    mutating func collect(_ expression: Expression) throws {
        switch expression.kind {
        case .number, .name: return
        case .prefix(_, let operand): try collect(operand)
        case .infix(_, let left, let right):
            try collect(left)
            try collect(right)
        case .call(_, let arguments), .list(let arguments):
            for argument in arguments { try collect(argument) }
        case .comprehension(_, _, let body): try collect(body)
        case .indexed(let name, let terms): try collect(name, terms, at: expression.offset)
        }
    }

    private mutating func collect(_ name: String, _ terms: [IndexTerm], at offset: Int) throws {
        guard let view = scope.tensors[name] else { throw scope.error(offset, "unknown tensor '\(name)'") }
        let named = terms.filter { $0 != .ellipsis }.count
        let hasEllipsis = named < terms.count
        guard hasEllipsis ? view.shape.rank >= named : view.shape.rank == named else {
            throw scope.error(
                offset,
                "'\(name)' has shape \(view.shape), which \(named) \(named == 1 ? "index does" : "indices do") not fit")
        }
        var axis = 0
        for term in terms {
            switch term {
            case .ellipsis:
                let batchRank = view.shape.rank - named
                batches.append(Shape(Array(view.shape.extents[axis..<axis + batchRank])))
                axis += batchRank
            case .variable(let index, let place):
                let extent = view.shape[axis]
                if let known = extents[index], known != extent {
                    throw scope.error(
                        place,
                        "index '\(index)' runs over \(known) elements elsewhere, but over \(extent) here: '\(name)' has shape \(view.shape)"
                    )
                }
                extents[index] = extent
                axis += 1
            case .position(let position):
                guard position < view.shape[axis] else {
                    throw scope.error(
                        offset, "position \(position) is outside axis \(axis) of '\(name)', shape \(view.shape)")
                }
                axis += 1
            }
        }
    }
}
