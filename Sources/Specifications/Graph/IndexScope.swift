internal import Values

/// The indices that are bound at a place of a formula. Tensors there have the axes `batch`, then one axis an index.
struct IndexScope {
    var batch: Shape
    var names: [String] = []
    var extents: [String: Int] = [:]

    var shape: Shape { Shape(batch.extents + names.map { extents[$0]! }) }

    /// The axis of an index, or nil for a name that is none.
    func axis(of name: String) -> Int? { names.firstIndex(of: name).map { batch.rank + $0 } }

    /// A scope without indices, whose axes are those under `...`.
    init(batchOf expression: Expression, hasEllipsis: Bool, in scope: FormulaScope) throws {
        var uses = IndexUses(scope: scope, wanted: [])
        try uses.collect(expression)
        guard let shape = TensorView.broadcastShape(uses.batches) else {
            throw scope.error(
                expression.offset,
                "the axes under '...' do not fit together: " + uses.batches.map(\.description).joined(separator: ", "))
        }
        guard hasEllipsis || shape.rank == 0 else {
            throw scope.error(
                expression.offset, "'...' stands for axes on the right, but there is none on the left: y[..., i] = ...")
        }
        batch = try scope.checked(shape, at: expression.offset)
    }

    /// The indices of a left side whose output is built already.
    init(_ left: LeftSide, of shape: Shape) {
        let named = shape.rank - left.indices.count
        batch = Shape(Array(shape.extents.prefix(named)))
        names = left.indices.map(\.name)
        extents = Dictionary(uniqueKeysWithValues: zip(names, shape.extents.dropFirst(named)))
    }

    /// Binds indices. An index runs as far as its bound says, or else over the axis that it stands for in `body`.
    mutating func bind(
        _ bindings: [IndexBinding], in body: Expression, _ scope: FormulaScope, _ builder: GraphBuilder
    ) throws {
        let unbounded = bindings.filter { $0.bound == nil }.map(\.name)
        var uses = IndexUses(scope: scope, wanted: Set(unbounded))
        try uses.collect(body)
        for binding in bindings {
            if let bound = binding.bound {
                guard let extent = try builder.integer(bound, scope) else {
                    throw scope.error(bound.offset, "the bound of an index is made of numbers, attributes and sizes")
                }
                guard extent >= 0 else {
                    throw scope.error(bound.offset, "index '\(binding.name)' runs over \(extent) elements")
                }
                extents[binding.name] = extent
            } else {
                guard let extent = uses.extents[binding.name] else {
                    throw scope.error(
                        binding.offset,
                        "the extent of index '\(binding.name)' cannot be told: no tensor is indexed by it alone; "
                            + "give it a bound, '\(binding.name) < ...'")
                }
                extents[binding.name] = extent
            }
            names.append(binding.name)
            // Each product is checked before the next, which keeps it far from overflowing.
            _ = try scope.checked(shape, at: binding.offset)
        }
    }
}

/// Walks a formula for the extents of indices and the axes under `...`.
private struct IndexUses {
    let scope: FormulaScope
    let wanted: Set<String>
    var extents: [String: Int] = [:]
    var batches: [Shape] = []

    mutating func collect(_ expression: Expression) throws {
        switch expression.kind {
        case .number, .text, .name: return
        case .prefix(_, let operand): try collect(operand)
        case .infix(_, let left, let right):
            try collect(left)
            try collect(right)
        case .call(_, let arguments), .list(let arguments):
            for argument in arguments { try collect(argument) }
        case .comprehension(_, _, let body): try collect(body)
        case .indexed(let name, let terms):
            // An element of an attribute is a number.
            if scope.attributes[name] == nil { try collect(name, terms, at: expression.offset) }
        }
    }

    private mutating func collect(_ name: String, _ terms: [IndexTerm], at offset: Int) throws {
        let view = try scope.tensor(name, at: offset)
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
                axis += batchRank - 1
            case .variable(let index, let place) where wanted.contains(index):
                let extent = view.shape[axis]
                if let known = extents[index], known != extent {
                    throw scope.error(
                        place,
                        "index '\(index)' runs over \(known) elements elsewhere, but over \(extent) here: '\(name)' has shape \(view.shape)"
                    )
                }
                extents[index] = extent
            case .variable, .position: break
            case .computed(let inner): try collect(inner)
            }
            axis += 1
        }
    }
}
