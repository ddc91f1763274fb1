internal import Yams

/// A node of a YAML file, with the place where it stands: every complaint about it names file, line and column.
struct YAMLCursor {
    let node: Node
    let file: String
    private let text: FileText

    /// - Throws: `SpecificationError` at the first character that is no YAML.
    init(parsing text: String, file: String) throws {
        let fileText = FileText(text)
        func error(_ place: SourceText.Place, _ message: String) -> SpecificationError {
            SpecificationError(at: SourcePosition(file: file, line: place.line, column: place.column), message)
        }
        let start = SourceText.Place(line: 1, column: 1)
        do {
            let parser = try Yams.Parser(yaml: text)
            guard let node = try parser.singleRoot(), node.scalar?.string != "" else {
                throw error(start, "the file is empty")
            }
            self.init(node, file: file, text: fileText)
            // Nodes refer to their anchors weakly; the parser owns them.
            try withExtendedLifetime(parser) { try refuseAnchors() }
        } catch let problem as YamlError {
            switch problem {
            case .scanner(_, let message, let mark, _), .parser(_, let message, let mark, _),
                .composer(_, let message, let mark, _):
                throw error(.init(line: mark.line, column: mark.column), message)
            case .reader(let message, let offset, _, _):
                throw error(
                    fileText.place(ofScalar: text.prefix(offset ?? 0).unicodeScalars.count), message)
            case .duplicatedKeysInMapping(let duplicates, let context):
                let key = duplicates.first ?? ""
                let first = SourceText.Place(line: context.mark.line, column: context.mark.column)
                throw error(fileText.secondPlace(ofKey: key, after: first), "key '\(key)' is given twice")
            default: throw error(start, "not readable as YAML: \(problem)")
            }
        }
    }

    private init(_ node: Node, file: String, text: FileText) {
        self.node = node
        self.file = file
        self.text = text
    }

    /// Aliases would let a mistake stand in two places at once, and a few lines hold more than memory does.
    private func refuseAnchors() throws {
        if node.anchor != nil { throw error("anchors and aliases of YAML are not understood here") }
        for (key, value) in node.mapping ?? [:] {
            try cursor(key).refuseAnchors()
            try cursor(value).refuseAnchors()
        }
        for element in node.sequence ?? [] { try cursor(element).refuseAnchors() }
    }

    var position: SourcePosition {
        SourcePosition(file: file, line: node.mark?.line ?? 1, column: node.mark?.column ?? 1)
    }

    func error(_ message: String) -> SpecificationError { SpecificationError(at: position, message) }

    private func cursor(_ node: Node) -> YAMLCursor { YAMLCursor(node, file: file, text: text) }

    // MARK: Mappings

    /// The entries of a mapping, in the file's order.
    func entries(_ what: String) throws -> [(key: YAMLCursor, value: YAMLCursor)] {
        guard let mapping = node.mapping else { throw error("\(what) must be a mapping of names to values") }
        var names: Set<String> = []
        for key in mapping.keys.map(cursor) {
            // The parser takes 'on' and on for two keys.
            let name = try key.text("a key")
            guard names.insert(name).inserted else { throw key.error("key '\(name)' is given twice") }
        }
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
        guard let scalar = node.scalar, !isNull else { throw error("\(what) must be a word or text") }
        return scalar.string
    }

    /// An integer of 32 bits, so that sums and products of two do not overflow.
    func integer(_ what: String) throws -> Int {
        guard let value = Int32(try text(what)) else {
            throw error("\(what) must be an integer of at most 32 bits, got '\(try text(what))'")
        }
        return Int(value)
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
        guard let scalar = node.scalar, !isNull else { throw error("\(what) must be a formula") }
        let mark = SourceText.Place(line: position.line, column: position.column)
        return SourceText(scalar.string, file: file, places: text.places(of: scalar.string, scalar.style, at: mark))
    }
}
