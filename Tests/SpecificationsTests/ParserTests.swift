import Testing

@testable import Specifications

/// An expression with all its parentheses, so that binding is seen.
func fullText(_ expression: Specifications.Expression) -> String {
    func text(_ term: IndexTerm) -> String {
        switch term {
        case .ellipsis: "..."
        case .variable(let name, _): name
        case .position(let position): "\(position)"
        case .computed(let value): fullText(value)
        }
    }
    func text(_ index: IndexBinding) -> String { index.name + (index.bound.map { " < \(fullText($0))" } ?? "") }
    switch expression.kind {
    case .text(let word): return "\"\(word)\""
    case .number(let digits): return digits
    case .name(let name): return name
    case .prefix(let operation, let operand): return "(\(operation.rawValue) \(fullText(operand)))"
    case .infix(let operation, let left, let right):
        return "(\(fullText(left)) \(operation.rawValue) \(fullText(right)))"
    case .call(let name, let arguments): return "\(name)(\(arguments.map(fullText).joined(separator: ", ")))"
    case .indexed(let name, let terms): return "\(name)[\(terms.map(text).joined(separator: ", "))]"
    case .comprehension(let name, let indices, let body):
        return "\(name)(\(indices.map(text).joined(separator: ", ")): \(fullText(body)))"
    case .list(let elements): return "[\(elements.map(fullText).joined(separator: ", "))]"
    }
}

@Suite struct ParserTests {
    private func parsed(_ text: String) throws -> String { fullText(try Parser.expression(SourceText(text))) }

    @Test(arguments: [
        ("a + b * c", "(a + (b * c))"),
        ("a - b - c", "((a - b) - c)"),
        ("a / b / c", "((a / b) / c)"),
        ("-x ^ 2", "(- (x ^ 2))"),
        ("x ^ -2", "(x ^ (- 2))"),
        ("2 ^ 3 ^ 2", "(2 ^ (3 ^ 2))"),
        ("-a * b", "((- a) * b)"),
        ("+a", "a"),
        ("a + b < c * d", "((a + b) < (c * d))"),
        ("not a == b and c", "((not (a == b)) and c)"),
        ("not not a", "(not (not a))"),
        ("a and b or c and d", "((a and b) or (c and d))"),
        ("exp(x - max(x, -1))", "exp((x - max(x, (- 1))))"),
        ("sum(i, j: a[i] * b[j])", "sum(i, j: (a[i] * b[j]))"),
        ("sum(a, b)", "sum(a, b)"),
        ("a[..., 0, k]", "a[..., 0, k]"),
        ("sum(x, [0, axis])", "sum(x, [0, axis])"),
        ("f()", "f()"),
        ("x[2 * i + p - pad, -1]", "x[(((2 * i) + p) - pad), (- 1)]"),
        ("x[index[i], j // 2 % n]", "x[index[i], ((j // 2) % n)]"),
        ("sum(p < size(w, 0), q: w[p, q])", "sum(p < size(w, 0), q: w[p, q])"),
        ("f(a < b, c)", "f((a < b), c)"),
        ("where(reduction == \"mean\", a, b)", "where((reduction == \"mean\"), a, b)"),
        ("0x1.8p+1 * 1e-3", "(0x1.8p+1 * 1e-3)"),
    ])
    func operatorsBindAsInMathematics(_ text: String, _ expected: String) throws {
        #expect(try parsed(text) == expected)
    }

    @Test func aDefinitionIsLetsAndOutputs() throws {
        let definition = try Parser.definition(SourceText("let a = x\n\ny = a\nz[..., i, j < 2 * n] = 1"))
        #expect(definition.statements.map(\.name) == ["a", "y", "z"])
        #expect(definition.outputs.map(\.name) == ["y", "z"])
        #expect(definition.statements[1].leftSide == nil)
        let left = try #require(definition.statements[2].leftSide)
        #expect(left.hasEllipsis)
        #expect(left.indices.map(\.name) == ["i", "j"])
        #expect(left.indices.map(\.offset) == [24, 27])
        #expect(left.indices.map { $0.bound.map(fullText) } == [nil, "(2 * n)"])
        #expect(definition.statements.map(\.offset) == [0, 11, 17])
    }

    @Test(arguments: [
        ("a +", "1:4: expected a number, a name or '(', found the end of the formula"),
        ("(a", "1:3: expected ')', found the end of the formula"),
        ("a b", "1:3: expected an operator or the end, found 'b'"),
        ("a < b < c", "1:7: comparisons do not chain; join them with 'and'"),
        ("a = b", "1:3: expected an operator or the end, found '='"),
        ("1.2.3", "1:1: '1.2.3' is not a number"),
        ("2 * .5", "1:5: unexpected character '.'"),
        ("1e", "1:1: '1e' is not a number"),
        ("0x", "1:1: '0x' is not a number"),
        ("f(a,", "1:5: expected a number, a name or '(', found the end of the formula"),
        ("a[i", "1:4: expected ']', found the end of the formula"),
        ("a[]", "1:3: expected an index, a position or one '...', found ']'"),
        ("a[*]", "1:3: expected an index, a position or one '...', found '*'"),
        ("a[..., ...]", "1:8: expected an index, a position or one '...', found '...'"),
        ("a[99999999999]", "1:3: '99999999999' is no position on an axis"),
        ("a[let]", "1:3: expected an index, a position or one '...', found 'let'"),
        ("sum(and: x)", "1:5: expected the name of an index, found 'and'"),
        ("", "1:1: expected a number, a name or '(', found the end of the formula"),
        ("a + # nothing\n", "1:4: expected a number, a name or '(', found the end of the formula"),
        ("let", "1:1: expected a number, a name or '(', found 'let'"),
    ])
    func mistakesInFormulasHaveTheirPlace(_ text: String, _ message: String) {
        #expect(complaint { _ = try parsed(text) } == "<formula>:" + message)
    }

    @Test(arguments: [
        ("y", "1:2: expected '=', found the end of the formula"),
        ("let = 1", "1:5: expected the name of an output, or 'let', found '='"),
        ("y = a b", "1:7: expected an operator or the end of the line, found 'b'"),
        ("y = a\n  + b", "2:3: expected the name of an output, or 'let', found '+'"),
        ("and = 1", "1:1: expected the name of an output, or 'let', found 'and'"),
        ("y = x\n2 = x", "2:1: expected the name of an output, or 'let', found '2'"),
    ])
    func mistakesInStatementsHaveTheirPlace(_ text: String, _ message: String) {
        #expect(complaint { _ = try Parser.definition(SourceText(text)) } == "<formula>:" + message)
    }
}
