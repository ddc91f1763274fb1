internal import Yams

/// The text of a YAML file, for the places of what the parser has already decoded.
///
/// Columns count Unicode scalars, as libYAML does.
struct FileText {
    private let scalars: [Unicode.Scalar]
    /// The place of each scalar, and at last that of the file's end.
    private let places: [SourceText.Place]
    /// The offset of the first scalar of each line.
    private let lineStarts: [Int]

    init(_ text: String) {
        scalars = Array(text.unicodeScalars)
        var place = SourceText.Place(line: 1, column: 1)
        var places = [place]
        var lineStarts = [0]
        for (offset, scalar) in scalars.enumerated() {
            let isReturnOfPair = scalar == "\r" && offset + 1 < scalars.count && scalars[offset + 1] == "\n"
            if Self.isLineBreak(scalar) && !isReturnOfPair {
                place = SourceText.Place(line: place.line + 1, column: 1)
                lineStarts.append(offset + 1)
            } else {
                place.column += 1
            }
            places.append(place)
        }
        self.places = places
        self.lineStarts = lineStarts
    }

    /// The place of a scalar, given by its offset in the file.
    func place(ofScalar offset: Int) -> SourceText.Place { places[min(max(offset, 0), scalars.count)] }

    // MARK: Text of a formula

    /// Where each character of a decoded text stands, and its end.
    ///
    /// Quotes, escapes, indentation and folded lines make what was decoded differ from what is written, but only in
    /// blanks and escapes: every other character is found by passing over blanks.
    func places(of text: String, _ style: Node.Scalar.Style, at mark: SourceText.Place) -> [SourceText.Place] {
        var offset = contentStart(style, at: mark)
        var found: [SourceText.Place] = []
        for character in text {
            if !character.isWhitespace { offset = passBlanks(from: offset, style) }
            found.append(place(ofScalar: offset))
            if style == .doubleQuoted, scalar(offset) == "\\" {
                offset += Self.escapeLength(scalar(offset + 1))
            } else if style == .singleQuoted, character == "'" {
                offset += 2
            } else if !character.isWhitespace || scalar(offset).map(Self.isBlank) ?? false {
                offset += character.unicodeScalars.count
            }
        }
        return found + [place(ofScalar: offset)]
    }

    private func contentStart(_ style: Node.Scalar.Style, at mark: SourceText.Place) -> Int {
        var offset = offset(of: mark)
        // A tag stands before the text.
        while scalar(offset) == "!" {
            while let next = scalar(offset), !Self.isBlank(next) { offset += 1 }
            offset = passBlanks(from: offset, style)
        }
        switch style {
        case .literal, .folded:
            // After the indicator, the text begins on the next line.
            while let next = scalar(offset), !Self.isLineBreak(next) { offset += 1 }
            return offset + 1
        case .singleQuoted, .doubleQuoted: return offset + 1
        default: return offset
        }
    }

    private func passBlanks(from start: Int, _ style: Node.Scalar.Style) -> Int {
        var offset = start
        while let next = scalar(offset) {
            if Self.isBlank(next) {
                offset += 1
            } else if style == .doubleQuoted, next == "\\", scalar(offset + 1).map(Self.isLineBreak) ?? false {
                offset += 2
            } else {
                break
            }
        }
        return offset
    }

    // MARK: Keys

    /// The place where a mapping gives a key again, given the place where it does first.
    ///
    /// In a block mapping keys start in one column. In a flow mapping they follow a comma, and it ends where brackets
    /// and braces do.
    func secondPlace(ofKey key: String, after mark: SourceText.Place) -> SourceText.Place {
        let first = offset(of: mark)
        let start = lineStarts[min(mark.line, lineStarts.count) - 1]
        let isFlow = first > start && scalars[..<first].last { $0 != " " }.map { $0 == "{" || $0 == "," } ?? false
        var depth = 0
        var previous: Unicode.Scalar = ":"
        for offset in scalars.indices.dropFirst(first + 1) {
            let next = scalars[offset]
            let startsKey = isFlow ? depth == 0 && previous == "," : place(ofScalar: offset).column == mark.column
            if startsKey, isKey(key, at: offset) { return place(ofScalar: offset) }
            if next == "{" || next == "[" { depth += 1 }
            if next == "}" || next == "]" { depth -= 1 }
            if !Self.isBlank(next) { previous = next }
        }
        return place(ofScalar: first)
    }

    private func isKey(_ key: String, at start: Int) -> Bool {
        var offset = start
        let isQuoted = scalar(offset) == "\"" || scalar(offset) == "'"
        if isQuoted { offset += 1 }
        guard scalars.dropFirst(offset).starts(with: key.unicodeScalars) else { return false }
        offset += key.unicodeScalars.count + (isQuoted ? 1 : 0)
        while scalar(offset) == " " { offset += 1 }
        return scalar(offset) == ":"
    }

    // MARK: Scalars

    private func offset(of mark: SourceText.Place) -> Int {
        lineStarts[min(max(mark.line, 1), lineStarts.count) - 1] + max(mark.column, 1) - 1
    }

    private func scalar(_ offset: Int) -> Unicode.Scalar? { offset < scalars.count ? scalars[offset] : nil }

    private static func isLineBreak(_ scalar: Unicode.Scalar) -> Bool {
        ["\n", "\r", "\u{85}", "\u{2028}", "\u{2029}"].contains(scalar)
    }

    private static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
        scalar == " " || scalar == "\t" || isLineBreak(scalar)
    }

    private static func escapeLength(_ kind: Unicode.Scalar?) -> Int {
        switch kind {
        case "x": 4
        case "u": 6
        case "U": 10
        default: 2
        }
    }
}
