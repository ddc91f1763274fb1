internal import Values

// Functions that only move elements. Where to is known before anything is computed.

extension GraphBuilder {
    func structural(
        _ function: StructuralFunction, _ view: TensorView, _ arguments: [Expression], at offset: Int,
        _ scope: FormulaScope
    ) throws -> TensorView {
        let shape = view.shape
        switch function {
        case .squeeze:
            let axes = try self.axes(arguments[0], of: shape, scope)
            for axis in axes where shape[axis] != 1 {
                throw scope.error(offset, "'squeeze' removes axes of extent 1, but axis \(axis) of \(shape) is not")
            }
            return view.reshaped(to: Shape((0..<shape.rank).filter { !axes.contains($0) }.map { shape[$0] }))
        case .unsqueeze:
            let places = try integers(arguments[0], scope)
            let result = Shape([Int](repeating: 1, count: shape.rank + places.count))
            let axes = try places.map { try resolve($0, in: result, at: arguments[0].offset, scope) }
            var extents: [Int] = []
            var rest = shape.extents[...]
            guard Set(axes).count == axes.count else {
                throw scope.error(arguments[0].offset, "axes \(places) name one axis twice")
            }
            for axis in 0..<result.rank { extents.append(axes.contains(axis) ? 1 : rest.removeFirst()) }
            return view.reshaped(to: Shape(extents))
        case .broadcast:
            let target = try self.shape(arguments[0], scope)
            guard let result = view.broadcast(to: target) else {
                throw scope.error(offset, "shape \(shape) does not broadcast to \(target)")
            }
            return result
        case .reshape:
            let target = try reshapedShape(arguments[0], of: shape, scope)
            guard target.elementCount == shape.elementCount else {
                throw scope.error(offset, "shape \(shape) cannot be reshaped to \(target)")
            }
            return view.reshaped(to: target)
        case .permute:
            return try permuted(view, try axes(arguments[0], of: shape, scope), at: offset, scope)
        case .transpose:
            guard shape.rank >= 2 else {
                throw scope.error(offset, "'transpose' needs at least two axes, got shape \(shape)")
            }
            var order = Array(0..<shape.rank)
            order.swapAt(shape.rank - 1, shape.rank - 2)
            return try permuted(view, order, at: offset, scope)
        case .tile:
            let repeats = try integers(arguments[0], scope)
            guard repeats.count == shape.rank, repeats.allSatisfy({ $0 >= 0 }) else {
                throw scope.error(offset, "'tile' of shape \(shape) needs a count that is not negative for each axis")
            }
            let target = try scope.checked(Shape(zip(shape.extents, repeats).map { $0 * $1 }), at: offset)
            return view.rearranged(to: target) { index in zip(index, shape.extents).map { $0 % $1 } }
        case .moveaxis:
            let axes = try arguments.flatMap { try self.axes($0, of: shape, scope) }
            guard axes.count == 2 else { throw scope.error(offset, "'moveaxis' takes an axis and its new place") }
            var order = Array(0..<shape.rank)
            order.insert(order.remove(at: axes[0]), at: axes[1])
            return try permuted(view, order, at: offset, scope)
        case .take:
            let places = try integers(arguments[0], scope)
            let axis = try self.axes(arguments[1], of: shape, scope)
            guard axis.count == 1 else { throw scope.error(arguments[1].offset, "'take' takes one axis") }
            guard places.allSatisfy({ (0..<shape[axis[0]]).contains($0) }) else {
                throw scope.error(offset, "'take' leaves axis \(axis[0]) of shape \(shape)")
            }
            var extents = shape.extents
            extents[axis[0]] = places.count
            return view.rearranged(to: try scope.checked(Shape(extents), at: offset)) { index in
                var source = index
                source[axis[0]] = places[index[axis[0]]]
                return source
            }
        case .slice, .embed:
            let starts = try integers(arguments[0], scope)
            let steps = try integers(arguments[1], scope)
            let target = try self.shape(arguments[2], scope)
            guard starts.count == shape.rank, steps.count == shape.rank, target.rank == shape.rank else {
                throw scope.error(
                    offset, "'\(function.rawValue)' of shape \(shape) needs a start, a step and an extent for each axis"
                )
            }
            return function == .slice
                ? try sliced(view, starts, steps, target, at: offset, scope)
                : try embedded(view, starts, steps, target, at: offset, scope)
        }
    }

    /// The shape that `reshape` asks for; one extent may be -1, for what the others leave.
    private func reshapedShape(_ expression: Expression, of shape: Shape, _ scope: FormulaScope) throws -> Shape {
        var extents = try integers(expression, scope)
        guard extents.filter({ $0 == -1 }).count == 1 else { return try self.shape(expression, scope) }
        let place = extents.firstIndex(of: -1)!
        extents[place] = 1
        guard extents.allSatisfy({ $0 >= 0 }) else {
            throw scope.error(expression.offset, "a shape has no negative extents, got \(extents)")
        }
        let known = try scope.checked(Shape(extents), at: expression.offset).elementCount
        guard known > 0, shape.elementCount % known == 0 else {
            throw scope.error(expression.offset, "shape \(shape) leaves no extent for -1 beside \(extents)")
        }
        extents[place] = shape.elementCount / known
        return Shape(extents)
    }

    private func permuted(
        _ view: TensorView, _ axes: [Int], at offset: Int, _ scope: FormulaScope
    ) throws -> TensorView {
        guard axes.sorted() == Array(0..<view.shape.rank) else {
            throw scope.error(offset, "\(axes) is no permutation of the axes of \(view.shape)")
        }
        let strides = view.shape.rowMajorStrides
        return view.strided(to: Shape(axes.map { view.shape[$0] }), axes.map { strides[$0] })
    }

    private func sliced(
        _ view: TensorView, _ starts: [Int], _ steps: [Int], _ target: Shape, at offset: Int, _ scope: FormulaScope
    ) throws -> TensorView {
        for axis in 0..<target.rank where target[axis] > 0 {
            let last = starts[axis] + (target[axis] - 1) * steps[axis]
            guard (0..<view.shape[axis]).contains(starts[axis]), (0..<view.shape[axis]).contains(last) else {
                throw scope.error(offset, "the slice leaves axis \(axis) of shape \(view.shape)")
            }
        }
        let strides = view.shape.rowMajorStrides
        return view.strided(
            to: target, start: zip(starts, strides).reduce(0) { $0 + $1.0 * $1.1 },
            zip(steps, strides).map { $0 * $1 })
    }

    private func embedded(
        _ view: TensorView, _ starts: [Int], _ steps: [Int], _ target: Shape, at offset: Int, _ scope: FormulaScope
    ) throws -> TensorView {
        guard steps.allSatisfy({ $0 != 0 }) else { throw scope.error(offset, "'embed' needs steps other than 0") }
        let extents = view.shape.extents
        return view.rearranged(to: target) { index in
            var source: [Int] = []
            for axis in index.indices {
                let (place, rest) = (index[axis] - starts[axis]).quotientAndRemainder(dividingBy: steps[axis])
                guard rest == 0, place >= 0, place < extents[axis] else { return nil }
                source.append(place)
            }
            return source
        }
    }
}
