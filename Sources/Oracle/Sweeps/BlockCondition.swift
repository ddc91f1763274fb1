public import Multiprecision

/// A condition on one real variable, for whole blocks. For one thread.
public final class BlockCondition {
    private let evaluator: BlockEvaluator

    /// - Precondition: the formula is a condition.
    public init(_ formula: ScalarFormula) { evaluator = BlockEvaluator(formula, precision: 96) }

    /// Whether it holds for every float of a block.
    public func callAsFunction(_ block: EncodingBlock) -> Certainty { evaluator.condition(block) }
}

/// Whether a formula has a value, for whole blocks. For one thread.
public final class BlockDomain {
    private let evaluator: BlockEvaluator

    public init(_ formula: ScalarFormula) { evaluator = BlockEvaluator(formula, precision: 96) }

    /// Whether every float of a block has one.
    public func callAsFunction(_ block: EncodingBlock) -> Certainty {
        switch evaluator.evaluate(block) {
        case .values: .yes
        case .undefined: .no
        case .divided, .partial: .unknown
        }
    }
}
