import Specifications

/// A formula as MathML, and how tightly its outermost sign binds.
///
/// The syntax tree has no parentheses; they come back where a part binds less tightly than its place demands. The
/// order is that of print, not of the language: a fraction holds its parts together by its bar, and a sum over an axis
/// reaches over the product behind it, but not over the next plus.
struct MathMLExpression {
    enum Binding: Int, Comparable {
        case disjunction, conjunction, comparison, sum, bigOperator, product, power, atom

        static func < (left: Binding, right: Binding) -> Bool { left.rawValue < right.rawValue }
    }

    let markup: Markup
    let binding: Binding

    init(_ markup: Markup, _ binding: Binding) {
        self.markup = markup
        self.binding = binding
    }

    init(_ expression: Expression) {
        switch expression.kind {
        case .number(let digits): self.init("<mn>\(digits)</mn>", .atom)
        case .text(let word): self.init("<mtext>\(word)</mtext>", .atom)
        case .name(let name): self.init(MathML.identifier(name), .atom)
        case .prefix(.minus, let operand):
            self.init("<mrow><mo>−</mo>\(Self.part(operand, .bigOperator))</mrow>", .sum)
        case .prefix(.not, let operand): self.init("<mrow><mo>¬</mo>\(Self.part(operand, .atom))</mrow>", .product)
        case .infix(let sign, let left, let right): self.init(sign, left, right)
        case .call(let name, let arguments): self.init(call: name, arguments)
        case .indexed(let name, let terms): self.init(MathML.subscripted(name, terms), .atom)
        case .comprehension(let name, let indices, let body):
            let below = indices.map(MathML.binding).joined("<mo>,</mo>")
            self.init(reduction: name, over: "<mrow>\(below)</mrow>", body)
        case .list(let elements):
            let list = elements.map { Self($0).markup }.joined("<mo>,</mo>")
            self.init("<mrow><mo>[</mo>\(list)<mo>]</mo></mrow>", .atom)
        }
    }

    /// A part in a place that demands at least a binding: in parentheses when it binds less.
    static func part(_ expression: Expression, _ least: Binding) -> Markup {
        let part = Self(expression)
        return part.binding < least ? parenthesized(part.markup) : part.markup
    }

    static func parenthesized(_ markup: Markup) -> Markup { "<mrow><mo>(</mo>\(markup)<mo>)</mo></mrow>" }

    private init(_ sign: InfixOperator, _ left: Expression, _ right: Expression) {
        func infix(_ sign: Markup, _ binding: Binding, _ leftLeast: Binding, _ rightLeast: Binding) -> Self {
            Self(
                "<mrow>\(Self.part(left, leftLeast))<mo>\(sign)</mo>\(Self.part(right, rightLeast))</mrow>", binding)
        }
        switch sign {
        case .add: self = infix("+", .sum, .sum, .bigOperator)
        case .subtract: self = infix("−", .sum, .sum, .bigOperator)
        case .multiply: self = infix("·", .product, .product, .bigOperator)
        case .divide: self.init("<mfrac>\(Self(left).markup)\(Self(right).markup)</mfrac>", .power)
        case .floorDivide:
            self.init(
                "<mrow><mo>⌊</mo><mfrac>\(Self(left).markup)\(Self(right).markup)</mfrac><mo>⌋</mo></mrow>", .atom)
        case .remainder: self = infix("mod", .product, .product, .power)
        case .power: self.init("<msup>\(Self.part(left, .atom))\(Self(right).markup)</msup>", .power)
        case .equal: self = infix("=", .comparison, .sum, .sum)
        case .notEqual: self = infix("≠", .comparison, .sum, .sum)
        case .less: self = infix("&lt;", .comparison, .sum, .sum)
        case .lessOrEqual: self = infix("≤", .comparison, .sum, .sum)
        case .greater: self = infix("&gt;", .comparison, .sum, .sum)
        case .greaterOrEqual: self = infix("≥", .comparison, .sum, .sum)
        case .and: self = infix("∧", .conjunction, .conjunction, .comparison)
        case .or: self = infix("∨", .disjunction, .disjunction, .conjunction)
        }
    }
}
