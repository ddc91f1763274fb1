internal import Values

// What is known before anything is computed: integers from attributes and shapes, lists of them, axes, shapes, and
// the conditions that choose between formulas.

extension GraphBuilder {
    /// The value of an expression of numbers, attributes and sizes; nil when something else is in it.
    ///
    /// - Throws: `SpecificationError` where an integer is too large, a divisor is 0 or an axis does not exist.
    func integer(_ expression: Expression, _ scope: FormulaScope) throws -> Int? {
        switch expression.kind {
        case .number(let digits): return Int32(digits).map(Int.init)
        case .prefix(.minus, let operand): return try integer(operand, scope).map { -$0 }
        case .name(let name):
            guard case .integer(let value) = scope.attributes[name] else { return nil }
            return try modest(value, at: expression.offset, scope)
        case .indexed(let name, let terms):
            guard scope.attributes[name] != nil else { return nil }
            return try element(of: name, terms, at: expression.offset, scope)
        case .infix(let operation, let left, let right):
            guard let a = try integer(left, scope), let b = try integer(right, scope) else { return nil }
            return try combine(operation, a, b, at: expression.offset, scope)
        case .call("minimum", let arguments):
            let values = try arguments.compactMap { try integer($0, scope) }
            return values.count == 2 ? min(values[0], values[1]) : nil
        case .call("maximum", let arguments):
            let values = try arguments.compactMap { try integer($0, scope) }
            return values.count == 2 ? max(values[0], values[1]) : nil
        case .call("where", let arguments):
            guard let holds = try condition(arguments[0], scope) else { return nil }
            return try integer(arguments[holds ? 1 : 2], scope)
        case .call(let name, let arguments):
            guard let function = ShapeFunction(rawValue: name), function != .extents,
                let shape = try shape(of: arguments[0], scope)
            else { return nil }
            switch function {
            case .rank, .extents: return shape.rank
            case .count: return try reducedAxes(arguments, of: shape, scope).reduce(1) { $0 * shape[$1] }
            case .size:
                let axes = try axes(arguments[1], of: shape, scope)
                guard axes.count == 1 else { throw scope.error(arguments[1].offset, "'size' takes one axis") }
                return shape[axes[0]]
            }
        default: return nil
        }
    }

    /// The most that an integer of a formula may be, so that sums and products of two do not overflow.
    private static let largest: UInt = 1 << 31

    private func combine(
        _ operation: InfixOperator, _ a: Int, _ b: Int, at offset: Int, _ scope: FormulaScope
    ) throws -> Int? {
        let value: Int
        switch operation {
        case .add: value = a + b
        case .subtract: value = a - b
        case .multiply: value = a * b
        case .floorDivide, .remainder:
            guard b != 0 else { throw scope.error(offset, "'\(operation.rawValue)' by 0") }
            let (quotient, rest) = floorDivision(a, b)
            value = operation == .floorDivide ? quotient : rest
        default: return nil
        }
        return try modest(value, at: offset, scope)
    }

    private func modest(_ value: Int, at offset: Int, _ scope: FormulaScope) throws -> Int {
        guard value.magnitude <= Self.largest else { throw scope.error(offset, "\(value) is too large an integer") }
        return value
    }

    /// `stride[0]`, an element of an attribute that is a list.
    private func element(
        of attribute: String, _ terms: [IndexTerm], at offset: Int, _ scope: FormulaScope
    ) throws -> Int {
        guard case .integers(let values) = scope.attributes[attribute], terms.count == 1 else {
            throw scope.error(offset, "attribute '\(attribute)' is no list of integers")
        }
        let position =
            switch terms[0] {
            case .position(let position): position
            case .computed(let inner): try integer(inner, scope)
            case .variable(let name, let offset): try integer(Expression(.name(name), at: offset), scope)
            case .ellipsis: Int?.none
            }
        guard let position, let index = Shape([values.count]).axis(position: position) else {
            throw scope.error(offset, "attribute '\(attribute)' has \(values.count) elements, counted from 0")
        }
        return try modest(values[index], at: offset, scope)
    }

    /// The shape of an input or `let`, for `size` and its like; nil for other expressions.
    private func shape(of expression: Expression, _ scope: FormulaScope) throws -> Shape? {
        guard case .name(let name) = expression.kind else { return nil }
        return scope.names.tensors[name]?.shape
    }

    /// Integers: a list, or an attribute or the extents that are one. A single integer counts as a list.
    func integers(_ expression: Expression, _ scope: FormulaScope) throws -> [Int] {
        if let value = try integer(expression, scope) { return [value] }
        switch expression.kind {
        case .list(let elements):
            return try elements.map {
                guard let value = try integer($0, scope) else {
                    throw scope.error($0.offset, "expected an integer or an attribute that is one")
                }
                return value
            }
        case .name(let name):
            if case .integers(let values) = scope.attributes[name] { return values }
        case .call(ShapeFunction.extents.rawValue, let arguments):
            if let shape = try shape(of: arguments[0], scope) { return shape.extents }
        default: break
        }
        throw scope.error(expression.offset, "expected integers: a number, a list, or an attribute that is one")
    }

    func shape(_ expression: Expression, _ scope: FormulaScope) throws -> Shape {
        let extents = try integers(expression, scope)
        guard extents.allSatisfy({ $0 >= 0 }) else {
            throw scope.error(expression.offset, "a shape has no negative extents, got \(extents)")
        }
        return try scope.checked(Shape(extents), at: expression.offset)
    }

    /// Axes, resolved against a rank (-1 is the last), without repetitions and in the order given.
    func axes(_ expression: Expression, of shape: Shape, _ scope: FormulaScope) throws -> [Int] {
        let axes = try integers(expression, scope).map { try resolve($0, in: shape, at: expression.offset, scope) }
        guard Set(axes).count == axes.count else {
            throw scope.error(expression.offset, "axes \(axes) name one axis twice")
        }
        return axes
    }

    /// The axes that a reduction or count names in its second argument; all where it has none.
    func reducedAxes(_ arguments: [Expression], of shape: Shape, _ scope: FormulaScope) throws -> [Int] {
        arguments.count > 1 ? try axes(arguments[1], of: shape, scope) : Array(0..<shape.rank)
    }

    func resolve(_ axis: Int, in shape: Shape, at offset: Int, _ scope: FormulaScope) throws -> Int {
        guard let resolved = shape.axis(axis) else {
            throw scope.error(offset, "there is no axis \(axis) in shape \(shape)")
        }
        return resolved
    }

    // MARK: Conditions

    /// Whether a condition on attributes and sizes alone holds; nil when something else is in it.
    func condition(_ expression: Expression, _ scope: FormulaScope) throws -> Bool? {
        switch expression.kind {
        case .name(let name):
            if case .bool(let value) = scope.attributes[name] { return value }
            return nil
        case .prefix(.not, let operand): return try condition(operand, scope).map { !$0 }
        case .infix(.and, let left, let right):
            guard let a = try condition(left, scope), let b = try condition(right, scope) else { return nil }
            return a && b
        case .infix(.or, let left, let right):
            guard let a = try condition(left, scope), let b = try condition(right, scope) else { return nil }
            return a || b
        case .infix(let operation, let left, let right):
            if let a = try word(left, scope), let b = try word(right, scope) {
                switch operation {
                case .equal: return a == b
                case .notEqual: return a != b
                default: throw scope.error(expression.offset, "words can be equal or not, and nothing else")
                }
            }
            guard let a = try number(left, scope), let b = try number(right, scope) else { return nil }
            switch operation {
            case .equal: return a == b
            case .notEqual: return a != b
            case .less: return a < b
            case .lessOrEqual: return a <= b
            case .greater: return a > b
            case .greaterOrEqual: return a >= b
            default: return nil
            }
        default: return nil
        }
    }

    /// A number that is known: an integer, or an attribute that is a real number.
    private func number(_ expression: Expression, _ scope: FormulaScope) throws -> Double? {
        if let value = try integer(expression, scope) { return Double(value) }
        guard case .name(let name) = expression.kind, case .real(let value) = scope.attributes[name] else { return nil }
        return value
    }

    /// A word in quotes, or an attribute that is one of several words.
    private func word(_ expression: Expression, _ scope: FormulaScope) throws -> String? {
        switch expression.kind {
        case .text(let word): return word
        case .name(let name):
            if case .text(let word) = scope.attributes[name] { return word }
            return nil
        default: return nil
        }
    }
}

extension Shape {
    /// The place of an element that may be counted from the end, on the only axis.
    fileprivate func axis(position: Int) -> Int? {
        let resolved = position < 0 ? position + extents[0] : position
        return (0..<extents[0]).contains(resolved) ? resolved : nil
    }
}

/// The quotient rounded down, and the rest, which has the sign of the divisor.
func floorDivision(_ a: Int, _ b: Int) -> (quotient: Int, rest: Int) {
    let (quotient, rest) = a.quotientAndRemainder(dividingBy: b)
    return rest != 0 && (rest < 0) != (b < 0) ? (quotient - 1, rest + b) : (quotient, rest)
}
