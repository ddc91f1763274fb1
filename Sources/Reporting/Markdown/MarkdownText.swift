/// Pieces of Markdown in which no text from outside can act as markup.
enum MarkdownText {
    /// Text as a paragraph or a table cell holds it: on one line, with every character that Markdown or HTML could read
    /// as its own escaped, but for pipes, which are markup in tables only: `table` escapes them.
    static func plain(_ text: String) -> String {
        oneLine(text).reduce(into: "") { result, character in
            switch character {
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "&": result += "&amp;"
            case "\\", "`", "*", "_", "[", "]", "#", "~", "$": result += "\\\(character)"
            default: result.append(character)
            }
        }
    }

    /// A code span, fenced by more backticks than the text holds in a row.
    static func code(_ text: String) -> String {
        let line = oneLine(text)
        let fence = String(repeating: "`", count: longestRun(of: "`", in: line) + 1)
        return fence.count == 1 ? "`\(line)`" : "\(fence) \(line) \(fence)"
    }

    /// A code block, fenced by more backticks than the text holds in a row.
    static func block(_ text: String) -> String {
        let fence = String(repeating: "`", count: max(3, longestRun(of: "`", in: text) + 1))
        return "\(fence)text\n\(text.trimmingBlankEnd)\n\(fence)\n"
    }

    /// A table of cells that are Markdown already, in which pipes are text: they end cells, even within code.
    static func table(_ header: [String], _ rows: [[String]]) -> String {
        let rule = header.map { _ in "---" }
        return ([header, rule] + rows).map { row in
            "| " + row.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ") + " |\n"
        }.joined()
    }

    /// The fragment by which code hosts link to a heading.
    static func anchor(_ heading: String) -> String {
        String(
            heading.lowercased().compactMap { character -> Character? in
                if character == " " { return "-" }
                return character.isLetter || character.isNumber || "-_".contains(character) ? character : nil
            })
    }

    /// A part that readers open when they want it.
    static func details(_ summary: String, _ body: String) -> String {
        "<details>\n<summary>\(plain(summary))</summary>\n\n\(body)\n</details>\n"
    }

    private static func oneLine(_ text: String) -> String {
        text.split(whereSeparator: \.isNewline).joined(separator: " ")
    }

    private static func longestRun(of mark: Character, in text: String) -> Int {
        var (longest, run) = (0, 0)
        for character in text {
            run = character == mark ? run + 1 : 0
            longest = max(longest, run)
        }
        return longest
    }
}

extension String {
    /// Without the blanks and line breaks at its end.
    var trimmingBlankEnd: String {
        var text = self[...]
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}
