import Specifications

extension MathMLExpression {
    /// A call: signs of their own for what mathematics has a sign for, `name(arguments)` for the rest.
    init(call name: String, _ arguments: [Expression]) {
        let plain = arguments.map { Self($0).markup }
        switch (name, arguments.count) {
        case ("abs", 1): self.init("<mrow><mo>|</mo>\(plain[0])<mo>|</mo></mrow>", .atom)
        case ("sqrt", 1): self.init("<msqrt>\(plain[0])</msqrt>", .atom)
        case ("log", 1): self.init(Self.function("ln", plain), .atom)
        case ("expm1", 1):
            self.init("<mrow>\(Self.function("exp", plain))<mo>−</mo><mn>1</mn></mrow>", .sum)
        case ("log1p", 1):
            let argument: Markup = "<mrow><mn>1</mn><mo>+</mo>\(Self.part(arguments[0], .bigOperator))</mrow>"
            self.init(Self.function("ln", [argument]), .atom)
        case ("maximum", 2): self.init(Self.function("max", plain), .atom)
        case ("minimum", 2): self.init(Self.function("min", plain), .atom)
        case ("where", 3): self.init(Self.cases(plain), .disjunction)
        case ("isnan", 1):
            self.init(
                "<mrow>\(Self.part(arguments[0], .sum))<mspace width=\"0.35em\"></mspace><mtext>is NaN</mtext></mrow>",
                .comparison)
        case ("isinf", 1):
            self.init("<mrow><mo>|</mo>\(plain[0])<mo>|</mo><mo>=</mo><mi>∞</mi></mrow>", .comparison)
        case ("transpose", 1): self.init("<msup>\(Self.part(arguments[0], .atom))<mo>⊤</mo></msup>", .power)
        case ("sum", 2), ("max", 2), ("min", 2), ("any", 2), ("all", 2):
            self.init(reduction: name, over: plain[1], arguments[0])
        case ("sum", 1), ("any", 1), ("all", 1):
            self.init(reduction: name, over: nil, arguments[0])
        default: self.init(Self.function(name, plain), .atom)
        }
    }

    /// A reduction with what it runs over below its sign; nothing below for all elements.
    init(reduction name: String, over below: Markup?, _ body: Expression) {
        let sign: Markup =
            switch name {
            case "sum": "<mo>∑</mo>"
            case "any": "<mo>∃</mo>"
            case "all": "<mo>∀</mo>"
            default: "<mo movablelimits=\"true\">\(name)</mo>"
            }
        let least: Binding = name == "sum" ? .bigOperator : .atom
        let operation: Markup = below.map { "<munder>\(sign)\($0)</munder>" } ?? sign
        self.init(
            "<mrow>\(operation)<mspace width=\"0.17em\"></mspace>\(Self.part(body, least))</mrow>",
            .bigOperator)
    }

    /// `name(a, b)`, with the invisible sign of application for those who listen.
    private static func function(_ name: String, _ arguments: [Markup]) -> Markup {
        let list = parenthesized(arguments.joined("<mo>,</mo>"))
        return "<mrow><mi>\(name)</mi><mo>\u{2061}</mo>\(list)</mrow>"
    }

    /// `where(condition, a, b)`: two lines behind a brace.
    private static func cases(_ parts: [Markup]) -> Markup {
        """
        <mrow><mo>{</mo><mtable class="cases">\
        <mtr><mtd>\(parts[1])</mtd><mtd><mtext>if</mtext><mspace width="0.35em"></mspace>\(parts[0])</mtd></mtr>\
        <mtr><mtd>\(parts[2])</mtd><mtd><mtext>otherwise</mtext></mtd></mtr></mtable></mrow>
        """
    }
}
