internal import Values

/// Reads the numbers, shapes and attributes of anchors, generated cases and probes.
struct ValueReader {
    let inputs: [Specification.Input]
    let attributes: [Specification.Attribute]

    func anchor(_ cursor: YAMLCursor) throws -> Specification.Anchor {
        let fields = try cursor.fields(
            "an anchor", inputs.map(\.name) + attributes.map(\.name) + SpecificationReader.Keys.anchor)
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
            inputs: arrays, attributes: try readAttributes(fields, of: cursor),
            note: try fields["note"]?.text("a note"),
            position: cursor.position)
    }

    func shapeTuple(_ cursor: YAMLCursor) throws -> Specification.ShapeTuple {
        let fields = try cursor.fields("a tuple of shapes", inputs.map(\.name) + attributes.map(\.name))
        var shapes: [String: Shape] = [:]
        for input in inputs {
            guard let field = fields[input.name] else {
                throw cursor.error("the shape of input '\(input.name)' is missing")
            }
            shapes[input.name] = try Self.shape(field)
        }
        return .init(shapes: shapes, attributes: try readAttributes(fields, of: cursor), position: cursor.position)
    }

    func probe(_ cursor: YAMLCursor) throws -> Specification.Probe {
        let fields = try cursor.fields("a probe", SpecificationReader.Keys.probe)
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
        guard read.values.contains(where: \.isFree) else { throw templates.error("no input of the probe contains 't'") }
        let hasSizes = read.values.contains(.repeated)
        if let sizes = fields["sizes"], !hasSizes { throw sizes.error("sizes are for inputs written 'repeat(t, n)'") }
        if hasSizes && fields["sizes"] == nil { throw cursor.error("'repeat(t, n)' needs 'sizes: [...]'") }
        let sizes = try fields["sizes"].map(Self.sizes) ?? [1]
        let observed = try fields["observe"]?.integer("the observed element") ?? 0
        guard observed >= 0 else { throw fields["observe"]!.error("elements of the output are counted from 0") }
        let attributeFields = try fields["attributes"]?.fields("attributes", attributes.map(\.name)) ?? [:]
        let law = try fields["law"].map { field in
            let source = try field.sourceText("a law")
            let formula = Specification.Formula(expression: try Parser.expression(source), source: source)
            try NameChecker(source: source, inputs: [], attributes: ["n"]).check(formula.expression)
            return formula
        }
        return .init(
            name: try name.text("a probe's name"), templates: read,
            attributes: try readAttributes(attributeFields, of: fields["attributes"] ?? cursor), observed: observed,
            sizes: sizes, law: law, position: cursor.position)
    }

    private func readAttributes(_ fields: [String: YAMLCursor], of cursor: YAMLCursor) throws -> Attributes {
        var values: Attributes = [:]
        for attribute in attributes {
            if let field = fields[attribute.name] {
                values[attribute.name] = try Self.attribute(field, attribute.kind, attribute.name)
            } else if let value = attribute.defaultValue {
                values[attribute.name] = value
            } else {
                throw cursor.error("attribute '\(attribute.name)' is missing and has no default")
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
        case .axes, .integers: return .integers(try cursor.integers(what))
        case .shape: return .integers(try shape(cursor).extents)
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
        guard let value = Double(text.hasPrefix(".") && Double(text) == nil ? String(text.dropFirst()) : text) else {
            throw cursor.error("'\(text)' is not a number")
        }
        return value
    }

    static func shape(_ cursor: YAMLCursor) throws -> Shape {
        let extents = try cursor.integers("a shape")
        guard extents.allSatisfy({ $0 >= 0 }) else { throw cursor.error("a shape has no negative extents") }
        let shape = Shape(extents)
        guard shape.isBuildable else { throw cursor.error(shape.unbuildableMessage) }
        return shape
    }

    private static func sizes(_ cursor: YAMLCursor) throws -> [Int] {
        let sizes = try cursor.integers("sizes")
        guard !sizes.isEmpty, sizes.allSatisfy({ (1...Shape.mostElements).contains($0) }) else {
            throw cursor.error("sizes are one or more numbers from 1 to \(Shape.mostElements)")
        }
        return sizes
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
            // Lists of lists are numbers that do not vary.
            return .list(try sequence.map { try $0.text("a number") == "t" ? nil : try float($0) })
        }
        switch cursor.node.scalar?.string {
        case "t": return .scalar
        case "repeat(t, n)": return .repeated
        default: return .fixed(try array(cursor))
        }
    }
}

extension Specification.Probe.Template {
    /// Whether the free float occurs.
    fileprivate var isFree: Bool {
        switch self {
        case .list(let elements): elements.contains(nil)
        case .repeated, .scalar: true
        case .fixed: false
        }
    }
}
