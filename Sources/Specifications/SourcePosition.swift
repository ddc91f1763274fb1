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
    /// The place of each character, and at last that of the text's end.
    private let places: [Place]

    /// A line and column, from 1.
    struct Place: Sendable, Hashable {
        var line: Int
        var column: Int
    }

    /// A formula that is not from a file: positions count from the text's own beginning.
    public init(_ text: String, file: String = "<formula>") {
        var place = Place(line: 1, column: 1)
        var places = [place]
        for character in text {
            place =
                character.isNewline
                ? Place(line: place.line + 1, column: 1)
                : Place(line: place.line, column: place.column + character.unicodeScalars.count)
            places.append(place)
        }
        self.init(text, file: file, places: places)
    }

    /// - Precondition: there is one place more than there are characters.
    init(_ text: String, file: String, places: [Place]) {
        precondition(places.count == text.count + 1, "every character and the end have a place")
        self.text = text
        self.file = file
        self.places = places
    }

    /// The place in the file of a character, given by its offset in `text`.
    public func position(ofCharacter offset: Int) -> SourcePosition {
        let place = places[min(offset, places.count - 1)]
        return SourcePosition(file: file, line: place.line, column: place.column)
    }

    /// The text without its last characters.
    func dropLast(_ count: Int) -> SourceText {
        SourceText(String(text.dropLast(count)), file: file, places: places.dropLast(count))
    }
}
