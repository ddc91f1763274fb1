internal import Foundation

/// Lines of a test file, for messages to quote. Where tests run on another machine than the one that built them there is
/// no such file, and messages do without.
struct SourceText {
    private let lines: [Substring]

    init(_ text: String) { lines = text.split(separator: "\n", omittingEmptySubsequences: false) }

    init?(file: String) {
        guard let text = try? String(contentsOfFile: file, encoding: .utf8) else { return nil }
        self.init(text)
    }

    /// The text from a line on; nil where there is no such line.
    func text(from line: Int) -> String? {
        guard lines.indices.contains(line - 1) else { return nil }
        return lines[(line - 1)...].prefix(60).joined(separator: "\n")
    }

    /// The call of a macro that begins on a line, in one line of its own: `#expect(x < 100, "a comment")`.
    func macroCall(on line: Int) -> String? {
        guard let text = text(from: line), let start = text.firstIndex(of: "#"),
            !text[..<start].contains("\n"), let open = text[start...].firstIndex(of: "(")
        else { return nil }
        let characters = Array(text[text.index(after: open)...])
        let scan = CallScan(characters)
        guard scan.isClosed else { return nil }
        let call = text[start...open] + String(characters[..<scan.end])
        return call.split(whereSeparator: \.isWhitespace).joined(separator: " ").replacing("( ", with: "(")
            .replacing(" )", with: ")")
    }

    /// The method of a test class that a line is in: `SoftmaxTests/testShift`.
    func testMethod(around line: Int) -> String? {
        let above = lines.prefix(line)
        guard let method = above.last(where: { $0.contains(/\bfunc\s+\w+\s*[<(]/) }),
            let name = method.firstMatch(of: /\bfunc\s+(test\w*)\s*\(/)?.output.1,
            let type = above.lazy.compactMap({ $0.firstMatch(of: /\bclass\s+(\w+)\s*:/)?.output.1 }).last
        else { return nil }
        return "\(type)/\(name)"
    }
}

/// How far the parentheses of a call go, string literals left alone.
struct CallScan {
    /// The place behind the closing parenthesis, or behind the text if there is none.
    let end: Int
    let isClosed: Bool
    /// The place of the first closure in them.
    let closure: Int?

    /// - Parameter characters: those behind the opening parenthesis.
    init(_ characters: [Character]) {
        var closure: Int?
        var depth = 1
        var place = 0
        while place < characters.count, depth > 0 {
            switch characters[place] {
            case "\"":
                // To the end of the literal. Interpolations with strings of their own are not followed.
                place += 1
                while place < characters.count, characters[place] != "\"" { place += characters[place] == "\\" ? 2 : 1 }
            case "(", "[": depth += 1
            case ")", "]": depth -= 1
            case "{":
                if depth == 1, closure == nil { closure = place }
                depth += 1
            case "}": depth -= 1
            default: break
            }
            place += 1
        }
        end = min(place, characters.count)
        isClosed = depth == 0
        self.closure = closure
    }
}
