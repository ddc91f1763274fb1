public import Values

/// What an operation should compute: one YAML file of `Specs/`.
///
/// It knows nothing of any engine's code. `Specs/README.md` describes the format.
public struct Specification: Sendable {
    /// The operation's name, in lower camel case: `softmax`.
    public let operation: String
    /// One sentence in plain words.
    public let summary: String
    public let kind: Kind
    /// How the operation is called elsewhere, by catalogue: `onnx`, `array-api`, `aten`.
    public let names: [ForeignName]
    public let inputs: [Input]
    public let attributes: [Attribute]
    public let definition: Definition
    public let specials: [SpecialCase]
    /// What elements computed from NaN or an infinity are when no special case says so.
    public let nonfinite: NonfiniteRule
    /// The condition scale of the outputs (DESIGN: omega), or nil when results are judged in ulps.
    public let scale: Formula?
    /// The number of products or terms that an output element sums, for budgets and scales.
    public let terms: Formula?
    public let anchors: [Anchor]
    public let shapes: [ShapeTuple]
    public let probes: [Probe]
    /// Ways of computing the operation other than the default one, and what to expect of them.
    public let implementations: [ImplementationNote]
    /// Budgets by subject, or by implementation where one can promise more (or less) than its subject; `default` holds
    /// for subjects that are not named.
    public let budgets: [String: [DType: BudgetPair]]
    /// The file, as it was named to the reader.
    public let file: String

    /// What "right" means for the operation's outputs.
    public enum Kind: String, Sendable, CaseIterable {
        /// A real-valued formula, judged in ulps.
        case real
        /// Bits that are fully determined: moving elements, comparing, rounding.
        case exact
    }

    public enum NonfiniteRule: String, Sendable, CaseIterable {
        /// Only rows of the special-value table judge them; an element that none lists is reported.
        case listed
        /// Elements move with their bits; for operations that compute nothing.
        case moved
    }

    public struct ForeignName: Sendable, Hashable {
        public let catalogue: String
        public let name: String
        /// The version of the catalogue's operator set from which the name holds, for ONNX.
        public let opset: Int?
    }

    public struct Input: Sendable {
        public let name: String
        /// The values that the operation is defined for.
        public let domain: ClosedRange<Double>
        /// Whether gradients with respect to this input are checked.
        public let isDifferentiable: Bool
        /// Whether infinities are outside the domain too, and not special cases.
        public let isFinite: Bool
        /// One phrase for people: `probabilities of the classes`.
        public let meaning: String?
    }

    public struct Attribute: Sendable {
        public enum Kind: String, Sendable, CaseIterable {
            case axis, axes, integers, shape, bool, dtype
        }

        public let name: String
        public let kind: Kind
        public let defaultValue: AttributeValue?
    }

    /// A row of the special-value table: where the condition holds, the output must be the value.
    public struct SpecialCase: Sendable {
        public enum Value: Sendable, Hashable {
            case nan
            case infinity(negative: Bool)
            /// A zero; with a sign only when the row states one.
            case zero(negative: Bool?)
            /// A value by continuity: the row's own formula, or else the definition, evaluated on the extended reals,
            /// where exp(-inf) = 0.
            case limit
        }

        public let condition: Formula
        public let value: Value
        /// What to evaluate for a `limit`, when the definition itself has no limit there.
        public let formula: Formula?
        /// The condition and value as written, for reports.
        public let text: String
        public let reason: String?
    }

    /// A formula of its own, with its text.
    public struct Formula: Sendable {
        public let expression: Expression
        public let source: SourceText
    }

    /// Inputs worth always trying.
    public struct Anchor: Sendable {
        public let inputs: [String: HostArray]
        public let attributes: Attributes
        public let note: String?
        public let position: SourcePosition
    }

    /// Shapes for generated cases, with the attributes that go with them.
    public struct ShapeTuple: Sendable {
        public let shapes: [String: Shape]
        public let attributes: Attributes
        public let position: SourcePosition
    }

    /// A family of inputs with one free float, along which frontiers are sought.
    public struct Probe: Sendable {
        public let name: String
        public let templates: [String: Template]
        public let attributes: Attributes
        /// The position of the observed element in the output.
        public let observed: Int
        /// Sizes at which the family is probed; [1] when it has none.
        public let sizes: [Int]
        /// Where mathematics puts a frontier, as a formula in `n`, the size: `128 * log(2) - log(n)`.
        public let law: Formula?
        public let position: SourcePosition

        /// An input with a free float `t`.
        public enum Template: Sendable, Hashable {
            /// A vector whose nil elements are `t`.
            case list([Float?])
            /// `repeat(t, n)`: n elements, all `t`.
            case repeated
            /// A scalar `t`.
            case scalar
            /// Numbers that do not vary, under a shape.
            case fixed(HostArray)
        }
    }

    public struct ImplementationNote: Sendable {
        /// `softmax.naive`
        public let name: String
        public let summary: String?
        /// The checks that this implementation is known to fail, or an empty list.
        public let expectedFailures: [CheckKind]
        public let reason: String?
        /// Whether its results may differ in their last bits between machines (vendor libraries).
        public let isMachineDependent: Bool
        public let position: SourcePosition
    }

    /// The checks whose failure can be expected.
    public enum CheckKind: String, Sendable, Codable, CaseIterable {
        case forward, gradient, formula
    }
}

extension Specification {
    /// The position of an input in the list of inputs.
    public func inputIndex(_ name: String) -> Int? { inputs.firstIndex { $0.name == name } }

    /// The value of every attribute: what is given, or else the default.
    public func resolved(_ attributes: Attributes) -> Attributes {
        var result = attributes
        for attribute in self.attributes where result[attribute.name] == nil {
            result[attribute.name] = attribute.defaultValue
        }
        return result
    }

    /// The budget for values of a dtype: the implementation's own, or its subject's, or else the default; nil when the
    /// specification states none.
    public func budgets(for implementation: String, of subject: String, _ dtype: DType) -> BudgetPair? {
        budgets[implementation]?[dtype] ?? budgets[subject]?[dtype] ?? budgets["default"]?[dtype]
    }

    public func note(on implementation: String) -> ImplementationNote? {
        implementations.first { $0.name == implementation }
    }
}
