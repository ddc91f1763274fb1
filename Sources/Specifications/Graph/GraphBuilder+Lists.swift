internal import Values

// Lists of tensors: inputs that take any number of them, and outputs that are several.

extension GraphBuilder {
    /// The tensors of an expression that is a list of them: a name of one, or `unbind(x, axis)`; nil for others.
    mutating func list(of expression: Expression, _ scope: FormulaScope) throws -> [TensorView]? {
        switch expression.kind {
        case .name(let name): return scope.names.lists[name]
        case .call(Vocabulary.unbind, let arguments):
            let view = try build(arguments[0], scope)
            let axes = try axes(arguments[1], of: view.shape, scope)
            guard axes.count == 1 else { throw scope.error(arguments[1].offset, "'unbind' takes one axis") }
            var strides = view.shape.rowMajorStrides
            let stride = strides.remove(at: axes[0])
            var extents = view.shape.extents
            let count = extents.remove(at: axes[0])
            return (0..<count).map { view.strided(to: Shape(extents), start: $0 * stride, strides) }
        default: return nil
        }
    }

    /// `concatenate(tensors, axis)` or `stack(tensors, axis)`.
    mutating func join(
        _ function: ListFunction, _ arguments: [Expression], at offset: Int, _ scope: FormulaScope
    ) throws -> TensorView {
        var views: [TensorView]
        if case .list(let elements) = arguments[0].kind {
            views = try elements.map { try build($0, scope) }
        } else if let list = try list(of: arguments[0], scope) {
            views = list
        } else {
            throw scope.error(arguments[0].offset, "'\(function.rawValue)' takes a list of tensors, such as [a, b]")
        }
        guard let first = views.first else {
            throw scope.error(arguments[0].offset, "'\(function.rawValue)' needs at least one tensor")
        }
        guard views.allSatisfy({ isLogical($0) == isLogical(first) }) else {
            throw scope.error(offset, "'\(function.rawValue)' joins numbers or conditions, not both")
        }
        let rank = first.shape.rank + (function == .stack ? 1 : 0)
        let axes = try axes(arguments[1], of: Shape([Int](repeating: 1, count: rank)), scope)
        guard axes.count == 1 else { throw scope.error(arguments[1].offset, "'\(function.rawValue)' takes one axis") }
        let axis = axes[0]
        if function == .stack {
            guard views.allSatisfy({ $0.shape == first.shape }) else {
                throw scope.error(offset, "'stack' takes tensors of one shape, got \(Self.text(views))")
            }
            var extents = first.shape.extents
            extents.insert(1, at: axis)
            views = views.map { $0.reshaped(to: Shape(extents)) }
        }
        func others(_ view: TensorView) -> [Int] {
            var extents = view.shape.extents
            if axis < extents.count { extents.remove(at: axis) }
            return extents
        }
        guard views.allSatisfy({ $0.shape.rank == rank && others($0) == others(views[0]) }) else {
            throw scope.error(
                offset, "'concatenate' takes tensors that differ along axis \(axis) alone, got \(Self.text(views))")
        }
        var shape = views[0].shape
        shape[axis] = views.reduce(0) { $0 + $1.shape[axis] }
        _ = try scope.checked(shape, at: offset)
        return joined(views, along: axis, to: shape)
    }

    private static func text(_ views: [TensorView]) -> String {
        views.map(\.shape.description).joined(separator: " and ")
    }

    /// A chain of choices by position, which keeps every element as it is.
    private mutating func joined(_ views: [TensorView], along axis: Int, to shape: Shape) -> TensorView {
        var result: TensorView?
        var start = 0
        for view in views {
            let extent = view.shape[axis]
            let placed = view.rearranged(to: shape) { index in
                guard (start..<start + extent).contains(index[axis]) else { return nil }
                var source = index
                source[axis] -= start
                return source
            }
            start += extent
            guard let before = result else {
                result = placed
                continue
            }
            let isBefore = (0..<shape.elementCount).map { shape.index(at: $0)[axis] < start - extent }
            let mask = addConstant(HostArray(isBefore, shape: shape))
            result = add(.elementwise(.select), [mask, before, placed], shape: shape, isLogical: isLogical(view))
        }
        return result!
    }
}
