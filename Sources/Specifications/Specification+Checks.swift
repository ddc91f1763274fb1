public import Values

extension Specification {
    /// Checks that the formulas fit every anchor, generated case and probe, so that no mistake waits for a run.
    func checkShapes() throws {
        for anchor in anchors {
            try check(anchor)
            _ = try checkedOutput(
                anchor.inputs.map { GraphInput($0) }, anchor.attributes, at: anchor.position, "the anchor")
        }
        for tuple in shapes {
            _ = try checkedOutput(try inputs(of: tuple), tuple.attributes, at: tuple.position, "the tuple of shapes")
        }
        for property in properties { try check(property) }
        for probe in probes {
            for size in probe.sizes { _ = try probe.lawGraph(size: size) }
            // Sizes differ in nothing but the number of elements; small ones stand for all.
            for size in Set(probe.sizes.map { min($0, max(4, probe.observed + 1)) }).sorted() {
                let inputs = probe.templates.map { GraphInput($0.filled(with: 0, size: size)) }
                let output = try checkedOutput(inputs, probe.attributes, at: probe.position, "the probe")
                guard probe.observed < output.elementCount else {
                    throw SpecificationError(
                        at: probe.position,
                        "the probe observes element \(probe.observed), but the output has shape \(output)")
                }
            }
        }
    }

    /// A property must fit some of the shapes; it is not tried at others.
    private func check(_ property: Property) throws {
        var problem: (any Error)?
        for tuple in shapes {
            do {
                return try located(tuple.position, "the tuple of shapes") {
                    try check(property, fits: try inputs(of: tuple), tuple.attributes)
                }
            } catch { problem = problem ?? error }
        }
        if let problem { throw problem }
    }

    /// Checks that a property fits inputs: its changes the operation, its claim the outputs.
    ///
    /// - Throws: `SpecificationError` where it does not.
    public func check(_ property: Property, fits inputs: [GraphInput], _ attributes: Attributes) throws {
        var chosen = attributes
        let arguments = arguments(count: inputs.count) ?? []
        func place(_ input: String) throws -> Int {
            guard let place = arguments.firstIndex(where: { $0.name == input }) else {
                throw SpecificationError(at: property.position, "there is no input '\(input)'")
            }
            return place
        }
        var draws: [GraphInput] = []
        for draw in property.draws {
            switch draw.kind {
            case .number: draws.append(GraphInput(shape: .scalar))
            case .like(let input, _), .above(let input):
                draws.append(GraphInput(shape: inputs[try place(input)].shape))
            case .integer(let range): chosen[draw.name] = .integer(range.lowerBound)
            case .permutation(let size):
                let count = try permutationSize(size, shapes: inputs.map(\.shape), attributes)
                chosen[draw.name] = .integers(Array(0..<count))
            }
        }
        let change = try changeGraph(of: property, inputs, draws: draws, chosen)
        var changed = inputs
        for (part, output) in zip(property.changes, change.outputs) {
            changed[try place(part.input)] = GraphInput(shape: change.nodes[output!].shape)
        }
        func answers(_ inputs: [GraphInput]) throws -> [GraphInput] {
            let graph = try graph(inputs, attributes)
            return graph.outputs.map { output in
                let node = graph.nodes[output!]
                return GraphInput(shape: node.shape, kind: node.isLogical ? .logical : .real, integers: [])
            }
        }
        _ = try claimGraph(
            of: property, inputs, draws: draws, outputs: try answers(inputs),
            changedInputs: try property.changes.map { changed[try place($0.input)] },
            changedOutputs: try answers(changed), chosen)
    }

    /// The integers of an anchor must be in their domains, which shapes may decide.
    private func check(_ anchor: Anchor) throws {
        let stray = try located(anchor.position, "the anchor") {
            try integerOutsideDomain(anchor.inputs, anchor.attributes)
        }
        if let stray { throw SpecificationError(at: anchor.position, stray) }
    }

    /// What is wrong with the first integer that is outside its input's domain, as text; nil when none is.
    ///
    /// - Throws: `SpecificationError` where the shapes do not fit the formula of a domain.
    public func integerOutsideDomain(_ inputs: [HostArray], _ attributes: Attributes) throws -> String? {
        for (place, argument) in (arguments(count: inputs.count) ?? []).enumerated()
        where argument.kind == .integer {
            // Without a domain any integer will do; those that are drawn are small.
            let isLimited = argument.integerDomain != nil
            let domain =
                isLimited
                ? try integerDomain(ofArgument: place, shapes: inputs.map(\.shape), attributes) : Int.min...Int.max
            for value in GraphInput(inputs[place]).integers
            where !(domain?.contains(value) ?? false) || argument.excluded.contains(value) {
                guard isLimited else { return "\(value) is outside the domain of '\(argument.name)'" }
                return "\(value) is outside the domain of '\(argument.name)'"
                    + (domain.map { ", from \($0.lowerBound) to \($0.upperBound)" } ?? ", which is empty")
            }
        }
        return nil
    }

    /// The outputs that the definition makes of a tuple of shapes: their names and shapes, in order.
    ///
    /// - Throws: `SpecificationError` when the shapes do not fit the definition.
    public func outputShapes(of tuple: ShapeTuple) throws -> [(name: String, shape: Shape)] {
        let graph = try graph(try inputs(of: tuple), tuple.attributes)
        return zip(graph.outputNames, graph.outputs).map { ($0, graph.nodes[$1!].shape) }
    }

    /// Inputs for a tuple of shapes, with the least integers where integers are needed.
    private func inputs(of tuple: ShapeTuple) throws -> [GraphInput] {
        guard let arguments = arguments(count: tuple.shapes.count) else { return [] }
        return try arguments.enumerated().map { place, argument in
            let shape = tuple.shapes[place]
            guard argument.kind == .integer else { return GraphInput(shape: shape, kind: argument.kind, integers: []) }
            let domain = try located(tuple.position, "the tuple of shapes") {
                try integerDomain(ofArgument: place, shapes: tuple.shapes, tuple.attributes)
            }
            guard let least = domain?.lowerBound ?? (shape.elementCount == 0 ? 0 : nil) else {
                throw SpecificationError(
                    at: tuple.position, "there is no value for '\(argument.name)': its domain is empty")
            }
            return GraphInput(
                shape: shape, kind: .integer, integers: [Int](repeating: least, count: shape.elementCount))
        }
    }

    /// The shape of the first output, after building all formulas.
    private func checkedOutput(
        _ inputs: [GraphInput], _ attributes: Attributes, at position: SourcePosition, _ what: String
    ) throws -> Shape {
        try located(position, what) {
            let graph = try graph(inputs, attributes)
            for name in Set(specials.map(\.output)) { _ = try specialsGraph(about: name, inputs, attributes) }
            for name in scales.keys { _ = try scaleGraph(of: name, inputs, attributes) }
            for row in specials.indices where specials[row].formula != nil {
                _ = try limitGraph(row: row, of: specials[row].output, inputs, attributes)
            }
            let outputs = graph.outputs.map { graph.nodes[$0!] }
            let answers = zip(outputs, graph.outputNames).map { node, name in
                GraphInput(
                    shape: node.shape,
                    kind: node.isLogical ? .logical : output(named: name).dtype == .int64 ? .integer : .real,
                    integers: [Int](repeating: 0, count: node.shape.elementCount))
            }
            // Answers of integers may be beyond what they index; only their conditions with real answers are built.
            if !answers.contains(where: { $0.kind == .integer }) {
                _ = try self.graph(of: relation + invariants, inputs, answers: answers, attributes)
            }
            for (place, argument) in (arguments(count: inputs.count) ?? []).enumerated() {
                let rows = kinks.filter { $0.input == argument.name }
                if !rows.isEmpty { _ = try kinksGraph(rows, argument: place, inputs, attributes) }
            }
            return outputs.first?.shape ?? .scalar
        }
    }

    /// What goes wrong in a formula for one of the file's examples, with the places of both.
    private func located<Result>(
        _ position: SourcePosition, _ what: String, _ body: () throws -> Result
    ) throws -> Result {
        do {
            return try body()
        } catch let error as SpecificationError {
            throw SpecificationError(at: position, "\(what) does not fit the formula at \(error)")
        }
    }
}
