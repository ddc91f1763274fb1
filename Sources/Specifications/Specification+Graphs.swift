public import Values

extension Specification {
    /// The definition as a graph over inputs of the given shapes.
    ///
    /// - Throws: `SpecificationError` when the shapes do not fit the definition.
    public func graph(shapes: [Shape], attributes: Attributes) throws -> ExpressionGraph {
        try graph(of: [], shapes: shapes, attributes: attributes, withOutputs: true)
    }

    /// The conditions of all special cases as graphs over the inputs, one output a row, each of the shape of the
    /// operation's output.
    public func specialsGraph(shapes: [Shape], attributes: Attributes) throws -> ExpressionGraph {
        try graph(of: specials.map(\.condition), shapes: shapes, attributes: attributes, withOutputs: false)
    }

    /// The formula of a row's limit: its own, or else the definition.
    public func limitGraph(row: Int?, shapes: [Shape], attributes: Attributes) throws -> ExpressionGraph {
        guard let formula = row.flatMap({ specials[$0].formula }) else {
            return try graph(shapes: shapes, attributes: attributes)
        }
        return try graph(of: [formula], shapes: shapes, attributes: attributes, withOutputs: false)
    }

    /// The condition scale and the number of terms; nil for a specification that has no scale.
    public func scaleGraph(shapes: [Shape], attributes: Attributes) throws -> ExpressionGraph? {
        guard let scale else { return nil }
        return try graph(
            of: [scale] + (terms.map { [$0] } ?? []), shapes: shapes, attributes: attributes, withOutputs: false)
    }

    private func graph(
        of formulas: [Formula], shapes: [Shape], attributes: Attributes, withOutputs: Bool
    ) throws -> ExpressionGraph {
        var builder = GraphBuilder()
        let views = shapes.map { builder.addInput(shape: $0) }
        let attributes = resolved(attributes)
        let named = Dictionary(uniqueKeysWithValues: zip(inputs.map(\.name), views))
        let assigned = try builder.append(definition, inputs: named, attributes: attributes)
        if withOutputs {
            for output in definition.outputs { builder.addOutput(assigned[output.name]!) }
        }
        let shape = assigned[definition.outputs[0].name]!.shape
        for formula in formulas {
            let scope = FormulaScope(
                source: formula.source, tensors: named.merging(assigned) { $1 }, attributes: attributes)
            let view = try builder.value(
                of: formula.expression, indexedBy: definition.outputs[0].indices, in: scope)
            guard let full = view.broadcast(to: shape) ?? squeezed(view, to: shape) else {
                throw scope.error(
                    formula.expression.offset,
                    "the formula has shape \(view.shape), which does not broadcast to the output's \(shape)")
            }
            builder.addOutput(full)
        }
        return builder.graph.pruned()
    }

    /// Formulas of operations that drop axes may keep them with extent 1.
    private func squeezed(_ view: TensorView, to shape: Shape) -> TensorView? {
        view.shape.extents.filter { $0 != 1 } == shape.extents.filter { $0 != 1 } ? view.reshaped(to: shape) : nil
    }

    /// Checks that the formulas fit every anchor, generated case and probe, so that no mistake waits for a run.
    func checkShapes() throws {
        func check(_ shapes: [Shape], _ attributes: Attributes, at position: SourcePosition, _ what: String) throws {
            do {
                _ = try graph(shapes: shapes, attributes: attributes)
                _ = try specialsGraph(shapes: shapes, attributes: attributes)
                _ = try scaleGraph(shapes: shapes, attributes: attributes)
                for row in specials.indices where specials[row].formula != nil {
                    _ = try limitGraph(row: row, shapes: shapes, attributes: attributes)
                }
            } catch let error as SpecificationError {
                throw SpecificationError(at: position, "\(what) does not fit the formula at \(error)")
            }
        }
        for anchor in anchors {
            try check(
                inputs.map { anchor.inputs[$0.name]!.shape }, anchor.attributes, at: anchor.position, "the anchor")
        }
        for tuple in shapes {
            try check(
                inputs.map { tuple.shapes[$0.name]! }, tuple.attributes, at: tuple.position, "the tuple of shapes")
        }
        for probe in probes {
            let arrays = inputs.map { probe.templates[$0.name]!.filled(with: 0, size: min(probe.sizes[0], 4)) }
            try check(arrays.map(\.shape), probe.attributes, at: probe.position, "the probe")
        }
    }
}

extension Specification.Probe {
    /// The law as a graph without inputs, at one size; nil for a probe that states none.
    public func lawGraph(size: Int) throws -> ExpressionGraph? {
        guard let law else { return nil }
        var builder = GraphBuilder()
        let scope = FormulaScope(source: law.source, tensors: [:], attributes: ["n": .integer(size)])
        builder.addOutput(try builder.value(of: law.expression, indexedBy: nil, in: scope))
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
        result.outputs = outputs.map { $0.map { place[$0] } }
        return result
    }
}
