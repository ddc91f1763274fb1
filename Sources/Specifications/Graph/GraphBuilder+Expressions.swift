internal import Values

// The translation of each kind of expression. Checks of names and argument counts are done when a definition is read;
// here shapes and types are checked.

extension GraphBuilder {
    mutating func build(_ expression: Expression, _ scope: FormulaScope) throws -> TensorView {
        switch expression.kind {
        case .number(let digits): return add(.number(.digits(digits)), [], shape: .scalar)
        case .name(let name): return try buildName(name, at: expression.offset, scope)
        case .prefix(let operation, let operand):
            return try elementwise(
                operation == .minus ? .negate : .not, [try build(operand, scope)], at: expression.offset, scope)
        case .infix(.power, let base, let exponent):
            guard let power = integer(exponent, scope) else {
                throw scope.error(exponent.offset, "the exponent of '^' must be an integer")
            }
            let view = try build(base, scope)
            return add(.power(power), [view], shape: view.shape)
        case .infix(let operation, let left, let right):
            return try buildInfix(operation, left, right, at: expression.offset, scope)
        case .indexed(let name, let terms): return try buildIndexed(name, terms, at: expression.offset, scope)
        case .comprehension(let name, let bound, let body):
            return try buildComprehension(name, bound, body, at: expression.offset, scope)
        case .call(let name, let arguments): return try buildCall(name, arguments, at: expression.offset, scope)
        case .list: throw scope.error(expression.offset, "a list can only stand where axes or a shape are expected")
        }
    }

    private mutating func buildName(_ name: String, at offset: Int, _ scope: FormulaScope) throws -> TensorView {
        if let indices = scope.indices, let axis = indices.names.firstIndex(of: name) {
            let extent = indices.extents[name]!
            let values = addConstant(HostArray((0..<extent).map(Double.init)))
            let place = indices.batch.rank + axis
            return values.strided(to: indices.shape, indices.shape.extents.indices.map { $0 == place ? 1 : 0 })
        }
        if let view = scope.tensors[name] {
            if scope.indices != nil, view.shape.rank > 0 {
                throw scope.error(offset, "tensor '\(name)' needs indices here, such as '\(name)[..., i]'")
            }
            return view
        }
        switch scope.attributes[name] {
        case .integer(let value): return add(.number(.digits(String(value))), [], shape: .scalar)
        case .real(let value): return addConstant(HostArray([value], shape: .scalar))
        case .bool, .integers, .text: throw scope.error(offset, "attribute '\(name)' is not a number")
        case nil: break
        }
        switch name {
        case "pi": return add(.number(.pi), [], shape: .scalar)
        case "inf": return add(.number(.infinity), [], shape: .scalar)
        case "nan": return add(.number(.nan), [], shape: .scalar)
        default: throw scope.error(offset, "unknown name '\(name)'")
        }
    }

    private mutating func buildInfix(
        _ operation: InfixOperator, _ left: Expression, _ right: Expression, at offset: Int, _ scope: FormulaScope
    ) throws -> TensorView {
        let a = try build(left, scope)
        let b = try build(right, scope)
        switch operation {
        case .add: return try elementwise(.add, [a, b], at: offset, scope)
        case .subtract: return try elementwise(.subtract, [a, b], at: offset, scope)
        case .multiply: return try elementwise(.multiply, [a, b], at: offset, scope)
        case .divide: return try elementwise(.divide, [a, b], at: offset, scope)
        case .equal: return try elementwise(.equal, [a, b], at: offset, scope)
        case .notEqual: return try elementwise(.notEqual, [a, b], at: offset, scope)
        case .less: return try elementwise(.less, [a, b], at: offset, scope)
        case .lessOrEqual: return try elementwise(.lessOrEqual, [a, b], at: offset, scope)
        case .greater: return try elementwise(.less, [b, a], at: offset, scope)
        case .greaterOrEqual: return try elementwise(.lessOrEqual, [b, a], at: offset, scope)
        case .and: return try elementwise(.and, [a, b], at: offset, scope)
        case .or: return try elementwise(.or, [a, b], at: offset, scope)
        case .power: preconditionFailure("powers are built apart")
        }
    }

    /// Broadcasts the operands together and checks that numbers and truth values stand where they should.
    private mutating func elementwise(
        _ function: ElementwiseFunction, _ operands: [TensorView], at offset: Int, _ scope: FormulaScope
    ) throws -> TensorView {
        for (place, operand) in operands.enumerated() {
            let wantsLogical = function == .select ? place == 0 : function.takesLogical
            guard isLogical(operand) == wantsLogical else {
                throw scope.error(
                    offset,
                    "'\(function.rawValue)' takes \(wantsLogical ? "a condition" : "a number") as argument \(place + 1)"
                )
            }
        }
        guard let shape = TensorView.broadcastShape(operands.map(\.shape)) else {
            throw scope.error(
                offset,
                "shapes \(operands.map(\.shape.description).joined(separator: " and ")) do not broadcast together")
        }
        if function == .signbit {
            guard case .input = graph.nodes[operands[0].node].operation else {
                throw scope.error(
                    offset, "'signbit' takes an input: the sign of a zero is no property of a real number")
            }
        }
        _ = try scope.checked(shape, at: offset)
        return add(.elementwise(function), operands.map { $0.broadcast(to: shape)! }, shape: shape)
    }

    // MARK: Indices

    private func buildIndexed(
        _ name: String, _ terms: [IndexTerm], at offset: Int, _ scope: FormulaScope
    ) throws -> TensorView {
        guard let view = scope.tensors[name] else { throw scope.error(offset, "unknown tensor '\(name)'") }
        let indices = try scope.bindings(around: Expression(.indexed(name, terms), at: offset))
        let batchRank = view.shape.rank - terms.filter { $0 != .ellipsis }.count
        let viewStrides = view.shape.rowMajorStrides
        // How far a step along each axis of the scope moves in the tensor.
        var strides = [Int](repeating: 0, count: indices.shape.rank)
        var start = 0
        var axis = 0
        for term in terms {
            switch term {
            case .ellipsis:
                for batchAxis in 0..<batchRank {
                    if view.shape[axis] != 1 {
                        strides[indices.batch.rank - batchRank + batchAxis] += viewStrides[axis]
                    }
                    axis += 1
                }
            case .variable(let index, let place):
                guard let position = indices.names.firstIndex(of: index) else {
                    throw scope.error(place, "unknown index '\(index)'")
                }
                strides[indices.batch.rank + position] += viewStrides[axis]
                axis += 1
            case .position(let position):
                start += position * viewStrides[axis]
                axis += 1
            }
        }
        return view.strided(to: indices.shape, start: start, strides)
    }

    private mutating func buildComprehension(
        _ name: String, _ bound: [String], _ body: Expression, at offset: Int, _ scope: FormulaScope
    ) throws -> TensorView {
        let function = ReductionFunction(rawValue: name)!
        var inner = scope
        var indices = try scope.bindings(around: body)
        let outerShape = indices.shape
        for index in bound {
            guard indices.extents[index] != nil else {
                throw scope.error(offset, "the extent of index '\(index)' cannot be told: no tensor is indexed by it")
            }
            indices.names.append(index)
        }
        _ = try scope.checked(indices.shape, at: offset)
        inner.indices = indices
        let value = try build(body, inner)
        guard let full = value.broadcast(to: indices.shape) else {
            throw scope.error(offset, "shape \(value.shape) does not fit the indices' \(indices.shape)")
        }
        guard isLogical(full) == function.takesLogical else {
            throw scope.error(offset, "'\(name)' combines \(function.takesLogical ? "conditions" : "numbers")")
        }
        let count = bound.reduce(1) { $0 * indices.extents[$1]! }
        return add(.reduce(function, count: count), [full], shape: outerShape)
    }

    // MARK: Calls

    private mutating func buildCall(
        _ name: String, _ arguments: [Expression], at offset: Int, _ scope: FormulaScope
    ) throws -> TensorView {
        if let function = ElementwiseFunction.callable.first(where: { $0.rawValue == name }) {
            // A flag among the attributes chooses before anything is computed.
            if function == .select, case .name(let flag) = arguments[0].kind,
                case .bool(let value) = scope.attributes[flag]
            {
                return try build(arguments[value ? 1 : 2], scope)
            }
            var operands: [TensorView] = []
            for argument in arguments { operands.append(try build(argument, scope)) }
            return try elementwise(function, operands, at: offset, scope)
        }
        let view = try build(arguments[0], scope)
        if let function = StructuralFunction(rawValue: name) {
            return try structural(function, view, Array(arguments.dropFirst()), at: offset, scope)
        }
        let axes = try self.axes(arguments[1], of: view.shape, scope)
        let count = axes.reduce(1) { $0 * view.shape[$1] }
        guard let function = ReductionFunction(rawValue: name) else {
            return add(.number(.digits(String(count))), [], shape: .scalar)
        }
        guard isLogical(view) == function.takesLogical else {
            throw scope.error(offset, "'\(name)' combines \(function.takesLogical ? "conditions" : "numbers")")
        }
        // The maximum of no elements is no number; it matters only where something reads it.
        return reduce(function, view, axes: axes, count: count)
    }

    private mutating func reduce(
        _ function: ReductionFunction, _ view: TensorView, axes: [Int], count: Int
    ) -> TensorView {
        var kept = view.shape
        for axis in axes { kept[axis] = 1 }
        let others = (0..<view.shape.rank).filter { !axes.contains($0) }
        // Bring the reduced axes to the end, so that each result element combines consecutive ones.
        let order = others + axes
        let moved = Shape(order.map { view.shape[$0] })
        let strides = view.shape.rowMajorStrides
        let operand = view.strided(to: moved, order.map { strides[$0] })
        return add(.reduce(function, count: count), [operand], shape: kept)
    }
}
