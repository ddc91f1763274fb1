import Foundation
import Specifications
import Testing

@testable import Reporting

@Suite("Definitions as MathML")
struct MathMLTests {
    @Test("Every definition of the package is well-formed MathML")
    func allSpecifications() throws {
        let folder = URL(fileURLWithPath: #filePath).appendingPathComponent("../../../../Specs").standardized.path
        let catalog = try SpecificationCatalog(folder: folder)
        #expect(!catalog.specifications.isEmpty)
        for specification in catalog.specifications {
            let parsed = WellFormed(MathML.block(specification.definition).text)
            #expect(parsed.problem == nil, "\(specification.operation)")
            #expect(parsed.elements["mtr", default: 0] >= specification.definition.statements.count)
            #expect(Self.allowed.isSuperset(of: parsed.elements.keys), "\(specification.operation)")
        }
    }

    /// The elements of MathML Core in use here.
    private static let allowed: Set<String> = [
        "math", "mtable", "mtr", "mtd", "mi", "mn", "mo", "mtext", "mrow", "mfrac", "msup", "msub", "msqrt", "munder",
        "mspace",
    ]

    @Test("A softmax is a fraction over a sum")
    func softmax() throws {
        #expect(
            try text("y = exp(x) / sum(exp(x), axis)")
                == "(exp(x))/(∑_{axis} exp(x))")
    }

    @Test(
        "Parentheses stand where print needs them, and nowhere else",
        arguments: [
            ("y = (a + b) * c", "(a+b)·c"), ("y = a + b * c", "a+b·c"), ("y = a - (b - c)", "a−(b−c)"),
            ("y = a - b - c", "a−b−c"), ("y = (a / b)^2", "((a)/(b))^{2}"), ("y = -a^2", "−a^{2}"),
            ("y = (-a)^2", "(−a)^{2}"), ("y = a * -b", "a·(−b)"), ("y = sum(a, axis) * b", "(∑_{axis} a)·b"),
            ("y = sum(a * b, axis)", "∑_{axis} a·b"), ("y = sum(a + b, axis)", "∑_{axis} (a+b)"),
            ("y = sum(a, axis) + b", "∑_{axis} a+b"), ("y = a - max(b - c, axis)", "a−max_{axis} (b−c)"),
            ("y = abs(a) * sqrt(b)", "|a|·√{b}"), ("y = expm1(a) * b", "(exp(a)−1)·b"), ("y = log1p(a)", "ln(1+a)"),
            ("y = where(a < b and b <= c, a, b)", "{[a|if a<b∧b≤c][b|otherwise]"),
            ("y = transpose(a + b)", "(a+b)^{⊤}"), ("y = pi * inf", "π·∞"),
            ("y = where(isnan(a) or isinf(b), 0, 1)", "{[0|if a is NaN∨|b|=∞][1|otherwise]"),
            ("y = reshape(a, [2, 3])", "reshape(a,[2,3])"),
        ])
    func parentheses(definition: String, expected: String) throws {
        #expect(try text(definition) == expected)
    }

    @Test("Indices stand below names, bound ones below the sum")
    func indices() throws {
        #expect(try text("y[..., i, j] = sum(k: a[..., i, k] * b[..., k, j])") == "∑_{k} a_{…,i,k}·b_{…,k,j}")
    }

    @Test("Lets and outputs are rows of one table")
    func statements() throws {
        let definition = try Self.definition("let m = max(a, axis)\ny = a - m")
        let markup = MathML.block(definition).text
        #expect(WellFormed(markup).elements["mtr"] == 2)
        #expect(markup.contains("<mtext>let</mtext>"))
        #expect(!MathML.block(try Self.definition("y = a")).text.contains("class=\"word\""))
    }

    private static func definition(_ text: String) throws -> Definition {
        try Definition(parsing: SourceText(text), inputs: ["a", "b", "c", "x"], attributes: ["axis"])
    }

    /// The last statement's formula on one line.
    private func text(_ definition: String) throws -> String {
        LinearMathML(MathML.expression(try Self.definition(definition).statements.last!.value).text).text
    }
}
