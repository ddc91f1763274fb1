import Specifications

/// Definitions as MathML Core, which browsers set without a script.
enum MathML {
    /// A definition with a row for each statement: the word `let`, the name, the sign of equality, the formula.
    static func block(_ definition: Definition) -> Markup {
        let hasLets = definition.statements.contains(where: \.isLet)
        let rows: [Markup] = definition.statements.map { statement in
            let word: Markup = hasLets ? "<mtd class=\"word\">\(statement.isLet ? `let` : .none)</mtd>" : ""
            return """
                <mtr>\(word)<mtd>\(name(statement))</mtd><mtd><mo>=</mo></mtd>\
                <mtd>\(expression(statement.value))</mtd></mtr>
                """
        }
        return """
            <math display="block" xmlns="http://www.w3.org/1998/Math/MathML">\
            <mtable class="definition" displaystyle="true">\(rows)</mtable></math>
            """
    }

    private static let `let`: Markup = "<mtext>let</mtext>"

    /// A formula without a name.
    static func expression(_ expression: Expression) -> Markup { MathMLExpression(expression).markup }

    private static func name(_ statement: Statement) -> Markup {
        guard let left = statement.leftSide else { return identifier(statement.name) }
        let indices: [Markup] = (left.hasEllipsis ? ["<mo>…</mo>"] : []) + left.indices.map(binding)
        return "<msub>\(identifier(statement.name))<mrow>\(indices.joined("<mo>,</mo>"))</mrow></msub>"
    }

    /// A name: Greek and signs for the language's constants; words of several letters stand upright in MathML.
    static func identifier(_ name: String) -> Markup {
        switch name {
        case "pi": "<mi>π</mi>"
        case "inf": "<mi>∞</mi>"
        case "nan": "<mi>NaN</mi>"
        default: "<mi>\(name)</mi>"
        }
    }

    /// `a[..., i, k]`: the indices below the name.
    static func subscripted(_ name: String, _ terms: [IndexTerm]) -> Markup {
        let indices: [Markup] = terms.map { term in
            switch term {
            case .ellipsis: "<mo>…</mo>"
            case .variable(let name, _): identifier(name)
            case .position(let position): "<mn>\(position)</mn>"
            case .computed(let value): expression(value)
            }
        }
        return "<msub>\(identifier(name))<mrow>\(indices.joined("<mo>,</mo>"))</mrow></msub>"
    }

    /// An index where it is bound: `i`, or `i < n`.
    static func binding(_ index: IndexBinding) -> Markup {
        guard let bound = index.bound else { return identifier(index.name) }
        return "<mrow>\(identifier(index.name))<mo>&lt;</mo>\(expression(bound))</mrow>"
    }
}
