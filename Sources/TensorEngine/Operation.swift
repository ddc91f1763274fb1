/// An operation of tensors, as data: what it is called, which results it has, how they are computed and how gradients
/// flow back.
///
/// Every public function of the engine is a call of one of these (see `OperationTable.standard`). Defining another,
/// or one that is wrong on purpose, needs nothing else:
///
///     let double = Operation(name: "double", shapeRule: Operation.sameType) { inputs, _ in
///         [inputs[0] + inputs[0]]
///     } derivative: { call in
///         [2 * call.cotangent]
///     }
///     let y = double(x)
public struct Operation: Sendable {
    /// The types of the results from those of the inputs. Throws what is wrong with them.
    public typealias ShapeRule = @Sendable ([TensorType], Attributes) throws(OperandError) -> [TensorType]

    /// The results. Inputs have the types that the shape rule accepted, and no gradient history. What a kernel does is
    /// not recorded: neither for gradients nor by a graph capture.
    public typealias Kernel = @Sendable ([Tensor], Attributes) -> [Tensor]

    /// The cotangent of each input, nil where there is none. Written in engine operations, it can be captured and
    /// differentiated again; other arithmetic shows in a capture's `unseen`.
    public typealias Derivative = @Sendable (DerivativeCall) -> [Tensor?]

    /// The name, unique in a table: `softmax`.
    public let name: String

    /// The name of the specification that says what the operation should compute.
    public let specification: String

    public let shapeRule: ShapeRule
    public let kernel: Kernel

    /// Nil when there is none: differentiating the operation is an error.
    public let derivative: Derivative?

    /// - Parameter specification: the operation's own name unless given.
    public init(
        name: String, specification: String? = nil, shapeRule: @escaping ShapeRule, kernel: @escaping Kernel,
        derivative: Derivative? = nil
    ) {
        self.name = name
        self.specification = specification ?? name
        self.shapeRule = shapeRule
        self.kernel = kernel
        self.derivative = derivative
    }

    /// The same operation under another name with another kernel or derivative: a second way to meet the same
    /// specification.
    public func variant(named name: String, kernel: Kernel? = nil, derivative: Derivative? = nil) -> Operation {
        Operation(
            name: name, specification: specification, shapeRule: shapeRule, kernel: kernel ?? self.kernel,
            derivative: derivative ?? self.derivative)
    }

    /// The only result of the operation.
    ///
    /// - Precondition: the shape rule accepts the inputs, and the operation has one result.
    public func callAsFunction(_ inputs: Tensor..., attributes: Attributes = [:]) -> Tensor {
        let results = apply(self, inputs, attributes)
        if results.count != 1 { trap("\(name) has \(results.count) results; use apply(_:_:_:)") }
        return results[0]
    }
}

/// What a derivative is given: one call of the operation, and the cotangents of its results.
public struct DerivativeCall: Sendable {
    public let inputs: [Tensor]
    public let outputs: [Tensor]
    public let attributes: Attributes

    /// One for each output, of its type; zeros where the result does not depend on the output.
    public let cotangents: [Tensor]

    /// Whether an input's cotangent is asked for. Cotangents of the others may be nil.
    public let needsCotangent: [Bool]

    /// The cotangent of the only output.
    public var cotangent: Tensor { cotangents[0] }

    /// The same call with other cotangents of its outputs.
    ///
    /// - Precondition: they have the types of the outputs.
    public func replacingCotangents(_ cotangents: [Tensor]) -> DerivativeCall {
        if cotangents.map(\.type) != outputs.map(\.type) {
            trap("cotangents \(cotangents.map(\.type)) do not match the outputs \(outputs.map(\.type))")
        }
        return DerivativeCall(
            inputs: inputs, outputs: outputs, attributes: attributes, cotangents: cotangents,
            needsCotangent: needsCotangent)
    }

    /// The cotangent of an input if it is asked for.
    public func cotangent(ofInput position: Int, _ compute: () -> Tensor) -> Tensor? {
        needsCotangent[position] ? compute() : nil
    }
}

/// Operands that an operation cannot be applied to, and why.
public struct OperandError: Error, Sendable, Hashable, CustomStringConvertible {
    public let description: String

    public init(_ description: String) { self.description = description }
}
