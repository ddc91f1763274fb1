/// A formula as it was written: the syntax tree of the definition language.
///
/// It knows names and nesting, no shapes: those come when the formula meets concrete inputs (`GraphBuilder`).
public struct Expression: Sendable, Hashable {
    public indirect enum Kind: Sendable, Hashable {
        /// A real number, by its digits, so that `0.1` is one tenth and no float near it.
        case number(String)
        /// A word in quotes, to compare an attribute with: `"mean"`.
        case text(String)
        /// An input, an attribute, a `let`, an index or a constant (`pi`, `inf`, `nan`).
        case name(String)
        case prefix(PrefixOperator, Expression)
        case infix(InfixOperator, Expression, Expression)
        /// `exp(x)`, `sum(x, axis)`
        case call(String, [Expression])
        /// `a[..., i, k]`
        case indexed(String, [IndexTerm])
        /// `sum(k: a[i, k] * b[k, j])`: a reduction over indices that it binds.
        case comprehension(String, [IndexBinding], Expression)
        /// `[0, 1]`
        case list([Expression])
    }

    public let kind: Kind
    /// The offset of the first character in the formula's text.
    public let offset: Int

    public init(_ kind: Kind, at offset: Int) {
        self.kind = kind
        self.offset = offset
    }
}

public enum PrefixOperator: String, Sendable, Hashable {
    case minus = "-"
    case not
}

public enum InfixOperator: String, Sendable, Hashable {
    case add = "+"
    case subtract = "-"
    case multiply = "*"
    case divide = "/"
    /// The quotient rounded down, of integers that are known before anything is computed.
    case floorDivide = "//"
    /// What it leaves: the remainder with the sign of the divisor.
    case remainder = "%"
    case power = "^"
    case equal = "=="
    case notEqual = "!="
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
    case and
    case or
}

/// One place between the brackets of `a[..., i, k]`.
public enum IndexTerm: Sendable, Hashable {
    /// `...`: all axes that are not named, aligned at their ends and broadcast against those of other arrays.
    case ellipsis
    /// An index that the left side or a reduction binds, or an attribute.
    case variable(String, offset: Int)
    /// A fixed position.
    case position(Int)
    /// An integer that is computed from indices, attributes and integer inputs: `stride * i + p`, `index[i]`.
    case computed(Expression)
}

/// An index where it is bound: `i`, or `i < 3 * n` where nothing else says how far it runs.
public struct IndexBinding: Sendable, Hashable {
    public let name: String
    /// The number of values of the index, from 0 on; nil when a tensor's axis tells.
    public let bound: Expression?
    public let offset: Int

    public init(_ name: String, bound: Expression? = nil, at offset: Int) {
        self.name = name
        self.bound = bound
        self.offset = offset
    }
}

/// The indices between the brackets of a left side: `y[..., i, j < 2]`.
public struct LeftSide: Sendable, Hashable {
    public let hasEllipsis: Bool
    public let indices: [IndexBinding]
}

/// One line of a definition: `let m = max(x, axis)`, `y = exp(x)` or `y[..., i, j] = sum(k: ...)`.
public struct Statement: Sendable, Hashable {
    public let name: String
    public let isLet: Bool
    /// The indices on the left side, or nil for a formula over whole tensors.
    public let leftSide: LeftSide?
    public let value: Expression
    public let offset: Int
}

/// The formula of a specification: what the operation should compute, over the reals.
///
/// ```
/// let shifted = x - max(x, axis)
/// y = exp(shifted) / sum(exp(shifted), axis)
/// ```
public struct Definition: Sendable, Hashable {
    public let statements: [Statement]
    public let source: SourceText

    /// The statements that are no `let`, in order.
    public var outputs: [Statement] { statements.filter { !$0.isLet } }
}

extension Expression {
    /// Whether a tensor is indexed somewhere within.
    var usesIndices: Bool {
        switch kind {
        case .indexed: true
        case .number, .text, .name: false
        case .prefix(_, let operand): operand.usesIndices
        case .infix(_, let left, let right): left.usesIndices || right.usesIndices
        case .call(_, let arguments), .list(let arguments): arguments.contains(where: \.usesIndices)
        case .comprehension(_, _, let body): body.usesIndices
        }
    }
}
