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
    /// What is said of the definition's outputs, one for each, in its order.
    public let outputs: [Output]
    public let specials: [SpecialCase]
    /// What elements computed from NaN or an infinity are when no special case says so.
    public let nonfinite: NonfiniteRule
    /// Derivatives by convention, where there are two one-sided ones or none.
    public let kinks: [Kink]
    /// What decides in place of the definition, for operations of kind relation.
    public let relation: [Condition]
    /// What holds of every answer, besides being near the definition.
    public let invariants: [Condition]
    /// What holds between answers to inputs and to changed inputs.
    public let properties: [Property]
    /// The condition scales of outputs (DESIGN: omega), by output; results of others are judged in ulps.
    public let scales: [String: Formula]
    /// The number of products or terms that an output element sums, for budgets and scales, by output.
    public let terms: [String: Formula]
    public let anchors: [Anchor]
    public let shapes: [ShapeTuple]
    public let probes: [Probe]
    /// Ways of computing the operation other than the default one, and what to expect of them.
    public let implementations: [ImplementationNote]
    /// Budgets by subject, or by implementation where one can promise more (or less) than its subject; `default` holds
    /// for subjects that are not named.
    public let budgets: [String: [DType: BudgetPair]]
    /// How a C library computes the operation; nil where the file does not say.
    public let library: LibraryInterface?
    /// The file, as it was named to the reader.
    public let file: String

    /// What "right" means for the operation's outputs.
    public enum Kind: String, Sendable, CaseIterable {
        /// A real-valued formula, judged in ulps.
        case real
        /// Bits that are fully determined: moving elements, comparing, rounding.
        case exact
        /// Any answer that satisfies the stated relation, such as one order of equal elements or another.
        case relation
        /// A real-valued formula of inputs and of random draws, which are inputs, too.
        case givenDraws = "given draws"
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
        /// The name in formulas; that of one tensor of a list ends in its place, `tensors[1]`.
        public let name: String
        /// What the input holds; nil for floating-point numbers.
        public let dtype: DType?
        /// The values that the operation is defined for.
        public let domain: ClosedRange<Double>
        /// The least and the greatest value of an input of integers, which may depend on shapes.
        public let integerDomain: (least: Formula, greatest: Formula)?
        /// Integers within the domain's ends that are outside of it, as 0 is for a divisor.
        public let excluded: Set<Int>
        /// Whether gradients with respect to this input are checked.
        public let isDifferentiable: Bool
        /// Whether infinities are outside the domain too, and not special cases.
        public let isFinite: Bool
        /// Whether NaN is outside the domain too, and no special case.
        public let excludesNaN: Bool
        /// Whether the input is a list of tensors, of any length.
        public let isVariadic: Bool
        /// Whether the input is what a random generator drew.
        public let isDrawn: Bool
        /// One phrase for people: `probabilities of the classes`.
        public let meaning: String?
    }

    public struct Output: Sendable {
        public let name: String
        /// What the output holds; nil for what the formula gives: conditions are bool, numbers are like the inputs.
        public let dtype: DType?
        /// Whether cotangents flow into it when gradients are checked.
        public let isDifferentiable: Bool
        /// The input that this output is the next value of, for operations with a state.
        public let updates: String?
        public let meaning: String?
    }

    public struct Attribute: Sendable {
        public enum Kind: String, Sendable, CaseIterable {
            case axis, axes, integer, integers, real, shape, bool, dtype, choice
        }

        public let name: String
        public let kind: Kind
        public let defaultValue: AttributeValue?
        /// The words that an attribute of kind choice may be.
        public let choices: [String]
    }

    /// A derivative by convention: where the condition holds, the gradient with respect to an input is the formula,
    /// which may use the outputs' cotangents, `dy` for output y.
    public struct Kink: Sendable {
        public let condition: Formula
        public let input: String
        public let gradient: Formula
        public let reason: String?
    }

    /// A condition on inputs and on what a subject answered for the outputs.
    public struct Condition: Sendable {
        public let formula: Formula
        /// The output whose elements it is about.
        public let output: String
        public let reason: String?
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
        /// The output that the row is about.
        public let output: String
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
        /// One tensor an argument, in order (`arguments(count:)`).
        public let inputs: [HostArray]
        public let attributes: Attributes
        public let note: String?
        public let position: SourcePosition
    }

    /// Shapes for generated cases, with the attributes that go with them.
    public struct ShapeTuple: Sendable {
        /// One shape an argument, in order (`arguments(count:)`).
        public let shapes: [Shape]
        public let attributes: Attributes
        public let position: SourcePosition

        public init(shapes: [Shape], attributes: Attributes, position: SourcePosition) {
            self.shapes = shapes
            self.attributes = attributes
            self.position = position
        }
    }

    /// A family of inputs with one free float, along which frontiers are sought.
    public struct Probe: Sendable {
        public let name: String
        /// One template an argument, in order (`arguments(count:)`).
        public let templates: [Template]
        public let attributes: Attributes
        /// The position of the observed element in the output.
        public let observed: Int
        /// Sizes at which the family is probed; [1] when it has none.
        public let sizes: [Int]
        /// Whether the free float runs to the infinities, as numbers do that are too large for a float.
        public let reachesInfinities: Bool
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
        /// What to write instead: a formulation that does not fail.
        public let stableForm: String?
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

    /// What is known of each tensor of a call with `count` tensors: an input that is a list stands for several.
    ///
    /// - Returns: nil when the operation does not take so many.
    public func arguments(count: Int) -> [Input]? {
        guard let list = inputs.firstIndex(where: \.isVariadic) else { return count == inputs.count ? inputs : nil }
        let length = count - (inputs.count - 1)
        guard length >= 0 else { return nil }
        let members = (0..<length).map { inputs[list].member($0) }
        return inputs[..<list] + members + inputs[(list + 1)...]
    }

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

extension Specification.Input {
    /// One tensor of an input that is a list.
    fileprivate func member(_ place: Int) -> Specification.Input {
        Specification.Input(
            name: "\(name)[\(place)]", dtype: dtype, domain: domain, integerDomain: integerDomain,
            excluded: excluded, isDifferentiable: isDifferentiable, isFinite: isFinite,
            excludesNaN: excludesNaN, isVariadic: false, isDrawn: isDrawn, meaning: meaning)
    }

    /// What a graph is told of the input.
    var kind: ExpressionGraph.InputKind {
        switch dtype {
        case .int64: .integer
        case .bool: .logical
        case .float32, .float64, nil: .real
        }
    }
}
