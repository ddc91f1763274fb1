public import Values

// The formulas of a specification as graphs, for inputs of given shapes. The values of integers count as part of the
// shape: they choose elements.

extension Specification {
    /// The definition as a graph, with one output for each of the definition's, in order; lists of tensors in a row.
    ///
    /// - Throws: `SpecificationError` when the inputs do not fit the definition.
    public func graph(_ inputs: [GraphInput], _ attributes: Attributes) throws -> ExpressionGraph {
        var built = try Built(self, inputs, attributes)
        return try built.graphOfOutputs()
    }

    /// The definition as a graph over given tensors.
    ///
    /// - Throws: `SpecificationError` when they do not fit the definition.
    public func graph(for inputs: [HostArray], _ attributes: Attributes) throws -> ExpressionGraph {
        try graph(inputs.map { GraphInput($0) }, attributes)
    }

    /// The definition as a graph over floating-point inputs of the given shapes.
    ///
    /// - Throws: `SpecificationError` when the shapes do not fit the definition.
    public func graph(shapes: [Shape], attributes: Attributes) throws -> ExpressionGraph {
        try graph(shapes.map { GraphInput(shape: $0) }, attributes)
    }

    /// The rows of the special-value table that are about an output.
    public func specialRows(about output: String) -> [Int] { specials.indices.filter { specials[$0].output == output } }

    /// The conditions of the special cases about an output as graphs over the inputs, one output a row, each of the
    /// output's shape.
    public func specialsGraph(
        about output: String, _ inputs: [GraphInput], _ attributes: Attributes
    ) throws -> ExpressionGraph {
        var built = try Built(self, inputs, attributes)
        for row in specialRows(about: output) {
            try built.add(specials[row].condition, about: output, isCondition: true)
        }
        return built.builder.graph.pruned()
    }

    /// The formula of a row's limit: its own, or else what the definition says of the output.
    public func limitGraph(
        row: Int?, of output: String, _ inputs: [GraphInput], _ attributes: Attributes
    ) throws -> ExpressionGraph {
        var built = try Built(self, inputs, attributes)
        guard let formula = row.flatMap({ specials[$0].formula }) else {
            built.builder.addOutput(try built.output(output))
            return built.builder.graph.pruned()
        }
        try built.add(formula, about: output, isCondition: false)
        return built.builder.graph.pruned()
    }

    /// The condition scale and the number of terms of an output; nil for one that has no scale.
    public func scaleGraph(
        of output: String, _ inputs: [GraphInput], _ attributes: Attributes
    ) throws -> ExpressionGraph? {
        guard let scale = scales[output] else { return nil }
        var built = try Built(self, inputs, attributes)
        for formula in [scale] + (terms[output].map { [$0] } ?? []) {
            try built.add(formula, about: output, isCondition: false)
        }
        return built.builder.graph.pruned()
    }

    /// Conditions on inputs and answers, each of the shape of the output that it is about. The graph's inputs are those
    /// of the operation, then the answers.
    public func graph(
        of conditions: [Condition], _ inputs: [GraphInput], answers: [GraphInput], _ attributes: Attributes
    ) throws -> ExpressionGraph {
        var built = try Built(self, inputs, attributes)
        let names = built.outputNames
        guard names.count == answers.count else {
            throw SpecificationError(
                at: definition.source.position(ofCharacter: 0),
                "the definition has \(names.count) outputs, the answer \(answers.count)")
        }
        var given = FormulaScope.Names()
        for (name, answer) in zip(names, answers) { given.tensors[name] = built.builder.addInput(answer) }
        for condition in conditions {
            try built.add(condition.formula, about: condition.output, isCondition: true, knowing: given)
        }
        return built.builder.graph.pruned()
    }

    /// The derivatives by convention with respect to an argument: for each row, its condition, then its gradient, of the
    /// argument's shape. The graph's inputs are those of the operation, then the cotangents of its outputs.
    public func kinksGraph(
        _ rows: [Kink], argument: Int, _ inputs: [GraphInput], _ attributes: Attributes
    ) throws -> ExpressionGraph {
        var built = try Built(self, inputs, attributes)
        var given = FormulaScope.Names()
        for name in built.outputNames {
            given.tensors[Self.cotangentName(name)] = built.builder.addInput(shape: try built.output(name).shape)
        }
        let shape = inputs[argument].shape
        for row in rows {
            try built.add(row.condition, shape: shape, isCondition: true, knowing: given)
            try built.add(row.gradient, shape: shape, isCondition: false, knowing: given)
        }
        return built.builder.graph.pruned()
    }

    /// What formulas call the cotangent of an output.
    static func cotangentName(_ output: String) -> String { "d\(output)" }

    /// The values that an argument of integers may have; nil when there are none.
    ///
    /// - Throws: `SpecificationError` where the domain's ends are no integers.
    public func integerDomain(
        ofArgument place: Int, shapes: [Shape], _ attributes: Attributes
    ) throws -> ClosedRange<Int>? {
        guard let arguments = arguments(count: shapes.count) else { return nil }
        guard let domain = arguments[place].integerDomain else { return -100...100 }
        var builder = GraphBuilder()
        let views = shapes.map { builder.addInput(shape: $0) }
        func value(_ formula: Formula) throws -> Int {
            let scope = FormulaScope(
                source: formula.source, names: Self.names(arguments, views), attributes: resolved(attributes))
            guard let value = try builder.integer(formula.expression, scope) else {
                throw scope.error(formula.expression.offset, "the end of a domain of integers is no known integer")
            }
            return value
        }
        let (least, greatest) = (try value(domain.least), try value(domain.greatest))
        return least <= greatest ? least...greatest : nil
    }

    /// Inputs by name; those that are lists as lists.
    static func names(_ arguments: [Input], _ views: [TensorView]) -> FormulaScope.Names {
        var names = FormulaScope.Names()
        for (argument, view) in zip(arguments, views) {
            if let bracket = argument.name.firstIndex(of: "[") {
                names.lists[String(argument.name[..<bracket]), default: []].append(view)
            } else {
                names.tensors[argument.name] = view
            }
        }
        return names
    }

    /// What is said of an output; a member of a list, `y[1]`, goes by the list's name.
    public func output(named name: String) -> Output {
        let base = name.prefix { $0 != "[" }
        return outputs.first { $0.name == base }!
    }
}

/// A definition in the middle of being built, to which formulas about its outputs can be added.
private struct Built {
    let specification: Specification
    let attributes: Attributes
    var builder: GraphBuilder
    private let inputs: FormulaScope.Names
    private let assigned: FormulaScope.Names

    init(_ specification: Specification, _ inputs: [GraphInput], _ attributes: Attributes) throws {
        self.specification = specification
        self.attributes = specification.resolved(attributes)
        guard let arguments = specification.arguments(count: inputs.count) else {
            throw SpecificationError(
                at: specification.definition.source.position(ofCharacter: 0),
                "\(specification.operation) does not take \(inputs.count) tensors")
        }
        // Integers are real numbers, too.
        for (argument, input) in zip(arguments, inputs)
        where argument.kind != input.kind && (argument.kind, input.kind) != (.real, .integer) {
            throw SpecificationError(
                at: specification.definition.source.position(ofCharacter: 0),
                "input '\(argument.name)' holds \(argument.kind) values, not \(input.kind) ones")
        }
        var builder = GraphBuilder()
        let views = inputs.map { builder.addInput($0) }
        let names = Specification.names(arguments, views)
        assigned = try builder.append(specification.definition, inputs: names, attributes: self.attributes)
        self.inputs = names
        self.builder = builder
    }

    /// The names of the outputs in order, the members of a list one by one.
    var outputNames: [String] {
        specification.definition.outputs.flatMap { output in
            assigned.lists[output.name].map { list in list.indices.map { "\(output.name)[\($0)]" } } ?? [output.name]
        }
    }

    func output(_ name: String) throws -> TensorView {
        guard let bracket = name.firstIndex(of: "[") else {
            guard let view = assigned.tensors[name] else {
                throw SpecificationError(
                    at: specification.definition.source.position(ofCharacter: 0),
                    "output '\(name)' is a list, of which no formula can speak")
            }
            return view
        }
        return assigned.lists[String(name[..<bracket])]![Int(name[bracket...].dropFirst().dropLast())!]
    }

    mutating func graphOfOutputs() throws -> ExpressionGraph {
        for name in outputNames {
            let view = try output(name)
            let output = specification.output(named: name)
            guard output.dtype == nil || (output.dtype == .bool) == builder.isLogical(view) else {
                let statement = specification.definition.outputs.first { $0.name == output.name }!
                throw SpecificationError(
                    at: specification.definition.source.position(ofCharacter: statement.offset),
                    "output '\(output.name)' is \(builder.isLogical(view) ? "a condition" : "a number"), not \(output.dtype!)"
                )
            }
            builder.addOutput(view, named: name)
        }
        return builder.graph.pruned()
    }

    /// Adds a formula about an output, of the output's shape and with its indices, as an output of the graph.
    mutating func add(
        _ formula: Specification.Formula, about output: String, isCondition: Bool,
        knowing given: FormulaScope.Names = .init()
    ) throws {
        let shape = try self.output(output).shape
        let scope = FormulaScope(
            source: formula.source, names: inputs.merging(assigned).merging(given), attributes: attributes)
        let base = String(output.prefix { $0 != "[" })
        let statement = specification.definition.outputs.first { $0.name == base }!
        let view = try builder.value(of: formula.expression, about: statement, shape: shape, in: scope)
        try add(view, shape: shape, isCondition: isCondition, formula)
    }

    /// Adds a formula of a given shape.
    mutating func add(
        _ formula: Specification.Formula, shape: Shape, isCondition: Bool, knowing given: FormulaScope.Names
    ) throws {
        let scope = FormulaScope(
            source: formula.source, names: inputs.merging(assigned).merging(given), attributes: attributes)
        let view = try builder.value(of: formula.expression, indexedBy: nil, in: scope)
        try add(view, shape: shape, isCondition: isCondition, formula)
    }

    private mutating func add(
        _ view: TensorView, shape: Shape, isCondition: Bool, _ formula: Specification.Formula
    ) throws {
        func error(_ message: String) -> SpecificationError {
            SpecificationError(at: formula.source.position(ofCharacter: formula.expression.offset), message)
        }
        guard builder.isLogical(view) == isCondition else {
            throw error(
                isCondition
                    ? "a special case's condition must be true or false, not a number"
                    : "the formula must be a number, not a condition")
        }
        guard let full = view.broadcast(to: shape) ?? squeezed(view, to: shape) else {
            throw error("the formula has shape \(view.shape), which does not broadcast to the output's \(shape)")
        }
        builder.addOutput(full)
    }

    /// Formulas of operations that drop axes may keep them with extent 1.
    private func squeezed(_ view: TensorView, to shape: Shape) -> TensorView? {
        view.shape.extents.filter { $0 != 1 } == shape.extents.filter { $0 != 1 } ? view.reshaped(to: shape) : nil
    }
}

extension Specification.Probe {
    /// The law as a graph without inputs, at one size; nil for a probe that states none.
    public func lawGraph(size: Int) throws -> ExpressionGraph? {
        guard let law else { return nil }
        var builder = GraphBuilder()
        let scope = FormulaScope(source: law.source, names: .init(), attributes: ["n": .integer(size)])
        let view = try builder.value(of: law.expression, indexedBy: nil, in: scope)
        guard view.shape == .scalar, !builder.isLogical(view) else {
            throw scope.error(law.expression.offset, "a law must be one number")
        }
        builder.addOutput(view)
        return builder.graph
    }
}

extension Specification.Probe.Template {
    /// The input at one value of the free float.
    public func filled(with value: Float, size: Int) -> HostArray {
        switch self {
        case .list(let elements): HostArray(elements.map { $0 ?? value })
        case .repeated: HostArray([Float](repeating: value, count: size))
        case .scalar: HostArray([value], shape: .scalar)
        case .fixed(let array): array
        }
    }
}

extension ExpressionGraph {
    /// The graph without nodes that no output needs. Inputs stay.
    func pruned() -> ExpressionGraph {
        var needed = [Bool](repeating: false, count: nodes.count)
        for output in outputs { if let output { needed[output] = true } }
        for input in inputs { needed[input] = true }
        for node in nodes.indices.reversed() where needed[node] {
            for operand in nodes[node].operands { needed[operand.node] = true }
        }
        var place = [Int](repeating: -1, count: nodes.count)
        var result = ExpressionGraph()
        for node in nodes.indices where needed[node] {
            place[node] = result.nodes.count
            let old = nodes[node]
            result.nodes.append(
                .init(
                    operation: old.operation,
                    operands: old.operands.map { .init(node: place[$0.node], map: $0.map) }, shape: old.shape,
                    isLogical: old.isLogical))
        }
        result.inputs = inputs.map { place[$0] }
        result.inputKinds = inputKinds
        result.outputs = outputs.map { $0.map { place[$0] } }
        result.outputNames = outputNames
        return result
    }
}
