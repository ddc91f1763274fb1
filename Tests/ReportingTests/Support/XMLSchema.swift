import Foundation

#if canImport(FoundationXML)
    import FoundationXML
#endif

/// The part of XML Schema that the schema of JUnit uses: elements of named or inline types, references, choices that repeat,
/// attributes with patterns. A construct that it does not know is a complaint.
final class XMLSchema {
    private let schema: XMLElement
    private var complaints: [String] = []

    init(_ data: Data) throws {
        schema = try XMLDocument(data: data).rootElement()!
    }

    /// What is wrong with a document, a line each.
    func complaints(_ data: Data) throws -> [String] {
        complaints = []
        let root = try XMLDocument(data: data).rootElement()!
        if let declaration = declaration("element", root.name ?? "") {
            check(root, declaration, "")
        } else {
            complaints.append("no element '\(root.name ?? "")'")
        }
        return complaints
    }

    private func children(_ element: XMLElement) -> [XMLElement] {
        (element.children ?? []).compactMap { $0 as? XMLElement }
    }

    private func attribute(_ element: XMLElement, _ name: String) -> String? {
        element.attribute(forName: name)?.stringValue
    }

    private func declaration(_ kind: String, _ name: String) -> XMLElement? {
        children(schema).first { $0.localName == kind && attribute($0, "name") == name }
    }

    private func check(_ element: XMLElement, _ declaration: XMLElement, _ place: String) {
        let place = "\(place)/\(element.name ?? "")"
        if attribute(declaration, "type") == "xs:string" {
            if !children(element).isEmpty { complaints.append("\(place): has elements") }
            if !(element.attributes ?? []).isEmpty { complaints.append("\(place): has attributes") }
            return
        }
        let type =
            children(declaration).first
            ?? attribute(declaration, "type").flatMap { self.declaration("complexType", $0) }
        guard let type, type.localName == "complexType" else {
            complaints.append("\(place): the schema says nothing that is known here")
            return
        }
        let declared = children(type).filter { $0.localName == "attribute" }
        for given in element.attributes ?? [] {
            guard let known = declared.first(where: { attribute($0, "name") == given.name }) else {
                complaints.append("\(place): unknown attribute '\(given.name ?? "")'")
                continue
            }
            check(given.stringValue ?? "", attribute(known, "type") ?? "", "\(place)@\(given.name ?? "")")
        }
        for known in declared where attribute(known, "use") == "required" {
            let name = attribute(known, "name") ?? ""
            if attribute(element, name) == nil { complaints.append("\(place): '\(name)' is missing") }
        }
        checkContent(element, type, place)
    }

    /// Every choice and sequence of the schema may repeat, or has one element.
    private func checkContent(_ element: XMLElement, _ type: XMLElement, _ place: String) {
        var allowed: [String: XMLElement] = [:]
        func collect(_ group: XMLElement) {
            for part in children(group) {
                switch part.localName {
                case "sequence", "choice": collect(part)
                case "element":
                    let name = attribute(part, "ref") ?? attribute(part, "name") ?? ""
                    allowed[name] = attribute(part, "ref") == nil ? part : declaration("element", name)
                case "attribute": break
                default: complaints.append("the schema has '\(part.localName ?? "")', which is not known here")
                }
            }
        }
        collect(type)
        for child in children(element) {
            if let known = allowed[child.name ?? ""] {
                check(child, known, place)
            } else {
                complaints.append("\(place): unknown element '\(child.name ?? "")'")
            }
        }
        let text = (element.children ?? []).filter { $0.kind == .text }.compactMap(\.stringValue).joined()
        if attribute(type, "mixed") != "true", text.contains(where: { !$0.isWhitespace }) {
            complaints.append("\(place): has text")
        }
    }

    private func check(_ value: String, _ type: String, _ place: String) {
        guard type != "xs:string" else { return }
        let pattern = declaration("simpleType", type).flatMap { children($0).first }.flatMap { children($0).first }
            .flatMap { attribute($0, "value") }
        guard let pattern else {
            complaints.append("\(place): no type '\(type)'")
            return
        }
        if value.range(of: "^(\(pattern))$", options: .regularExpression) == nil {
            complaints.append("\(place): '\(value)' does not match")
        }
    }
}

/// Files of the repository.
enum Repository {
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    static func data(_ path: String) throws -> Data { try Data(contentsOf: root.appendingPathComponent(path)) }
}
