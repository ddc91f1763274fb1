/// A place in a specification file, as editors and compilers count: lines and columns from 1.
public struct SourcePosition: Sendable, Hashable {
    public let file: String
    public let line: Int
    public let column: Int

    public init(file: String, line: Int, column: Int) {
        self.file = file
        self.line = line
        self.column = column
    }
}

extension SourcePosition: CustomStringConvertible {
    public var description: String { "\(file):\(line):\(column)" }
}

/// Something wrong in a specification, with the place where it stands.
///
/// Its text is what a user sees: `Specs/softmax.yaml:7:13: unknown function 'expp'; did you mean 'exp'?`
public struct SpecificationError: Error, Hashable, CustomStringConvertible {
    public let position: SourcePosition
    public let message: String

    public init(at position: SourcePosition, _ message: String) {
        self.position = position
        self.message = message
    }

    public var description: String { "\(position): \(message)" }
}

/// A formula's text and where each of its characters stands in the file it came from.
public struct SourceText: Sendable, Hashable {
    public let text: String
    private let file: String
    /// The position of the first character of each line of `text`.
    private let lineStarts: [LineStart]

    private struct LineStart: Sendable, Hashable {
        let line: Int
        let column: Int
    }

    /// A formula that is not from a file: positions count from the text's own beginning.
    public init(_ text: String, file: String = "<formula>") {
        let lineCount = text.split(separator: "\n", omittingEmptySubsequences: false).count
        self.init(text, file: file, lines: (0..<lineCount).map { (line: $0 + 1, column: 1) })
    }

    /// - Parameter lines: where the first character of each line of `text` stands in the file.
    init(_ text: String, file: String, lines: [(line: Int, column: Int)]) {
        self.text = text
        self.file = file
        lineStarts = lines.map { LineStart(line: $0.line, column: $0.column) }
    }

    /// The place in the file of a character, given by its offset in `text`.
    public func position(ofCharacter offset: Int) -> SourcePosition {
        var line = 0
        var column = 0
        for character in text.prefix(offset) {
            if character == "\n" {
                line += 1
                column = 0
            } else {
                column += 1
            }
        }
        let start = line < lineStarts.count ? lineStarts[line] : LineStart(line: 1, column: 1)
        return SourcePosition(file: file, line: start.line, column: start.column + column)
    }
}
