import Foundation

#if canImport(FoundationXML)
    import FoundationXML
#endif

/// What an XML parser thinks of a text, and which elements it met.
final class WellFormed: NSObject, XMLParserDelegate {
    private(set) var elements: [String: Int] = [:]
    private(set) var attributes: Set<String> = []
    /// Nil when the text is well-formed.
    private(set) var problem: String?

    init(_ text: String) {
        super.init()
        let parser = XMLParser(data: Data(text.utf8))
        parser.delegate = self
        if !parser.parse() { problem = "line \(parser.lineNumber): \(parser.parserError.map { "\($0)" } ?? "unknown")" }
    }

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
        attributes: [String: String] = [:]
    ) {
        elements[name, default: 0] += 1
        self.attributes.formUnion(attributes.keys)
    }
}
