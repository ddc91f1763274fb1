/// The operations of an engine, and the ways it has of computing them.
public struct OperationTable: Sendable {
    /// In the order in which they were added.
    public private(set) var operations: [Operation]

    /// Every operation is its own default implementation; the others follow.
    public private(set) var implementations: [Implementation]

    /// - Precondition: names are unique.
    public init(_ operations: [Operation], otherImplementations: [Implementation] = []) {
        self.operations = []
        implementations = []
        for operation in operations { add(operation) }
        for implementation in otherImplementations { add(implementation) }
    }

    /// The operation with a name, or nil.
    public func operation(named name: String) -> Operation? { operations.first { $0.name == name } }

    /// The implementation with a name, or nil.
    public func implementation(named name: String) -> Implementation? { implementations.first { $0.name == name } }

    /// All implementations of what a specification says.
    public func implementations(of specification: String) -> [Implementation] {
        implementations.filter { $0.specification == specification }
    }

    /// - Precondition: the name is new.
    public mutating func add(_ operation: Operation) {
        operations.append(operation)
        add(Implementation(operation))
    }

    /// - Precondition: the name is new.
    public mutating func add(_ implementation: Implementation) {
        if self.implementation(named: implementation.name) != nil {
            trap("there already is an implementation named \(implementation.name)")
        }
        implementations.append(implementation)
    }
}

extension OperationTable {
    /// The engine's own operations: one line each.
    public static let standard = OperationTable(
        [
            .add,
            .subtract,
            .multiply,
            .divide,
            .negate,
            .reciprocal,
            .abs,
            .sqrt,
            .pow,
            .tanh,
            .sigmoid,
            .relu,
            .relu6,
            .leakyRelu,
            .elu,
            .selu,
            .seluGradient,
            .softplus,
            .logSigmoid,
            .silu,
            .siluGradient,
            .gelu,
            .geluGradient,
            .geluCurvature,
            .mish,
            .mishGradient,
            .hardSwish,
            .maximum,
            .minimum,
            .equal,
            .notEqual,
            .less,
            .lessOrEqual,
            .greater,
            .greaterOrEqual,
            .logicalAnd,
            .logicalOr,
            .logicalXor,
            .logicalNot,
            .where,
            .clamp,
            .floorDivide,
            .remainder,
            .exp,
            .expGradient,
            .log,
            .exp2,
            .expm1,
            .log2,
            .log10,
            .log1p,
            .rsqrt,
            .cbrt,
            .square,
            .sin,
            .cos,
            .tan,
            .asin,
            .acos,
            .atan,
            .sinh,
            .cosh,
            .asinh,
            .acosh,
            .atanh,
            .erf,
            .erfc,
            .sinc,
            .sincGradient,
            .floor,
            .ceil,
            .round,
            .trunc,
            .sign,
            .cast,
            .toInteger,
            .sum,
            .mean,
            .logSumExp,
            .softmax,
            .softmaxGradient,
            .logSoftmax,
            .crossEntropy,
            .crossEntropyGradient,
            .matmul,
            .transpose,
            .permute,
            .reshape,
            .expand,
            .squeeze,
            .max,
            .min,
            .argmax,
            .argmin,
            .var,
            .norm,
            .repeat,
            .narrow,
            .concatenate,
            .stack,
            .unbind,
            .gather,
            .indexSelect,
            .scatterAdd,
            .unsqueeze,
            .slice,
            .embed,
        ],
        otherImplementations: [
            .naiveSoftmax,
            .naiveCrossEntropy,
            .deterministicMatmul,
            .naiveSigmoid,
            .naiveLogSigmoid,
            .naiveSoftplus,
            .naiveSilu,
            .naiveGelu,
            .naiveMish,
            .multiplyDivide,
            .crossEntropyIndices,
        ])
}

/// A named way of computing what a specification says: an operation, or any function of tensors.
public struct Implementation: Sendable {
    /// `softmax`, `softmax.naive`.
    public let name: String

    /// The specification that it is held to.
    public let specification: String

    public let call: @Sendable ([Tensor], Attributes) -> [Tensor]

    public init(
        name: String, specification: String, call: @escaping @Sendable ([Tensor], Attributes) -> [Tensor]
    ) {
        self.name = name
        self.specification = specification
        self.call = call
    }

    /// An operation as its own implementation.
    public init(_ operation: Operation) {
        self.init(name: operation.name, specification: operation.specification) { apply(operation, $0, $1) }
    }
}
