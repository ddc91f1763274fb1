import Foundation

#if canImport(FoundationXML)
    import FoundationXML
#endif

/// MathML on one line, as people type it: `(a)/(b)`, `x^{2}`, `∑_{k} a`.
final class LinearMathML: NSObject, XMLParserDelegate {
    private var open: [(name: String, parts: [String])] = [("", [])]

    init(_ markup: String) {
        super.init()
        let parser = XMLParser(data: Data(markup.utf8))
        parser.delegate = self
        if !parser.parse() { open = [("", ["not well-formed"])] }
    }

    var text: String { open[0].parts.joined().replacingOccurrences(of: "\u{2061}", with: "") }

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
        attributes: [String: String] = [:]
    ) {
        open.append((name, []))
    }

    func parser(_ parser: XMLParser, foundCharacters string: String) {
        // Characters arrive in pieces; leaves hold nothing else.
        open[open.count - 1].parts.append(string)
    }

    func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
        let parts = open.removeLast().parts
        func part(_ position: Int) -> String { position < parts.count ? parts[position] : "?" }
        let text =
            switch name {
            case "mfrac": "(\(part(0)))/(\(part(1)))"
            case "msup": "\(part(0))^{\(part(1))}"
            case "msub", "munder": "\(part(0))_{\(part(1))}"
            case "msqrt": "√{\(parts.joined())}"
            case "mspace": " "
            case "mtr": "[\(parts.joined(separator: "|"))]"
            default: parts.joined()
            }
        open[open.count - 1].parts.append(text)
    }
}
