internal import Values

// The translation of each kind of expression. Checks of names and argument counts are done when a definition is read;
// here shapes and types are checked.

extension GraphBuilder {
    mutating func build(_ expression: Expression, _ scope: FormulaScope) throws -> TensorView {
        switch expression.kind {
        case .number(let digits): return add(.number(.digits(digits)), [], shape: .scalar)
        case .text: throw scope.error(expression.offset, "a word in quotes can only be compared with an attribute")
        case .name(let name): return try buildName(name, at: expression.offset, scope)
        case .prefix(let operation, let operand):
            return try elementwise(
                operation == .minus ? .negate : .not, [try build(operand, scope)], at: expression.offset, scope)
        case .infix(.power, let base, let exponent):
            guard let power = try integer(exponent, scope) else {
                throw scope.error(
                    exponent.offset, "the exponent of '^' must be an integer that is known; 'pow(x, y)' takes any")
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
            let values = addConstant(HostArray((0..<extent).map(Int64.init)))
            let place = indices.batch.rank + axis
            return values.strided(to: indices.shape, indices.shape.extents.indices.map { $0 == place ? 1 : 0 })
        }
        if scope.names.lists[name] != nil || scope.names.tensors[name] != nil {
            let view = try scope.tensor(name, at: offset)
            if scope.indices != nil, view.shape.rank > 0 {
                throw scope.error(offset, "tensor '\(name)' needs indices here, such as '\(name)[..., i]'")
            }
            return view
        }
        switch scope.attributes[name] {
        case .integer(let value): return add(.number(.digits(String(value))), [], shape: .scalar)
        case .real(let value) where value.isInfinite:
            let infinity = add(.number(.infinity), [], shape: .scalar)
            return value > 0 ? infinity : add(.elementwise(.negate), [infinity], shape: .scalar)
        case .real(let value): return addConstant(HostArray([value], shape: .scalar))
        case .bool(let value):
            return addConstant(HostArray([value], shape: .scalar))
        case .integers, .text: throw scope.error(offset, "attribute '\(name)' is not a number")
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
        case .floorDivide, .remainder:
            let ratio = try elementwise(.divide, [a, b], at: offset, scope)
            let quotient = try elementwise(.floor, [ratio], at: offset, scope)
            guard operation == .remainder else { return quotient }
            let product = try elementwise(.multiply, [b, quotient], at: offset, scope)
            return try elementwise(.subtract, [a, product], at: offset, scope)
        case .power: preconditionFailure("powers are built apart")
        }
    }

    /// Broadcasts the operands together and checks that numbers and truth values stand where they should.
    mutating func elementwise(
        _ function: ElementwiseFunction, _ operands: [TensorView], at offset: Int, _ scope: FormulaScope
    ) throws -> TensorView {
        if function == .equal || function == .notEqual, operands.allSatisfy(isLogical) {
            return try agreement(operands, function, at: offset, scope)
        }
        let choosesTruth = function == .select && isLogical(operands[1])
        for (place, operand) in operands.enumerated() {
            let wantsLogical = function == .select ? place == 0 || choosesTruth : function.takesLogical
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

    /// Whether two conditions both hold or both do not, or the opposite.
    private mutating func agreement(
        _ operands: [TensorView], _ function: ElementwiseFunction, at offset: Int, _ scope: FormulaScope
    ) throws -> TensorView {
        let opposite = try elementwise(.not, [operands[1]], at: offset, scope)
        let (then, otherwise) = function == .equal ? (operands[1], opposite) : (opposite, operands[1])
        return try elementwise(.select, [operands[0], then, otherwise], at: offset, scope)
    }

    // MARK: Calls

    private mutating func buildCall(
        _ name: String, _ arguments: [Expression], at offset: Int, _ scope: FormulaScope
    ) throws -> TensorView {
        if let function = ElementwiseFunction.callable.first(where: { $0.rawValue == name }) {
            // A condition on attributes and sizes chooses before anything is computed.
            if function == .select, let holds = try condition(arguments[0], scope) {
                return try build(arguments[holds ? 1 : 2], scope)
            }
            var operands: [TensorView] = []
            for argument in arguments { operands.append(try build(argument, scope)) }
            return try elementwise(function, operands, at: offset, scope)
        }
        if name == Vocabulary.padded { return try buildPadded(arguments, at: offset, scope) }
        if name == Vocabulary.unbind {
            throw scope.error(offset, "'unbind' makes a list of tensors: it stands alone, as in 'y = unbind(x, 0)'")
        }
        if let function = ListFunction(rawValue: name) { return try join(function, arguments, at: offset, scope) }
        if let function = ShapeFunction(rawValue: name) { return try build(function, arguments, at: offset, scope) }
        let view = try build(arguments[0], scope)
        if let function = StructuralFunction(rawValue: name) {
            return try structural(function, view, Array(arguments.dropFirst()), at: offset, scope)
        }
        let function = ReductionFunction(rawValue: name)!
        guard arguments.count > 1 || scope.indices == nil else {
            throw scope.error(
                offset, "'\(name)' of all elements cannot stand among indices; bind some, as in '\(name)(k: ...)'")
        }
        let axes = try reducedAxes(arguments, of: view.shape, scope)
        guard isLogical(view) == function.takesLogical else {
            throw scope.error(offset, "'\(name)' combines \(function.takesLogical ? "conditions" : "numbers")")
        }
        // The maximum of no elements is no number; it matters only where something reads it.
        let kept = reduce(function, view, axes: axes, count: axes.reduce(1) { $0 * view.shape[$1] })
        return arguments.count > 1 ? kept : kept.strided(to: .scalar, [])
    }

    /// A size as a number of the formula.
    private mutating func build(
        _ function: ShapeFunction, _ arguments: [Expression], at offset: Int, _ scope: FormulaScope
    ) throws -> TensorView {
        if function == .extents {
            throw scope.error(offset, "'extents' is a list of integers: it stands where a shape is expected")
        }
        let expression = Expression(.call(function.rawValue, arguments), at: offset)
        if let value = try integer(expression, scope) {
            return add(.number(.digits(String(value))), [], shape: .scalar)
        }
        // The size of a whole formula: its shape is known once it is built.
        let view = try build(arguments[0], scope)
        if function == .rank { return add(.number(.digits(String(view.shape.rank))), [], shape: .scalar) }
        let count = try reducedAxes(arguments, of: view.shape, scope).reduce(1) { $0 * view.shape[$1] }
        return add(.number(.digits(String(count))), [], shape: .scalar)
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
