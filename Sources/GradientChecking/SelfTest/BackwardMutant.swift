internal import TensorEngine

/// A backward pass that is wrong on purpose, and the right one beside it: what a gradient check must tell apart.
public struct BackwardMutant: Sendable {
    /// What is wrong: `sign flipped`.
    public let kind: String
    /// Where: `softmax`.
    public let operation: String
    /// The verdict that it deserves.
    public let expected: GradientReport.Verdict
    let order: Int
    /// Whether it is one of many mistakes in the same derivative at the same inputs.
    private(set) var isGeneral = false
    let inputs: [HostArray]
    let wrong: @Sendable ([Tensor]) -> [Tensor]
    /// The same function with its right derivative; nil where the mistake is not in a derivative.
    let right: (@Sendable ([Tensor]) -> [Tensor])?

    /// The whole catalogue.
    public static var all: [BackwardMutant] {
        general.map { mutant in
            var copy = mutant
            copy.isGeneral = true
            return copy
        } + particular
    }

    init(
        _ kind: String, of operation: String, at inputs: [Tensor], expected: GradientReport.Verdict = .wrongFormula,
        order: Int = 1, right: (@Sendable ([Tensor]) -> [Tensor])?, wrong: @escaping @Sendable ([Tensor]) -> [Tensor]
    ) {
        self.kind = kind
        self.operation = operation
        self.expected = expected
        self.order = order
        self.inputs = inputs.map(\.hostArray)
        self.wrong = wrong
        self.right = right
    }

    /// What a mutant's derivative is made from: the call, and the right derivative.
    struct RightDerivative: Sendable {
        let call: DerivativeCall
        fileprivate let derivative: TensorEngine.Operation.Derivative?

        /// The right cotangents of the inputs.
        var values: [Tensor?] { derivative?(call) ?? [] }

        /// What they would be for another cotangent of the only output.
        func values(for cotangent: Tensor) -> [Tensor?] { derivative?(call.replacingCotangents([cotangent])) ?? [] }
    }

    /// An operation with another derivative.
    init(
        _ kind: String, _ operation: TensorEngine.Operation, at inputs: [Tensor], _ attributes: Attributes = [:],
        expected: GradientReport.Verdict = .wrongFormula, order: Int = 1,
        change: @escaping @Sendable (RightDerivative) -> [Tensor?]
    ) {
        let derivative = operation.derivative
        let mutant = operation.variant(
            named: "\(operation.name) (\(kind))",
            derivative: { call in change(RightDerivative(call: call, derivative: derivative)) })
        self.init(
            kind, of: operation.name, at: inputs, expected: expected, order: order,
            right: { apply(operation, $0, attributes) }, wrong: { apply(mutant, $0, attributes) })
    }
}

/// Numbers to differentiate at: the same everywhere, neither special nor symmetric.
func sample(_ extents: Int..., seed: UInt64, from least: Float = -2, to greatest: Float = 2) -> Tensor {
    var stream = SeededStream(seed: seed, 7)
    let shape = Shape(extents)
    let elements = (0..<shape.elementCount).map { _ in
        least + (greatest - least) * Float(stream.next() >> 40) * 0x1p-24
    }
    return Tensor(elements, shape: shape)
}
