internal import CEngineKernels

// Logic of bool tensors, element by element, with broadcasting.

extension Operation {
    /// a and b
    public static let logicalAnd = logic("logicalAnd", engine_and)

    /// a or b, or both
    public static let logicalOr = logic("logicalOr", engine_or)

    /// either a or b
    public static let logicalXor = logic("logicalXor", engine_xor)

    /// not a
    public static let logicalNot: Operation = Operation(name: "logicalNot") { types, _ throws(OperandError) in
        try expect(types, count: 1)
        if types[0].dtype != .bool { throw OperandError("the operand must be bool, got \(types[0])") }
        return types
    } kernel: { inputs, _ in
        elementwise("logicalNot", [.bool: engine_not], inputs[0])
    }

    private static func logic(_ name: String, _ loop: @escaping engine_binary) -> Operation {
        Operation(name: name, shapeRule: broadcasting([.bool])) { inputs, _ in
            elementwise(name, [.bool: loop], inputs)
        }
    }
}

extension Tensor {
    /// - Precondition: both are bool, and the shapes broadcast.
    public static func .& (left: Tensor, right: Tensor) -> Tensor { Operation.logicalAnd(left, right) }

    /// - Precondition: both are bool, and the shapes broadcast.
    public static func .| (left: Tensor, right: Tensor) -> Tensor { Operation.logicalOr(left, right) }

    /// - Precondition: both are bool, and the shapes broadcast.
    public static func .^ (left: Tensor, right: Tensor) -> Tensor { Operation.logicalXor(left, right) }

    /// - Precondition: the tensor is bool.
    public static prefix func .! (operand: Tensor) -> Tensor { Operation.logicalNot(operand) }
}
