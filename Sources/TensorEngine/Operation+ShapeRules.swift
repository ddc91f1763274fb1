// Shape rules that several operations share, and what rules are made of.

extension Operation {
    /// One input; the result is like it.
    public static let sameType: ShapeRule = { types, _ throws(OperandError) in
        try expect(types, count: 1)
        return types
    }

    /// One floating-point input; the result is like it.
    public static let sameFloatType: ShapeRule = { types, _ throws(OperandError) in
        try expect(types, count: 1)
        try expectFloat(types)
        return types
    }

    /// A floating-point argument x and a cotangent g of its type, which is that of the result, too.
    static let argumentAndCotangent: ShapeRule = { types, _ throws(OperandError) in
        try expect(types, count: 2)
        try expectFloat(types)
        if types[0] != types[1] {
            throw OperandError("x and g must have one shape, got \(types[0].shape) and \(types[1].shape)")
        }
        return [types[0]]
    }

    /// One floating-point input, and a finite number under the name of an attribute, where it is given.
    static func sameFloatType(with parameter: String) -> ShapeRule {
        { types, attributes throws(OperandError) in
            try expect(types, count: 1)
            try expectFloat(types)
            if let value = attributes[parameter], attributes.real(parameter)?.isFinite != true {
                throw OperandError("attribute \(parameter) must be a finite number, got \(value)")
            }
            return types
        }
    }

    /// One floating-point input with the axis that the attribute `axis` names; the result is like the input.
    public static let sameFloatTypeWithAxis: ShapeRule = { types, attributes throws(OperandError) in
        try expect(types, count: 1)
        try expectFloat(types)
        _ = try attributes.axis(of: types[0].shape)
        return types
    }

    /// Two inputs of one dtype out of `dtypes`; their shapes broadcast to that of the result.
    static func broadcasting(_ dtypes: Set<DType>) -> ShapeRule {
        { types, _ throws(OperandError) in
            try expect(types, count: 2)
            guard types[0].dtype == types[1].dtype, dtypes.contains(types[0].dtype) else {
                let names = dtypes.map(\.rawValue).sorted().joined(separator: ", ")
                throw OperandError("operands must have one dtype out of \(names), got \(types[0]) and \(types[1])")
            }
            guard let shape = types[0].shape.broadcast(with: types[1].shape) else {
                throw OperandError("shapes \(types[0].shape) and \(types[1].shape) do not broadcast")
            }
            return [TensorType(types[0].dtype, shape)]
        }
    }

    static func expect(_ types: [TensorType], count: Int) throws(OperandError) {
        if types.count != count { throw OperandError("expected \(count) inputs, got \(types.count)") }
    }

    static func expectFloat(_ types: [TensorType]) throws(OperandError) {
        for type in types where !type.dtype.isFloatingPoint || type.dtype != types[0].dtype {
            let list = types.map(\.description).joined(separator: " and ")
            throw OperandError("operands must be all float32 or all float64, got \(list)")
        }
    }
}

extension Attributes {
    /// The axis named by the attribute `axis`, counted from the front; the last one where the attribute is missing.
    func axis(of shape: Shape) throws(OperandError) -> Int {
        let axis = integer("axis") ?? -1
        guard let resolved = shape.axis(axis) else {
            throw OperandError("axis \(axis) is not an axis of shape \(shape)")
        }
        return resolved
    }

    func integer(_ name: String) -> Int? { if case .integer(let value) = self[name] { value } else { nil } }

    func integers(_ name: String) throws(OperandError) -> [Int] {
        if case .integers(let values) = self[name] { return values }
        throw OperandError("attribute \(name) must be a list of integers, got \(self[name]?.description ?? "nothing")")
    }

    func shape(_ name: String) throws(OperandError) -> Shape {
        let extents = try integers(name)
        if extents.contains(where: { $0 < 0 }) {
            throw OperandError("attribute \(name) has a negative extent: \(extents)")
        }
        return Shape(extents)
    }

    /// A flag, false where it is missing.
    func flag(_ name: String) -> Bool { self[name] == .bool(true) }

    /// The value of an attribute that the shape rule has checked already.
    func checked<Result>(_ read: (Attributes) throws -> Result) -> Result {
        do { return try read(self) } catch { trap("\(error)") }
    }
}
