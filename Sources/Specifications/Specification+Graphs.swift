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
        try graph(of: specials.map(\.condition), areConditions: true, shapes: shapes, attributes: attributes)
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
        return try graph(of: [scale] + (terms.map { [$0] } ?? []), shapes: shapes, attributes: attributes)
    }

    private func graph(
        of formulas: [Formula], areConditions: Bool = false, shapes: [Shape], attributes: Attributes,
        withOutputs: Bool = false
    ) throws -> ExpressionGraph {
        var builder = GraphBuilder()
        let views = shapes.map { builder.addInput(shape: $0) }
        let attributes = resolved(attributes)
        let named = Dictionary(uniqueKeysWithValues: zip(inputs.map(\.name), views))
        let assigned = try builder.append(definition, inputs: named, attributes: attributes)
        if withOutputs {
            for output in definition.outputs {
                let view = assigned[output.name]!
                guard !builder.isLogical(view) else {
                    throw SpecificationError(
                        at: definition.source.position(ofCharacter: output.offset),
                        "output '\(output.name)' is a condition; make it a number: 'where(..., 1, 0)'")
                }
                builder.addOutput(view)
            }
        }
        let shape = assigned[definition.outputs[0].name]!.shape
        for formula in formulas {
            let scope = FormulaScope(
                source: formula.source, tensors: named.merging(assigned) { $1 }, attributes: attributes)
            let view = try builder.value(
                of: formula.expression, indexedBy: definition.outputs[0].indices, in: scope)
            guard builder.isLogical(view) == areConditions else {
                throw scope.error(
                    formula.expression.offset,
                    areConditions
                        ? "a special case's condition must be true or false, not a number"
                        : "the formula must be a number, not a condition")
            }
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
        for anchor in anchors {
            _ = try checkedOutput(
                inputs.map { anchor.inputs[$0.name]!.shape }, anchor.attributes, at: anchor.position, "the anchor")
        }
        for tuple in shapes {
            _ = try checkedOutput(
                inputs.map { tuple.shapes[$0.name]! }, tuple.attributes, at: tuple.position, "the tuple of shapes")
        }
        for probe in probes {
            for size in probe.sizes { _ = try probe.lawGraph(size: size) }
            // Sizes differ in nothing but the number of elements; small ones stand for all.
            for size in Set(probe.sizes.map { min($0, max(4, probe.observed + 1)) }).sorted() {
                let shapes = inputs.map { probe.templates[$0.name]!.filled(with: 0, size: size).shape }
                let output = try checkedOutput(shapes, probe.attributes, at: probe.position, "the probe")
                guard probe.observed < output.elementCount else {
                    throw SpecificationError(
                        at: probe.position,
                        "the probe observes element \(probe.observed), but the output has shape \(output)")
                }
            }
        }
    }

    /// The shape of the first output, after building all formulas.
    private func checkedOutput(
        _ shapes: [Shape], _ attributes: Attributes, at position: SourcePosition, _ what: String
    ) throws -> Shape {
        do {
            let graph = try graph(shapes: shapes, attributes: attributes)
            _ = try specialsGraph(shapes: shapes, attributes: attributes)
            _ = try scaleGraph(shapes: shapes, attributes: attributes)
            for row in specials.indices where specials[row].formula != nil {
                _ = try limitGraph(row: row, shapes: shapes, attributes: attributes)
            }
            return graph.nodes[graph.outputs[0]!].shape
        } catch let error as SpecificationError {
            throw SpecificationError(at: position, "\(what) does not fit the formula at \(error)")
        }
    }
}

extension Specification.Probe {
    /// The law as a graph without inputs, at one size; nil for a probe that states none.
    public func lawGraph(size: Int) throws -> ExpressionGraph? {
        guard let law else { return nil }
        var builder = GraphBuilder()
        let scope = FormulaScope(source: law.source, tensors: [:], attributes: ["n": .integer(size)])
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
        result.outputs = outputs.map { $0.map { place[$0] } }
        return result
    }
}
