/// A word of the definition language.
struct Token: Hashable {
    enum Kind: Hashable {
        case number
        case name
        /// A word in double quotes; the token's text has none.
        case quoted
        case symbol
        case newline
        case end
    }

    let kind: Kind
    let text: String
    let offset: Int
}

/// Cuts a formula into tokens. Comments run from `#` to the end of the line; a line break inside parentheses or
/// brackets, or after an operator, does not end a statement.
struct Lexer {
    private let characters: [Character]
    private let source: SourceText
    private var offset = 0
    private var depth = 0

    static func tokens(of source: SourceText) throws -> [Token] {
        var lexer = Lexer(source)
        var tokens: [Token] = []
        while let token = try lexer.next() {
            let continuesLine =
                tokens.last.map { $0.kind == .newline || $0.kind != .quoted && Self.joinsLines.contains($0.text) }
                ?? true
            if token.kind == .newline && continuesLine { continue }
            tokens.append(token)
        }
        let end = tokens.last { $0.kind != .newline }.map { $0.offset + $0.text.count } ?? 0
        tokens.append(Token(kind: .end, text: "the end of the formula", offset: end))
        return tokens
    }

    private static let joinsLines: Set<String> = [
        "+", "-", "*", "/", "//", "%", "^", "=", "==", "!=", "<", "<=", ">", ">=", "and", "or", "not", ",", ":", "(",
        "[",
    ]
    private static let symbols = [
        "...", "==", "!=", "<=", ">=", "//", "<", ">", "=", "+", "-", "*", "/", "%", "^", "(", ")", "[", "]", ",", ":",
    ]

    private init(_ source: SourceText) {
        self.source = source
        characters = Array(source.text)
    }

    private mutating func next() throws -> Token? {
        skipBlanksAndComments()
        guard offset < characters.count else { return nil }
        let start = offset
        let character = characters[offset]
        if character.isNewline {
            offset += 1
            return Token(kind: .newline, text: "the end of the line", offset: start)
        }
        if character.isASCII && character.isNumber { return number() }
        if character.isLetter || character == "_" {
            while offset < characters.count,
                characters[offset].isLetter || characters[offset].isASCII && characters[offset].isNumber
                    || characters[offset] == "_"
            {
                offset += 1
            }
            // What something has become: y'.
            if offset < characters.count, characters[offset] == "'" { offset += 1 }
            return Token(kind: .name, text: String(characters[start..<offset]), offset: start)
        }
        if character == "\"" { return try quotation() }
        for symbol in Self.symbols where characters[offset...].starts(with: symbol) {
            offset += symbol.count
            if symbol == "(" || symbol == "[" { depth += 1 }
            if symbol == ")" || symbol == "]" { depth -= 1 }
            return Token(kind: .symbol, text: symbol, offset: start)
        }
        throw SpecificationError(at: source.position(ofCharacter: start), "unexpected character '\(character)'")
    }

    /// A word in double quotes, on one line.
    private mutating func quotation() throws -> Token {
        let start = offset
        offset += 1
        while offset < characters.count, characters[offset] != "\"", !characters[offset].isNewline { offset += 1 }
        guard offset < characters.count, characters[offset] == "\"" else {
            throw SpecificationError(at: source.position(ofCharacter: start), "the quotation mark is not closed")
        }
        offset += 1
        return Token(kind: .quoted, text: String(characters[start + 1..<offset - 1]), offset: start)
    }

    private mutating func skipBlanksAndComments() {
        while offset < characters.count {
            let character = characters[offset]
            if character == "#" {
                while offset < characters.count, !characters[offset].isNewline { offset += 1 }
            } else if character == " " || character == "\t" || character.isNewline && depth > 0 {
                offset += 1
            } else {
                return
            }
        }
    }

    /// Digits with an optional fraction and exponent, or C's hexadecimal notation.
    private mutating func number() -> Token {
        let start = offset
        let isHexadecimal =
            characters[offset] == "0" && offset + 1 < characters.count && "xX".contains(characters[offset + 1])
        if isHexadecimal { offset += 2 }
        let exponentMarks: Set<Character> = isHexadecimal ? ["p", "P"] : ["e", "E"]
        while offset < characters.count {
            let character = characters[offset]
            if exponentMarks.contains(character) {
                offset += 1
                if offset < characters.count, characters[offset] == "+" || characters[offset] == "-" { offset += 1 }
            } else if character == "." {
                // `...` after a digit is an ellipsis, not a fraction.
                if characters[offset...].starts(with: "...") { break }
                offset += 1
            } else if isHexadecimal ? character.isHexDigit : character.isASCII && character.isNumber {
                offset += 1
            } else {
                break
            }
        }
        return Token(kind: .number, text: String(characters[start..<offset]), offset: start)
    }
}
