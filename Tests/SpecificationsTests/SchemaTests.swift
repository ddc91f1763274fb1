import Foundation
import Testing
import Values
import Yams

@testable import Specifications

/// `Specs/specification.schema.json`, from which editors complete and check, says the same as the reader.
@Suite struct SchemaTests {
    private let schema: [String: Any]

    init() throws {
        let data = try Data(contentsOf: repositorySpecs.appendingPathComponent("specification.schema.json"))
        schema = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    }

    /// The schema at a path of keys.
    private func part(_ path: String...) throws -> [String: Any] {
        try path.reduce(schema) { try #require($0[$1] as? [String: Any], "no '\($1)'") }
    }

    private func keys(_ definition: String) throws -> Set<String> {
        Set(try part("definitions", definition, "properties").keys)
    }

    private func choices(_ part: [String: Any]) throws -> Set<String> {
        Set(try #require(part["enum"] as? [String]))
    }

    @Test func everyLevelHasTheKeysOfTheReader() throws {
        typealias Keys = SpecificationReader.Keys
        #expect(try Set(part("properties").keys) == Set(Keys.specification))
        #expect(try Set(part("properties", "names", "properties").keys) == Set(Keys.catalogues))
        let names = try #require(try part("properties", "names", "properties", "onnx")["anyOf"] as? [[String: Any]])
        let onnx = try #require(names.last?["properties"] as? [String: Any])
        #expect(Set(onnx.keys) == Set(Keys.onnxName))
        #expect(try keys("input") == Set(Keys.input))
        #expect(try keys("attribute") == Set(Keys.attribute))
        #expect(try keys("specialCase") == Set(Keys.specialCase))
        #expect(try keys("anchor") == Set(Keys.anchor))
        #expect(try keys("probe") == Set(Keys.probe))
        #expect(try keys("implementation") == Set(Keys.implementation))
        #expect(try keys("budgetPair") == Set(Keys.budget))
    }

    @Test func everyChoiceIsThatOfTheReader() throws {
        #expect(try choices(part("properties", "kind")) == Set(Specification.Kind.allCases.map(\.rawValue)))
        #expect(
            try choices(part("properties", "nonfinite")) == Set(Specification.NonfiniteRule.allCases.map(\.rawValue)))
        #expect(
            try choices(part("definitions", "attribute", "properties", "type"))
                == Set(Specification.Attribute.Kind.allCases.map(\.rawValue)))
        #expect(
            try choices(part("definitions", "implementation", "properties", "fails", "items"))
                == Set(Specification.CheckKind.allCases.map(\.rawValue)))
        #expect(
            try choices(part("properties", "budgets", "additionalProperties", "propertyNames"))
                == Set(DType.allCases.map(\.rawValue)))
    }

    @Test func everySpecificationOfTheRepositoryFitsTheSchema() throws {
        let validator = SchemaValidator(root: schema)
        for file in try repositorySpecFiles() {
            let node = try #require(try Yams.compose(yaml: file.text))
            #expect(validator.complaints(node, schema) == [], "\(file.name)")
        }
    }

    @Test(arguments: [
        (spec(adding: "defnition: y"), "unknown key 'defnition'"),
        (spec(operation: ""), "'operation' is missing"),
        (spec(kind: "kind: reel"), "kind: 'reel' is not among the choices"),
        (
            spec(budgets: "budgets: { default: { float32: { forward: 1 ulps } } }"),
            "budgets/default/float32/forward: '1 ulps' does not match"
        ),
        (spec(budgets: "budgets: { default: { flot32: {} } }"), "budgets/default: 'flot32' is not among the choices"),
        (spec(budgets: "budgets: { engine: {} }"), "budgets: 'default' is missing"),
        (spec(shapes: ""), "no alternative fits"),
        (spec(shapes: "shapes: [{ x: [one] }]"), "shapes/0/x: no alternative fits"),
        (spec(adding: "anchors: [{ x: [one] }]"), "anchors/0/x: no alternative fits"),
        (
            spec(adding: "implementations: { double.naive: { fails: [forward] } }"),
            "implementations/double.naive: 'because' is missing"
        ),
    ])
    func mistakesDoNotFitTheSchema(_ yaml: String, _ expected: String) throws {
        let node = try #require(try Yams.compose(yaml: yaml))
        let complaints = SchemaValidator(root: schema).complaints(node, schema)
        #expect(complaints.contains { $0.contains(expected) }, "\(complaints)")
    }

    @Test func everyKeyIsExplained() throws {
        for (name, value) in try part("properties") {
            let description = (value as? [String: Any])?["description"] as? String
            #expect(description?.isEmpty == false, "\(name)")
        }
    }
}

/// The part of JSON Schema, draft 7, that the schema of specifications uses, over YAML nodes.
private struct SchemaValidator {
    let root: [String: Any]

    func complaints(_ node: Node, _ schema: [String: Any], at path: String = "") -> [String] {
        var found: [String] = []
        func complain(_ message: String) { found.append("\(path): \(message)") }
        if let reference = schema["$ref"] as? String {
            let target = reference.split(separator: "/").dropFirst().reduce(root) { $0[String($1)] as! [String: Any] }
            return complaints(node, target, at: path)
        }
        if let type = schema["type"] {
            let types = type as? [String] ?? [type as! String]
            if !types.contains(where: { Self.isKind($0, node) }) { complain("is not of type \(types)") }
        }
        if let choices = schema["enum"] as? [String], !choices.contains(node.scalar?.string ?? "") {
            complain("'\(node.scalar?.string ?? "")' is not among the choices")
        }
        if let constant = schema["const"], node.scalar?.string != "\(constant)" { complain("is not \(constant)") }
        if let pattern = schema["pattern"] as? String, let text = node.scalar?.string,
            (try? Regex(pattern).firstMatch(in: text)) == nil
        {
            complain("'\(text)' does not match")
        }
        if let length = schema["minLength"] as? Int, let text = node.scalar?.string, text.count < length {
            complain("is too short")
        }
        if let least = schema["minimum"] as? Int, let value = node.int, value < least { complain("is too small") }
        if let alternatives = schema["anyOf"] as? [[String: Any]],
            !alternatives.contains(where: { complaints(node, $0, at: path).isEmpty })
        {
            complain("no alternative fits")
        }
        if let sequence = node.sequence {
            if let least = schema["minItems"] as? Int, sequence.count < least { complain("has too few elements") }
            if let most = schema["maxItems"] as? Int, sequence.count > most { complain("has too many elements") }
            for (place, element) in sequence.enumerated() {
                guard let items = schema["items"] as? [String: Any] else { break }
                found += complaints(element, items, at: path.isEmpty ? "\(place)" : "\(path)/\(place)")
            }
        }
        if let mapping = node.mapping { found += complaints(mapping, schema, at: path) }
        return found
    }

    private func complaints(_ mapping: Node.Mapping, _ schema: [String: Any], at path: String) -> [String] {
        var found: [String] = []
        let keys = mapping.keys.map { $0.scalar!.string }
        func require(_ names: [String]) {
            for name in names where !keys.contains(name) { found.append("\(path): '\(name)' is missing") }
        }
        require(schema["required"] as? [String] ?? [])
        for (key, needed) in schema["dependencies"] as? [String: [String]] ?? [:] where keys.contains(key) {
            require(needed)
        }
        if let least = schema["minProperties"] as? Int, keys.count < least { found.append("\(path): has too few keys") }
        let properties = schema["properties"] as? [String: Any] ?? [:]
        for (key, value) in mapping {
            let name = key.scalar!.string
            if let names = schema["propertyNames"] as? [String: Any] { found += complaints(key, names, at: path) }
            let inner = path.isEmpty ? name : "\(path)/\(name)"
            if let property = properties[name] as? [String: Any] {
                found += complaints(value, property, at: inner)
            } else if let others = schema["additionalProperties"] as? [String: Any] {
                found += complaints(value, others, at: inner)
            } else if schema["additionalProperties"] as? Bool == false {
                found.append("\(path): unknown key '\(name)'")
            }
        }
        return found
    }

    private static func isKind(_ kind: String, _ node: Node) -> Bool {
        guard let scalar = node.scalar else { return kind == (node.mapping != nil ? "object" : "array") }
        let isPlain = scalar.style == .plain
        let isNull = isPlain && ["", "~", "null"].contains(scalar.string)
        switch kind {
        case "null": return isNull
        case "integer": return isPlain && Int(scalar.string) != nil
        case "number": return isPlain && Double(scalar.string) != nil
        case "boolean": return isPlain && ["true", "false"].contains(scalar.string)
        case "string":
            return !isNull && !(isPlain && (Int(scalar.string) != nil || ["true", "false"].contains(scalar.string)))
        default: return false
        }
    }
}
