import Testing

@testable import Specifications

@Suite struct LexerTests {
    private func words(_ text: String) throws -> [String] {
        try Lexer.tokens(of: SourceText(text)).map { token in
            switch token.kind {
            case .newline: "newline"
            case .end: "end"
            default: token.text
            }
        }
    }

    @Test func aFormulaIsCutIntoNumbersNamesAndSymbols() throws {
        #expect(
            try words("y[..., i]=2.5*x_1^-1 <= 0x1.8p-3")
                == ["y", "[", "...", ",", "i", "]", "=", "2.5", "*", "x_1", "^", "-", "1", "<=", "0x1.8p-3", "end"])
    }

    @Test func signsOfExponentsBelongToNumbers() throws {
        #expect(try words("1e+4-1E-4") == ["1e+4", "-", "1E-4", "end"])
        #expect(try words("0x1p+3+e") == ["0x1p+3", "+", "e", "end"])
    }

    @Test func anEllipsisAfterADigitIsNoFraction() throws {
        #expect(try words("[0...]") == ["[", "0", "...", "]", "end"])
    }

    @Test func commentsRunToTheEndOfTheLine() throws {
        #expect(try words("a # b + c\nd") == ["a", "newline", "d", "end"])
    }

    @Test func lineBreaksInsideBracketsAndAfterOperatorsJoinLines() throws {
        #expect(try words("y = (a\n+ b)") == ["y", "=", "(", "a", "+", "b", ")", "end"])
        #expect(try words("y =\n a +\n\n b\nz") == ["y", "=", "a", "+", "b", "newline", "z", "end"])
        #expect(try words("\n\na\n\n\nb\n") == ["a", "newline", "b", "newline", "end"])
        #expect(try words("a\r\nb") == ["a", "newline", "b", "end"])
    }

    @Test(arguments: ["$", "a ; b", "a \\ b", "{", "x²", "a & b", "\u{0}"])
    func otherCharactersAreRefusedWhereTheyStand(_ text: String) throws {
        let message = try #require(complaint { _ = try words(text) })
        #expect(message.contains("unexpected character '"))
    }

    @Test func theMessageNamesTheCharacterAndItsPlace() {
        #expect(
            complaint { _ = try words("a +\n  b ; c") } == "<formula>:2:5: unexpected character ';'")
    }
}
