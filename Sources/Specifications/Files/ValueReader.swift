internal import Values

/// Reads the numbers, shapes and attributes of anchors, generated cases and probes.
struct ValueReader {
    let inputs: [Specification.Input]
    let attributes: [Specification.Attribute]

    func anchor(_ cursor: YAMLCursor) throws -> Specification.Anchor {
        let fields = try cursor.fields("an anchor", inputs.map(\.name) + attributes.map(\.name) + ["note"])
        var arrays: [String: HostArray] = [:]
        for input in inputs {
            guard let field = fields[input.name] else { throw cursor.error("the anchor lacks input '\(input.name)'") }
            let array = try Self.array(field)
            for position in 0..<array.count {
                let value = array.double(at: position)
                guard value.isNaN || input.domain.contains(value) else {
                    throw field.error("\(decimalText(value, digits: 9)) is outside the domain of '\(input.name)'")
                }
            }
            arrays[input.name] = array
        }
        return .init(
            inputs: arrays, attributes: try readAttributes(fields), note: try fields["note"]?.text("a note"),
            position: cursor.position)
    }

    func shapeTuple(_ cursor: YAMLCursor) throws -> Specification.ShapeTuple {
        let fields = try cursor.fields("a tuple of shapes", inputs.map(\.name) + attributes.map(\.name))
        var shapes: [String: Shape] = [:]
        for input in inputs {
            guard let field = fields[input.name] else {
                throw cursor.error("the shape of input '\(input.name)' is missing")
            }
            let extents = try field.integers("a shape")
            guard extents.allSatisfy({ $0 >= 0 }) else { throw field.error("a shape has no negative extents") }
            shapes[input.name] = Shape(extents)
        }
        return .init(shapes: shapes, attributes: try readAttributes(fields), position: cursor.position)
    }

    func probe(_ cursor: YAMLCursor) throws -> Specification.Probe {
        let keys = ["name", "inputs", "attributes", "observe", "sizes", "law"]
        let fields = try cursor.fields("a probe", keys)
        guard let name = fields["name"], let templates = fields["inputs"] else {
            throw cursor.error("a probe has a name and inputs")
        }
        let inputFields = try templates.fields("the inputs of a probe", inputs.map(\.name))
        var read: [String: Specification.Probe.Template] = [:]
        for input in inputs {
            guard let field = inputFields[input.name] else {
                throw templates.error("the probe lacks input '\(input.name)'")
            }
            read[input.name] = try Self.template(field)
        }
        let hasSizes = read.values.contains(.repeated)
        if let sizes = fields["sizes"], !hasSizes { throw sizes.error("sizes are for inputs written 'repeat(t, n)'") }
        if hasSizes && fields["sizes"] == nil { throw cursor.error("'repeat(t, n)' needs 'sizes: [...]'") }
        let sizes = try fields["sizes"]?.integers("sizes") ?? [1]
        guard sizes.allSatisfy({ $0 > 0 }) else { throw fields["sizes"]!.error("sizes are positive") }
        let attributeFields = try fields["attributes"]?.fields("attributes", attributes.map(\.name)) ?? [:]
        let law = try fields["law"].map { field in
            let source = try field.sourceText("a law")
            let formula = Specification.Formula(expression: try Parser.expression(source), source: source)
            try NameChecker(source: source, inputs: [], attributes: ["n"]).check(formula.expression)
            return formula
        }
        return .init(
            name: try name.text("a probe's name"), templates: read, attributes: try readAttributes(attributeFields),
            observed: try fields["observe"]?.integer("the observed element") ?? 0, sizes: sizes, law: law,
            position: cursor.position)
    }

    private func readAttributes(_ fields: [String: YAMLCursor]) throws -> Attributes {
        var values: Attributes = [:]
        for attribute in attributes {
            if let field = fields[attribute.name] {
                values[attribute.name] = try Self.attribute(field, attribute.kind, attribute.name)
            } else {
                values[attribute.name] = attribute.defaultValue
            }
        }
        return values
    }

    // MARK: Leaves

    static func attribute(
        _ cursor: YAMLCursor, _ kind: Specification.Attribute.Kind, _ name: String
    ) throws -> AttributeValue {
        let what = "attribute '\(name)'"
        switch kind {
        case .axis: return .integer(try cursor.integer(what))
        case .axes, .integers, .shape: return .integers(try cursor.integers(what))
        case .bool: return .bool(try cursor.bool(what))
        case .dtype:
            let dtype: DType = try cursor.choice(what)
            return .text(dtype.rawValue)
        }
    }

    static func float(_ cursor: YAMLCursor) throws -> Float {
        let text = try cursor.text("a number")
        guard let value = Float(text: text.hasPrefix(".") && Float(text) == nil ? String(text.dropFirst()) : text)
        else {
            throw cursor.error("'\(text)' is not a number; write decimals, 0x1.8p+3, bits:42B17217, inf or nan")
        }
        return value
    }

    static func double(_ cursor: YAMLCursor) throws -> Double {
        let text = try cursor.text("a number")
        guard let value = Double(text) else { throw cursor.error("'\(text)' is not a number") }
        return value
    }

    /// A number, or nested lists of numbers, as float32.
    static func array(_ cursor: YAMLCursor) throws -> HostArray {
        guard cursor.node.sequence != nil else { return HostArray([try float(cursor)], shape: .scalar) }
        let parts = try cursor.elements("a tensor").map(array)
        let inner = parts.first?.shape ?? .scalar
        guard parts.allSatisfy({ $0.shape == inner }) else {
            throw cursor.error("the rows of a tensor must have equal lengths")
        }
        return HostArray(parts.flatMap { $0.float32! }, shape: Shape([parts.count] + inner.extents))
    }

    private static func template(_ cursor: YAMLCursor) throws -> Specification.Probe.Template {
        if let sequence = try? cursor.elements("a template"), sequence.allSatisfy({ $0.node.scalar != nil }) {
            return .list(try sequence.map { try $0.text("a number") == "t" ? nil : try float($0) })
        }
        switch cursor.node.scalar?.string {
        case "t": return .scalar
        case "repeat(t, n)": return .repeated
        default: return .fixed(try array(cursor))
        }
    }
}
