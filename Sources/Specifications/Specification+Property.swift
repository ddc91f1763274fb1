extension Specification {
    /// A metamorphic relation: what must hold between the answers to inputs and to changed inputs.
    ///
    /// Softmax ignores a constant that is added to its logits; tanh of -x is -tanh of x. Such relations need no reference
    /// at all, so they find what a wrong reference would hide (Chen, Cheung, Yiu: Metamorphic testing, 1998).
    public struct Property: Sendable {
        /// One phrase, which names it in reports: `ignores a constant shift`.
        public let name: String
        /// What is drawn at random besides the inputs.
        public let draws: [Draw]
        /// The changed inputs; others stay as they are.
        public let changes: [Change]
        public let claim: Claim
        public let reason: String?
        public let position: SourcePosition
    }

    /// A number, tensor or permutation that formulas of a property may use.
    public struct Draw: Sendable {
        public enum Kind: Sendable {
            /// One real number.
            case number(ClosedRange<Double>)
            /// Real numbers in the shape of an input.
            case like(input: String, ClosedRange<Double>)
            /// As an input, with no element smaller: a few ulps larger, or much.
            case above(input: String)
            /// An integer.
            case integer(ClosedRange<Int>)
            /// The integers below a number, in any order.
            case permutation(Formula)
        }

        public let name: String
        public let kind: Kind
    }

    /// What takes the place of an input.
    public struct Change: Sendable {
        public let input: String
        public let formula: Formula
    }

    /// What is claimed of the answers `y` and, to the changed inputs, `y'`.
    public enum Claim: Sendable {
        /// Outputs are what formulas say, within a budget.
        case gives([(output: String, formula: Formula)], within: Budget)
        /// A condition, of the shape of the output that it is about.
        case holds(Condition)
    }

    /// What formulas of properties call the changed input or the answer to changed inputs: `x'`.
    static func changedName(_ name: String) -> String { name + "'" }
}

extension Specification.Property {
    /// The claim as written: `y' = -y within exact`.
    public var text: String {
        switch claim {
        case .holds(let condition): return condition.formula.source.text
        case .gives(let outputs, let budget):
            return outputs.map { "\($0.output)' = \($0.formula.source.text)" }.joined(separator: ", ")
                + (budget.metric == .exact ? ", exactly" : " within \(budget.text)")
        }
    }

    /// The change as written: `x' = x + c`.
    public var changeText: String {
        changes.map { "\($0.input)' = \($0.formula.source.text)" }.joined(separator: ", ")
    }
}
