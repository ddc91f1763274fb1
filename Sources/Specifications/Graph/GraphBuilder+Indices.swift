internal import Values

// Indices: where `x[n, stride * i + p]` reads, and the reductions that bind indices.

extension GraphBuilder {
    mutating func buildIndexed(
        _ name: String, _ terms: [IndexTerm], at offset: Int, _ scope: FormulaScope
    ) throws -> TensorView {
        let expression = Expression(.indexed(name, terms), at: offset)
        if scope.attributes[name] != nil, let value = try integer(expression, scope) {
            return add(.number(.digits(String(value))), [], shape: .scalar)
        }
        let view = try scope.tensor(name, at: offset)
        let indices = try scope.bindings(around: expression)
        let places = try positions(view, terms, at: offset, scope, indices)
        for place in places.axes where place.isBeyond(indices.shape) {
            throw scope.error(place.offset, place.message(name, view.shape, indices.shape))
        }
        return places.read(view, over: indices.shape)
    }

    /// `padded(x[...], value)`: the elements, and the value where an index is beyond the tensor.
    mutating func buildPadded(_ arguments: [Expression], at offset: Int, _ scope: FormulaScope) throws -> TensorView {
        guard case .indexed(let name, let terms) = arguments[0].kind, scope.attributes[name] == nil else {
            throw scope.error(offset, "'padded' takes an element of a tensor, such as 'padded(x[i - 1], 0)'")
        }
        let view = try scope.tensor(name, at: arguments[0].offset)
        let indices = try scope.bindings(around: arguments[0])
        let places = try positions(view, terms, at: arguments[0].offset, scope, indices)
        let read = places.read(view, over: indices.shape)
        let padding = try build(arguments[1], scope)
        guard places.axes.contains(where: { $0.isBeyond(indices.shape) }) else { return read }
        // What is read beyond the tensor is 0, which a choice replaces unless it is wanted.
        if case .number("0") = arguments[1].kind { return read }
        let isInside = addConstant(HostArray(places.isInside(over: indices.shape), shape: indices.shape))
        return try elementwise(.select, [isInside, read, padding], at: offset, scope)
    }

    mutating func buildComprehension(
        _ name: String, _ bound: [IndexBinding], _ body: Expression, at offset: Int, _ scope: FormulaScope
    ) throws -> TensorView {
        let function = ReductionFunction(rawValue: name)!
        var inner = scope
        var indices = try scope.bindings(around: body)
        let outerShape = indices.shape
        try indices.bind(bound, in: body, scope, self)
        inner.indices = indices
        let value = try build(body, inner)
        guard let full = value.broadcast(to: indices.shape) else {
            throw scope.error(offset, "shape \(value.shape) does not fit the indices' \(indices.shape)")
        }
        guard isLogical(full) == function.takesLogical else {
            throw scope.error(offset, "'\(name)' combines \(function.takesLogical ? "conditions" : "numbers")")
        }
        let count = bound.reduce(1) { $0 * indices.extents[$1.name]! }
        return add(.reduce(function, count: count), [full], shape: outerShape)
    }

    // MARK: Places

    /// Where each place of the scope reads, axis by axis of the tensor.
    private func positions(
        _ view: TensorView, _ terms: [IndexTerm], at offset: Int, _ scope: FormulaScope, _ indices: IndexScope
    ) throws -> IndexedPlaces {
        let rank = indices.shape.rank
        let named = terms.filter { $0 != .ellipsis }.count
        guard terms.contains(.ellipsis) ? view.shape.rank >= named : view.shape.rank == named else {
            throw scope.error(
                offset, "a tensor of shape \(view.shape) has another number of axes than there are indices, \(named)")
        }
        let batchRank = view.shape.rank - named
        var axes: [IndexedPlaces.Axis] = []
        for term in terms {
            if term == .ellipsis {
                for batchAxis in 0..<batchRank {
                    let extent = view.shape[axes.count]
                    var coefficients = [Int](repeating: 0, count: rank)
                    if extent != 1 { coefficients[indices.batch.rank - batchRank + batchAxis] = 1 }
                    axes.append(.init(value: .affine(0, coefficients), extent: extent, offset: offset))
                }
                continue
            }
            let place =
                switch term {
                case .variable(_, let place): place
                case .computed(let expression): expression.offset
                case .position, .ellipsis: offset
                }
            axes.append(
                .init(
                    value: try indexValue(term, at: offset, scope, indices), extent: view.shape[axes.count],
                    offset: place, number: axes.count))
        }
        return IndexedPlaces(axes: axes)
    }

    private func indexValue(
        _ term: IndexTerm, at offset: Int, _ scope: FormulaScope, _ indices: IndexScope
    ) throws -> IndexValue {
        switch term {
        case .position(let position): .constant(position, rank: indices.shape.rank)
        case .variable(let name, let place):
            try indexValue(Expression(.name(name), at: place), scope, indices)
        case .computed(let expression): try indexValue(expression, scope, indices)
        case .ellipsis: preconditionFailure("axes under '...' are apart")
        }
    }

    /// The integers that an expression of indices, attributes, sizes and inputs of integers stands for.
    private func indexValue(
        _ expression: Expression, _ scope: FormulaScope, _ indices: IndexScope
    ) throws -> IndexValue {
        let value = try unchecked(expression, scope, indices)
        guard value.isModest(over: indices.shape.extents) else {
            throw scope.error(expression.offset, "the index is too large an integer")
        }
        return value
    }

    private func unchecked(
        _ expression: Expression, _ scope: FormulaScope, _ indices: IndexScope
    ) throws -> IndexValue {
        let rank = indices.shape.rank
        let extents = indices.shape.extents
        if let value = try integer(expression, scope) { return .constant(value, rank: rank) }
        switch expression.kind {
        case .name(let name):
            if let axis = indices.axis(of: name) { return .affine(0, (0..<rank).map { $0 == axis ? 1 : 0 }) }
            if let view = scope.names.tensors[name], view.shape == .scalar, let values = integers[view.node] {
                return .constant(values[view.map[0] ?? 0], rank: rank)
            }
        case .prefix(.minus, let operand): return try indexValue(operand, scope, indices).scaled(by: -1)
        case .infix(let operation, let left, let right):
            let a = try indexValue(left, scope, indices)
            let b = try indexValue(right, scope, indices)
            switch operation {
            case .add: return a.adding(b, over: extents)
            case .subtract: return a.adding(b.scaled(by: -1), over: extents)
            case .multiply:
                if let factor = a.constant { return b.scaled(by: factor) }
                if let factor = b.constant { return a.scaled(by: factor) }
                return .combine(a, b, over: extents, *)
            case .floorDivide, .remainder:
                guard !b.table(over: extents).contains(0) else {
                    throw scope.error(right.offset, "'\(operation.rawValue)' by 0")
                }
                return .combine(a, b, over: extents) {
                    let (quotient, rest) = floorDivision($0, $1)
                    return operation == .floorDivide ? quotient : rest
                }
            default: break
            }
        case .call("minimum", let arguments), .call("maximum", let arguments):
            let values = try arguments.map { try indexValue($0, scope, indices) }
            let isMinimum = if case .call("minimum", _) = expression.kind { true } else { false }
            return .combine(values[0], values[1], over: extents, isMinimum ? { min($0, $1) } : { max($0, $1) })
        case .indexed(let name, let terms):
            let view = try scope.tensor(name, at: expression.offset)
            guard let values = integers[view.node] else { break }
            let places = try positions(view, terms, at: expression.offset, scope, indices)
            for place in places.axes where place.isBeyond(indices.shape) {
                throw scope.error(place.offset, place.message(name, view.shape, indices.shape))
            }
            return .table(places.flattened(view.shape, over: indices.shape).map { values[view.map[$0!] ?? 0] })
        default: break
        }
        throw scope.error(
            expression.offset,
            "an index is made of indices, integers, attributes, sizes and inputs of integers, with + - * // %")
    }
}

/// The index along each axis of a tensor, at every place of an index scope.
private struct IndexedPlaces {
    struct Axis {
        let value: IndexValue
        let extent: Int
        let offset: Int
        var number = 0

        /// Whether some place of the scope is beyond the axis.
        func isBeyond(_ scope: Shape) -> Bool {
            guard let range = value.range(over: scope.extents) else { return false }
            return range.lowerBound < 0 || range.upperBound >= extent
        }

        func message(_ name: String, _ shape: Shape, _ scope: Shape) -> String {
            let range = value.range(over: scope.extents)!
            let position = range.lowerBound < 0 ? range.lowerBound : range.upperBound
            return "position \(position) is outside axis \(number) of '\(name)', shape \(shape)"
        }
    }

    let axes: [Axis]

    /// The tensor's elements at the places; holes where one is beyond it.
    func read(_ view: TensorView, over scope: Shape) -> TensorView {
        let strides = view.shape.rowMajorStrides
        let isInside = !axes.contains { $0.isBeyond(scope) }
        var start = 0
        var steps = [Int](repeating: 0, count: scope.rank)
        var isAffine = isInside
        for (axis, stride) in zip(axes, strides) {
            guard case .affine(let constant, let coefficients) = axis.value else {
                isAffine = false
                break
            }
            start += constant * stride
            for place in steps.indices { steps[place] += coefficients[place] * stride }
        }
        // Nothing is read where the scope has no places, however far beyond the tensor they would be.
        if isAffine, scope.elementCount > 0 { return view.strided(to: scope, start: start, steps) }
        return view.gathered(to: scope, flattened(view.shape, over: scope))
    }

    /// The row-major positions in the tensor; nil for places beyond it.
    func flattened(_ shape: Shape, over scope: Shape) -> [Int?] {
        var result = [Int?](repeating: 0, count: scope.elementCount)
        for (axis, stride) in zip(axes, shape.rowMajorStrides) {
            for (place, value) in axis.value.table(over: scope.extents).enumerated() {
                guard let sum = result[place] else { continue }
                result[place] = (0..<axis.extent).contains(value) ? sum + value * stride : nil
            }
        }
        return result
    }

    func isInside(over scope: Shape) -> [Bool] {
        var result = [Bool](repeating: true, count: scope.elementCount)
        for axis in axes {
            for (place, value) in axis.value.table(over: scope.extents).enumerated()
            where !(0..<axis.extent).contains(value) {
                result[place] = false
            }
        }
        return result
    }
}
