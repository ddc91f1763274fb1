/// Reads the definition language: infix mathematics, `let`, calls, indexed comprehensions.
///
/// Binding, loosest first: `or`; `and`; `not`; comparisons; `+ -`; `* / // %`; prefix `-`; `^` (to the right).
struct Parser {
    private let tokens: [Token]
    private let source: SourceText
    private var position = 0
    private var nesting = 0

    /// What walks a formula is recursive: these keep the deepest one far from the end of the stack.
    private static let mostTokens = 2000
    private static let deepestNesting = 100

    private init(_ source: SourceText) throws {
        self.source = source
        tokens = try Lexer.tokens(of: source)
        guard tokens.count <= Self.mostTokens else {
            throw SpecificationError(
                at: source.position(ofCharacter: tokens[Self.mostTokens].offset),
                "a formula has at most \(Self.mostTokens) words")
        }
    }

    /// - Throws: `SpecificationError` at the first character that does not fit.
    static func definition(_ source: SourceText) throws -> Definition {
        var parser = try Parser(source)
        var statements: [Statement] = []
        while parser.current.kind != .end {
            if parser.current.kind == .newline {
                parser.position += 1
                continue
            }
            statements.append(try parser.statement())
            guard parser.current.kind == .newline || parser.current.kind == .end else {
                throw parser.unexpected(expecting: "an operator or the end of the line")
            }
        }
        return Definition(statements: statements, source: source)
    }

    /// A formula without a name, such as the condition of a special case.
    static func expression(_ source: SourceText) throws -> Expression {
        var parser = try Parser(source)
        let value = try parser.expression()
        while parser.current.kind == .newline { parser.position += 1 }
        guard parser.current.kind == .end else { throw parser.unexpected(expecting: "an operator or the end") }
        return value
    }

    // MARK: Statements

    private mutating func statement() throws -> Statement {
        let start = current.offset
        let isLet = accept("let")
        let name = try expectName("the name of an output, or 'let'")
        let left = accept("[") ? try leftSide() : nil
        try expect("=")
        return Statement(name: name.text, isLet: isLet, leftSide: left, value: try expression(), offset: start)
    }

    /// After the opening bracket: indices, each with its bound if it has one, and `...` before them.
    private mutating func leftSide() throws -> LeftSide {
        let hasEllipsis = accept("...")
        var indices: [IndexBinding] = []
        if hasEllipsis && accept("]") { return LeftSide(hasEllipsis: true, indices: []) }
        if hasEllipsis { try expect(",") }
        repeat { indices.append(try indexBinding()) } while accept(",")
        try expect("]")
        return LeftSide(hasEllipsis: hasEllipsis, indices: indices)
    }

    /// `i` or `i < n + 1`.
    private mutating func indexBinding() throws -> IndexBinding {
        if current.text == "..." {
            throw SpecificationError(
                at: source.position(ofCharacter: current.offset), "'...' comes first on the left side")
        }
        let name = try expectName("the name of an index")
        let bound = accept("<") ? try nested { try $0.infix(level: 3) } : nil
        return IndexBinding(name.text, bound: bound, at: name.offset)
    }

    // MARK: Expressions

    private mutating func expression() throws -> Expression {
        try nested { try $0.infix(level: 0) }
    }

    private mutating func nested(_ parse: (inout Parser) throws -> Expression) throws -> Expression {
        nesting += 1
        defer { nesting -= 1 }
        guard nesting <= Self.deepestNesting else {
            throw SpecificationError(
                at: source.position(ofCharacter: current.offset),
                "a formula nests at most \(Self.deepestNesting) levels deep")
        }
        return try parse(&self)
    }

    private static let levels: [[InfixOperator]] = [
        [.or], [.and], [.equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual],
        [.add, .subtract], [.multiply, .divide, .floorDivide, .remainder],
    ]

    private mutating func infix(level: Int) throws -> Expression {
        guard level < Self.levels.count else { return try prefix() }
        if level == 2, current.kind == .name, current.text == "not" {
            let start = current.offset
            position += 1
            return Expression(.prefix(.not, try nested { try $0.infix(level: 2) }), at: start)
        }
        var left = try infix(level: level + 1)
        while current.kind != .quoted,
            let operation = Self.levels[level].first(where: { $0.rawValue == current.text })
        {
            position += 1
            let right = try infix(level: level + 1)
            left = Expression(.infix(operation, left, right), at: left.offset)
            if level == 2, Self.levels[2].contains(where: { $0.rawValue == current.text }) {
                throw SpecificationError(
                    at: source.position(ofCharacter: current.offset), "comparisons do not chain; join them with 'and'")
            }
        }
        return left
    }

    private mutating func prefix() throws -> Expression {
        let start = current.offset
        if accept("-") { return Expression(.prefix(.minus, try nested { try $0.prefix() }), at: start) }
        if accept("+") { return try nested { try $0.prefix() } }
        let base = try primary()
        guard accept("^") else { return base }
        return Expression(.infix(.power, base, try nested { try $0.prefix() }), at: base.offset)
    }

    private mutating func primary() throws -> Expression {
        let token = current
        switch token.kind {
        case .number:
            position += 1
            guard Double(token.text) != nil else {
                throw SpecificationError(
                    at: source.position(ofCharacter: token.offset), "'\(token.text)' is not a number")
            }
            return Expression(.number(token.text), at: token.offset)
        case .quoted:
            position += 1
            return Expression(.text(token.text), at: token.offset)
        case .name where !Vocabulary.reserved.contains(token.text):
            position += 1
            if accept("(") { return try call(token) }
            if accept("[") { return Expression(.indexed(token.text, try indexTerms()), at: token.offset) }
            return Expression(.name(token.text), at: token.offset)
        case .symbol where token.text == "(":
            position += 1
            let value = try expression()
            try expect(")")
            return value
        case .symbol where token.text == "[":
            position += 1
            return Expression(.list(try arguments(until: "]")), at: token.offset)
        default:
            throw unexpected(expecting: "a number, a name or '('")
        }
    }

    /// After the opening parenthesis: either indices, a colon and a formula, or plain arguments.
    private mutating func call(_ name: Token) throws -> Expression {
        guard bindsIndices else {
            return Expression(.call(name.text, try arguments(until: ")")), at: name.offset)
        }
        var bound: [IndexBinding] = []
        repeat { bound.append(try indexBinding()) } while accept(",")
        try expect(":")
        let body = try expression()
        try expect(")")
        return Expression(.comprehension(name.text, bound, body), at: name.offset)
    }

    /// Whether a colon comes before the parenthesis that was opened last is closed.
    private var bindsIndices: Bool {
        var depth = 0
        for token in tokens[position...] where token.kind == .symbol {
            switch token.text {
            case ":" where depth == 0: return true
            case "(", "[": depth += 1
            case ")", "]": depth -= 1
            default: break
            }
            if depth < 0 { return false }
        }
        return false
    }

    private mutating func arguments(until close: String) throws -> [Expression] {
        var arguments: [Expression] = []
        if accept(close) { return arguments }
        repeat { arguments.append(try expression()) } while accept(",")
        try expect(close)
        return arguments
    }

    private mutating func indexTerms() throws -> [IndexTerm] {
        var terms: [IndexTerm] = []
        repeat {
            if current.text == "...", terms.contains(.ellipsis) {
                throw unexpected(expecting: "an index, a position or one '...'")
            }
            terms.append(accept("...") ? .ellipsis : try indexTerm())
        } while accept(",")
        try expect("]")
        return terms
    }

    private mutating func indexTerm() throws -> IndexTerm {
        let isName = current.kind == .name && !Vocabulary.reserved.contains(current.text)
        guard isName || current.kind == .number || current.text == "(" || current.text == "-" else {
            throw unexpected(expecting: "an index, a position or one '...'")
        }
        let term = try nested { try $0.infix(level: 3) }
        switch term.kind {
        case .name(let name): return .variable(name, offset: term.offset)
        case .number(let digits):
            guard let position = Int32(digits) else {
                throw SpecificationError(
                    at: source.position(ofCharacter: term.offset), "'\(digits)' is no position on an axis")
            }
            return .position(Int(position))
        default: return .computed(term)
        }
    }

    // MARK: Tokens

    private var current: Token { tokens[min(position, tokens.count - 1)] }

    private mutating func accept(_ text: String) -> Bool {
        guard current.text == text, current.kind == .symbol || current.kind == .name else { return false }
        position += 1
        return true
    }

    private mutating func expect(_ text: String) throws {
        guard accept(text) else { throw unexpected(expecting: "'\(text)'") }
    }

    private mutating func expectName(_ what: String) throws -> Token {
        let token = current
        guard token.kind == .name, !Vocabulary.reserved.contains(token.text) else { throw unexpected(expecting: what) }
        position += 1
        return token
    }

    private func unexpected(expecting what: String) -> SpecificationError {
        let found =
            current.kind == .newline || current.kind == .end ? current.text : "'\(current.text)'"
        return SpecificationError(
            at: source.position(ofCharacter: current.offset), "expected \(what), found \(found)")
    }
}

extension Definition {
    /// Reads a definition and checks every name in it.
    ///
    /// - Parameter names: the inputs and attributes that formulas may refer to.
    /// - Throws: `SpecificationError` with the place of the first mistake.
    public init(parsing source: SourceText, inputs: [String], attributes: [String]) throws {
        self = try Parser.definition(source)
        var checker = NameChecker(source: source, inputs: inputs, attributes: attributes)
        try checker.check(self)
    }
}
