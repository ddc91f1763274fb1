internal import Yams

/// A node of a YAML file, with the place where it stands: every complaint about it names file, line and column.
struct YAMLCursor {
    let node: Node
    let file: String
    /// The file's lines, for the columns of text inside block scalars.
    let lines: [String]

    /// - Throws: `SpecificationError` at the first character that is no YAML.
    init(parsing text: String, file: String) throws {
        let start = SourcePosition(file: file, line: 1, column: 1)
        do {
            guard let node = try Yams.compose(yaml: text) else {
                throw SpecificationError(at: start, "the file is empty")
            }
            self.init(
                node, file: file, lines: text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init))
        } catch let error as YamlError {
            switch error {
            case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
                .composer(_, let problem, let mark, _):
                throw SpecificationError(
                    at: SourcePosition(file: file, line: mark.line, column: mark.column), problem)
            case .duplicatedKeysInMapping(let duplicates, let context):
                throw SpecificationError(
                    at: SourcePosition(file: file, line: context.mark.line, column: context.mark.column),
                    "key '\(duplicates.first ?? "")' is given twice")
            default: throw SpecificationError(at: start, "not readable as YAML: \(error)")
            }
        }
    }

    private init(_ node: Node, file: String, lines: [String]) {
        self.node = node
        self.file = file
        self.lines = lines
    }

    var position: SourcePosition {
        SourcePosition(file: file, line: node.mark?.line ?? 1, column: node.mark?.column ?? 1)
    }

    func error(_ message: String) -> SpecificationError { SpecificationError(at: position, message) }

    private func cursor(_ node: Node) -> YAMLCursor { YAMLCursor(node, file: file, lines: lines) }

    // MARK: Mappings

    /// The entries of a mapping, in the file's order.
    func entries(_ what: String) throws -> [(key: YAMLCursor, value: YAMLCursor)] {
        guard let mapping = node.mapping else { throw error("\(what) must be a mapping of names to values") }
        return mapping.map { (cursor($0.key), cursor($0.value)) }
    }

    /// A mapping whose keys are all known.
    ///
    /// - Throws: `SpecificationError` at the first key that is not among `keys`.
    func fields(_ what: String, _ keys: [String]) throws -> [String: YAMLCursor] {
        var fields: [String: YAMLCursor] = [:]
        for (key, value) in try entries(what) {
            let name = try key.text("a key")
            guard keys.contains(name) else {
                throw key.error("unknown key '\(name)' in \(what)" + didYouMean(name, among: keys))
            }
            fields[name] = value
        }
        return fields
    }

    // MARK: Sequences

    func elements(_ what: String) throws -> [YAMLCursor] {
        guard let sequence = node.sequence else { throw error("\(what) must be a list") }
        return sequence.map(cursor)
    }

    // MARK: Scalars

    var isNull: Bool { node.scalar.map { $0.style == .plain && ["", "~", "null"].contains($0.string) } ?? false }

    func text(_ what: String) throws -> String {
        guard let scalar = node.scalar else { throw error("\(what) must be a word or text") }
        return scalar.string
    }

    func integer(_ what: String) throws -> Int {
        guard let value = Int(try text(what)) else {
            throw error("\(what) must be an integer, got '\(try text(what))'")
        }
        return value
    }

    func integers(_ what: String) throws -> [Int] { try elements(what).map { try $0.integer("an element of \(what)") } }

    func bool(_ what: String) throws -> Bool {
        switch try text(what) {
        case "true": true
        case "false": false
        case let other: throw error("\(what) must be true or false, got '\(other)'")
        }
    }

    /// One of the raw values of an enumeration.
    func choice<Choice: RawRepresentable & CaseIterable>(_ what: String) throws -> Choice
    where Choice.RawValue == String {
        let word = try text(what)
        if let choice = Choice(rawValue: word) { return choice }
        let choices = Choice.allCases.map(\.rawValue)
        throw error(
            "\(what) must be one of \(choices.joined(separator: ", ")); got '\(word)'"
                + didYouMean(word, among: choices))
    }

    /// A scalar's text with the place of each of its characters.
    func sourceText(_ what: String) throws -> SourceText {
        guard let scalar = node.scalar else { throw error("\(what) must be a formula") }
        let line = position.line
        let contentLines = scalar.string.split(separator: "\n", omittingEmptySubsequences: false).count
        switch scalar.style {
        case .literal, .folded:
            // The text begins on the line after the indicator; its first line that is not blank sets the indentation.
            let following = lines.dropFirst(line).first { !$0.allSatisfy(\.isWhitespace) } ?? ""
            let indentation = following.prefix { $0 == " " }.count
            return SourceText(
                scalar.string, file: file, lines: (0..<contentLines).map { (line + 1 + $0, indentation + 1) })
        case .singleQuoted, .doubleQuoted:
            return SourceText(
                scalar.string, file: file, lines: (0..<contentLines).map { (line + $0, position.column + 1) })
        default:
            return SourceText(scalar.string, file: file, lines: (0..<contentLines).map { (line + $0, position.column) })
        }
    }
}
