public import Values

// The formulas of properties as graphs. Integers and permutations that are drawn count as attributes: they choose
// elements. Other draws are inputs of the graph, after those of the operation.

extension Specification {
    /// The draws of a property that are tensors, in order.
    public func tensorDraws(of property: Property) -> [Draw] {
        property.draws.filter {
            switch $0.kind {
            case .number, .like, .above: true
            case .integer, .permutation: false
            }
        }
    }

    /// How many integers a permutation has.
    ///
    /// - Throws: `SpecificationError` where the formula is no known integer.
    public func permutationSize(_ size: Formula, shapes: [Shape], _ attributes: Attributes) throws -> Int {
        var scene = PropertyScene(self, attributes)
        try scene.add(inputs: shapes.map { GraphInput(shape: $0) })
        let scope = scene.scope(size)
        guard let value = try scene.builder.integer(size.expression, scope), value >= 0 else {
            throw scope.error(size.expression.offset, "the size of a permutation is no known integer")
        }
        return value
    }

    /// The changed inputs, in the order in which the property lists them.
    ///
    /// - Parameter attributes: those of the operation, and the integers and permutations that were drawn.
    /// - Throws: `SpecificationError` when the inputs do not fit a formula.
    public func changeGraph(
        of property: Property, _ inputs: [GraphInput], draws: [GraphInput], _ attributes: Attributes
    ) throws -> ExpressionGraph {
        var scene = PropertyScene(self, attributes)
        try scene.add(inputs: inputs)
        scene.add(draws, tensorDraws(of: property).map(\.name))
        for change in property.changes {
            let view = try scene.view(change.formula, about: nil, shape: .scalar)
            guard !scene.builder.isLogical(view) else {
                throw scene.scope(change.formula).error(
                    change.formula.expression.offset, "a changed input is a number, not a condition")
            }
            scene.builder.addOutput(view)
        }
        return scene.builder.graph.pruned()
    }

    /// What a property claims: the numbers that outputs must be, or its condition. The graph's inputs are those of the
    /// operation, the draws, the outputs, then the changed inputs and the outputs for them.
    ///
    /// - Throws: `SpecificationError` when the tensors do not fit a formula.
    public func claimGraph(
        of property: Property, _ inputs: [GraphInput], draws: [GraphInput], outputs: [GraphInput],
        changedInputs: [GraphInput], changedOutputs: [GraphInput], _ attributes: Attributes
    ) throws -> ExpressionGraph {
        var scene = PropertyScene(self, attributes)
        try scene.add(inputs: inputs)
        scene.add(draws, tensorDraws(of: property).map(\.name))
        let names = definition.outputs.map(\.name)
        guard outputs.count == names.count, changedOutputs.count == names.count else {
            throw SpecificationError(at: property.position, "properties are for operations without lists of outputs")
        }
        scene.add(outputs, names)
        scene.add(changedInputs, property.changes.map { Self.changedName($0.input) })
        scene.add(changedOutputs, names.map(Self.changedName))
        let claims: [(String, Formula)] =
            switch property.claim {
            case .gives(let outputs, _): outputs.map { ($0.output, $0.formula) }
            case .holds(let condition): [(condition.output, condition.formula)]
            }
        for (output, formula) in claims {
            let shape = changedOutputs[names.firstIndex(of: output)!].shape
            let view = try scene.view(formula, about: output, shape: shape)
            var isCondition = false
            if case .holds = property.claim { isCondition = true }
            let scope = scene.scope(formula)
            guard scene.builder.isLogical(view) == isCondition else {
                throw scope.error(
                    formula.expression.offset,
                    isCondition
                        ? "what 'holds' is a condition, not a number" : "what a property 'gives' is a number")
            }
            guard let full = view.broadcast(to: shape) else {
                throw scope.error(
                    formula.expression.offset,
                    "the formula has shape \(view.shape), which does not broadcast to \(shape), that of \(output)'")
            }
            scene.builder.addOutput(full)
        }
        return scene.builder.graph.pruned()
    }
}

/// Names of a property's formulas, under which tensors are added one group after another.
private struct PropertyScene {
    let specification: Specification
    let attributes: Attributes
    var builder = GraphBuilder()
    private var names = FormulaScope.Names()

    init(_ specification: Specification, _ attributes: Attributes) {
        self.specification = specification
        self.attributes = specification.resolved(attributes)
    }

    mutating func add(inputs: [GraphInput]) throws {
        guard let arguments = specification.arguments(count: inputs.count) else {
            throw SpecificationError(
                at: specification.definition.source.position(ofCharacter: 0),
                "\(specification.operation) does not take \(inputs.count) tensors")
        }
        names = Specification.names(arguments, inputs.map { builder.addInput($0) })
    }

    mutating func add(_ tensors: [GraphInput], _ names: [String]) {
        for (tensor, name) in zip(tensors, names) { self.names.tensors[name] = builder.addInput(tensor) }
    }

    func scope(_ formula: Specification.Formula) -> FormulaScope {
        FormulaScope(source: formula.source, names: names, attributes: attributes)
    }

    mutating func view(
        _ formula: Specification.Formula, about output: String?, shape: Shape
    ) throws -> TensorView {
        let statement = specification.definition.outputs.first { $0.name == output }
        if let statement {
            return try builder.value(of: formula.expression, about: statement, shape: shape, in: scope(formula))
        }
        return try builder.value(of: formula.expression, indexedBy: nil, in: scope(formula))
    }
}
