import Foundation

/// A JSON value that tells numbers from truth values.
indirect enum JSONValue: Decodable, Equatable {
    case null
    case bool(Bool)
    case number(Double)
    case string(String)
    case array([JSONValue])
    case object([String: JSONValue])

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {
            self = .bool(value)
        } else if let value = try? container.decode(Double.self) {
            self = .number(value)
        } else if let value = try? container.decode(String.self) {
            self = .string(value)
        } else if let value = try? container.decode([JSONValue].self) {
            self = .array(value)
        } else {
            self = .object(try container.decode([String: JSONValue].self))
        }
    }

    init(_ data: Data) throws { self = try JSONDecoder().decode(JSONValue.self, from: data) }

    var object: [String: JSONValue]? { if case .object(let value) = self { value } else { nil } }
    var array: [JSONValue]? { if case .array(let value) = self { value } else { nil } }
    var string: String? { if case .string(let value) = self { value } else { nil } }
    var number: Double? { if case .number(let value) = self { value } else { nil } }

    subscript(key: String) -> JSONValue? { object?[key] }
    subscript(index: Int) -> JSONValue? { array.flatMap { $0.indices.contains(index) ? $0[index] : nil } }
}

/// The part of JSON Schema, drafts 4 to 7, that the schemas of these tests use. A keyword that it does not know is a
/// complaint, so that nothing is passed over.
struct JSONSchema {
    private let root: JSONValue

    init(_ data: Data) throws { root = try JSONValue(data) }

    /// What is wrong with a value, a line each, with its place.
    func complaints(_ value: JSONValue) -> [String] { complaints(value, root, "") }

    /// Those that say nothing of values, or that other keywords say.
    private static let silent: Set<String> = [
        "$schema", "$id", "id", "title", "description", "default", "definitions", "format", "$comment",
    ]

    private func complaints(_ value: JSONValue, _ schema: JSONValue, _ place: String) -> [String] {
        guard let keywords = schema.object else { return ["\(place): the schema is no object"] }
        if let reference = keywords["$ref"]?.string {
            let path = reference.split(separator: "/").dropFirst()
            guard let target = path.reduce(Optional(root), { $0?[String($1)] }) else {
                return ["\(place): no '\(reference)'"]
            }
            return complaints(value, target, place)
        }
        return keywords.flatMap { complaints(value, $0.key, $0.value, keywords, place) }
    }

    private func complaints(
        _ value: JSONValue, _ keyword: String, _ argument: JSONValue, _ schema: [String: JSONValue], _ place: String
    ) -> [String] {
        func check(_ holds: Bool, _ message: String) -> [String] { holds ? [] : ["\(place): \(message)"] }
        func fitting(_ alternatives: JSONValue) -> Int {
            (alternatives.array ?? []).filter { complaints(value, $0, place).isEmpty }.count
        }
        switch keyword {
        case "type":
            let kinds = argument.array?.compactMap(\.string) ?? [argument.string ?? ""]
            return check(kinds.contains { Self.isKind($0, value) }, "is no \(kinds.joined(separator: " or "))")
        case "enum": return check(argument.array?.contains(value) == true, "is not among the choices")
        case "const": return check(argument == value, "is another constant")
        case "anyOf": return check(fitting(argument) > 0, "no alternative fits")
        case "oneOf": return check(fitting(argument) == 1, "\(fitting(argument)) alternatives fit")
        case "allOf": return (argument.array ?? []).flatMap { complaints(value, $0, place) }
        case "pattern":
            guard let text = value.string, let pattern = argument.string else { return [] }
            let found = text.range(of: pattern, options: .regularExpression) != nil
            return check(found, "'\(text)' does not match \(pattern)")
        case "minimum": return check(value.number.map { $0 >= argument.number ?? 0 } ?? true, "is too small")
        case "maximum": return check(value.number.map { $0 <= argument.number ?? 0 } ?? true, "is too large")
        case "minItems":
            return check(value.array.map { Double($0.count) >= argument.number ?? 0 } ?? true, "is too short")
        case "maxItems":
            return check(value.array.map { Double($0.count) <= argument.number ?? 0 } ?? true, "is too long")
        case "uniqueItems":
            guard argument == .bool(true), let elements = value.array else { return [] }
            return check(!elements.indices.contains { elements[..<$0].contains(elements[$0]) }, "repeats an element")
        case "items":
            return (value.array ?? []).enumerated().flatMap { complaints($1, argument, "\(place)/\($0)") }
        case "required":
            guard let object = value.object else { return [] }
            return (argument.array ?? []).compactMap(\.string).filter { object[$0] == nil }
                .map { "\(place): '\($0)' is missing" }
        case "properties":
            return (value.object ?? [:]).flatMap { key, inner in
                argument[key].map { complaints(inner, $0, "\(place)/\(key)") } ?? []
            }
        case "propertyNames":
            return (value.object ?? [:]).keys.flatMap { complaints(.string($0), argument, "\(place)/\($0)") }
        case "additionalProperties":
            let others = (value.object ?? [:]).filter { schema["properties"]?[$0.key] == nil }
            if argument == .bool(false) { return others.keys.map { "\(place): unknown key '\($0)'" } }
            if argument == .bool(true) { return [] }
            return others.flatMap { complaints($0.value, argument, "\(place)/\($0.key)") }
        default:
            return check(
                Self.silent.contains(keyword), "the schema has the keyword '\(keyword)', which is not known here")
        }
    }

    private static func isKind(_ kind: String, _ value: JSONValue) -> Bool {
        switch (kind, value) {
        case ("null", .null), ("boolean", .bool), ("number", .number), ("string", .string), ("array", .array),
            ("object", .object):
            true
        case ("integer", .number(let number)): number == number.rounded()
        default: false
        }
    }
}
