public import Values

/// Why values that a user typed do not fit a specification.
public struct ValueError: Error, Hashable, CustomStringConvertible {
    public let description: String
}

extension Specification {
    /// The inputs, in order, from their texts: numbers or nested lists in the notation of anchors, stored as float32.
    ///
    /// - Throws: `ValueError` for a missing or unknown input, text that is no tensor, or a value outside the domain.
    public func tensors(_ texts: [String: String]) throws -> [HostArray] {
        let known = inputs.map(\.name)
        for name in texts.keys.sorted() where !known.contains(name) {
            throw ValueError(
                description: "\(operation) has no input '\(name)'; it has \(known.joined(separator: ", "))")
        }
        return try inputs.flatMap { input in
            guard let text = texts[input.name] else {
                throw ValueError(description: "\(operation) needs the input '\(input.name)'")
            }
            let arrays = try Self.reading("input '\(input.name)'", text) { try ValueReader.arrays($0, input) }
            for array in arrays where input.isFinite && !array.isFinite {
                throw ValueError(description: "input '\(input.name)': infinities are outside its domain")
            }
            return arrays
        }
    }

    /// The attributes from their texts; what is not given has its default.
    ///
    /// - Throws: `ValueError` for an unknown attribute, one that has no default and is missing, or text that is no
    ///   value of it.
    public func attributeValues(_ texts: [String: String]) throws -> Attributes {
        for name in texts.keys.sorted() where !attributes.contains(where: { $0.name == name }) {
            let names = attributes.map(\.name)
            throw ValueError(
                description: "\(operation) has no attribute '\(name)'"
                    + (names.isEmpty ? "" : "; it has \(names.joined(separator: ", "))"))
        }
        var values: Attributes = [:]
        for attribute in attributes {
            if let text = texts[attribute.name] {
                values[attribute.name] = try Self.reading("attribute '\(attribute.name)'", text) {
                    try ValueReader.attribute($0, attribute)
                }
            } else if let value = attribute.defaultValue {
                values[attribute.name] = value
            } else {
                throw ValueError(description: "\(operation) needs the attribute '\(attribute.name)'")
            }
        }
        return values
    }

    private static func reading<Value>(
        _ what: String, _ text: String, _ read: (YAMLCursor) throws -> Value
    ) throws -> Value {
        let cursor: YAMLCursor
        do {
            cursor = try YAMLCursor(parsing: text, file: what)
        } catch {
            throw ValueError(description: "\(what): '\(text)' is neither a number nor a list such as [1, 2]")
        }
        do {
            return try read(cursor)
        } catch let error as SpecificationError {
            // What is wrong with an attribute is said together with its name.
            throw ValueError(
                description: error.message.hasPrefix(what) ? error.message : "\(what): \(error.message)")
        }
    }
}
