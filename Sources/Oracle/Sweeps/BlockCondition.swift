public import Multiprecision

/// A condition on one real variable, for whole blocks. For one thread.
public final class BlockCondition {
    private let evaluator: BlockEvaluator

    /// - Precondition: the formula is a condition.
    public init(_ formula: ScalarFormula) { evaluator = BlockEvaluator(formula, precision: 96) }

    /// Whether it holds for every float of a block.
    public func callAsFunction(_ block: EncodingBlock) -> Certainty { evaluator.condition(block) }
}
