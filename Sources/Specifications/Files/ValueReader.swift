internal import Values

/// Reads the numbers, shapes and attributes of anchors, generated cases and probes.
struct ValueReader {
    let inputs: [Specification.Input]
    let attributes: [Specification.Attribute]

    func anchor(_ cursor: YAMLCursor) throws -> Specification.Anchor {
        let fields = try cursor.fields(
            "an anchor", inputs.map(\.name) + attributes.map(\.name) + SpecificationReader.Keys.anchor)
        return .init(
            inputs: try inputs.flatMap { input in
                guard let field = fields[input.name] else {
                    throw cursor.error("the anchor lacks input '\(input.name)'")
                }
                return try Self.arrays(field, input)
            }, attributes: try readAttributes(fields, of: cursor),
            note: try fields["note"]?.text("a note"),
            position: cursor.position)
    }

    func shapeTuple(_ cursor: YAMLCursor) throws -> Specification.ShapeTuple {
        let fields = try cursor.fields("a tuple of shapes", inputs.map(\.name) + attributes.map(\.name))
        return .init(
            shapes: try inputs.flatMap { input in
                guard let field = fields[input.name] else {
                    throw cursor.error("the shape of input '\(input.name)' is missing")
                }
                return try input.isVariadic
                    ? field.elements("the shapes of '\(input.name)'").map(Self.shape) : [Self.shape(field)]
            }, attributes: try readAttributes(fields, of: cursor), position: cursor.position)
    }

    func probe(_ cursor: YAMLCursor) throws -> Specification.Probe {
        let fields = try cursor.fields("a probe", SpecificationReader.Keys.probe)
        guard let name = fields["name"], let templates = fields["inputs"] else {
            throw cursor.error("a probe has a name and inputs")
        }
        let inputFields = try templates.fields("the inputs of a probe", inputs.map(\.name))
        let read = try inputs.flatMap { input -> [Specification.Probe.Template] in
            guard let field = inputFields[input.name] else {
                throw templates.error("the probe lacks input '\(input.name)'")
            }
            if input.dtype != nil { return try Self.arrays(field, input).map { .fixed($0) } }
            return try input.isVariadic
                ? field.elements("the tensors of '\(input.name)'").map(Self.template) : [Self.template(field)]
        }
        guard read.contains(where: \.isFree) else { throw templates.error("no input of the probe contains 't'") }
        let hasSizes = read.contains(.repeated)
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
            sizes: sizes, reachesInfinities: try fields["infinities"]?.bool("infinities") ?? false, law: law,
            position: cursor.position)
    }

    private func readAttributes(_ fields: [String: YAMLCursor], of cursor: YAMLCursor) throws -> Attributes {
        var values: Attributes = [:]
        for attribute in attributes {
            if let field = fields[attribute.name] {
                values[attribute.name] = try Self.attribute(field, attribute)
            } else if let value = attribute.defaultValue {
                values[attribute.name] = value
            } else {
                throw cursor.error("attribute '\(attribute.name)' is missing and has no default")
            }
        }
        return values
    }

    // MARK: Leaves

    static func attribute(_ cursor: YAMLCursor, _ attribute: Specification.Attribute) throws -> AttributeValue {
        let what = "attribute '\(attribute.name)'"
        switch attribute.kind {
        case .axis, .integer: return .integer(try cursor.integer(what))
        case .axes, .integers: return .integers(try cursor.integers(what))
        case .shape: return .integers(try shape(cursor).extents)
        case .bool: return .bool(try cursor.bool(what))
        case .real:
            let value = try double(cursor)
            guard !value.isNaN else { throw cursor.error("\(what) must be a number") }
            return .real(value)
        case .dtype:
            let dtype: DType = try cursor.choice(what)
            return .text(dtype.rawValue)
        case .choice:
            let word = try cursor.text(what)
            guard attribute.choices.contains(word) else {
                throw cursor.error(
                    "\(what) must be one of \(attribute.choices.joined(separator: ", ")); got '\(word)'"
                        + didYouMean(word, among: attribute.choices))
            }
            return .text(word)
        }
    }

    /// The tensors of an input: one, or for a list as many as are written.
    static func arrays(_ cursor: YAMLCursor, _ input: Specification.Input) throws -> [HostArray] {
        try input.isVariadic
            ? cursor.elements("the tensors of '\(input.name)'").map { try tensor($0, input) }
            : [tensor(cursor, input)]
    }

    /// A tensor of the input's dtype, whose values are in its domain.
    private static func tensor(_ cursor: YAMLCursor, _ input: Specification.Input) throws -> HostArray {
        switch input.dtype {
        case .int64:
            return try array(cursor) { leaf in
                guard let value = Int64(try leaf.text("an integer")) else {
                    throw leaf.error("'\(try leaf.text("an integer"))' is not an integer of 64 bits")
                }
                return value
            } wrap: {
                HostArray($0, shape: $1)
            }
        case .bool:
            return try array(cursor) {
                try $0.bool("an element")
            } wrap: {
                HostArray($0, shape: $1)
            }
        case .float32, .float64, nil:
            let array = try array(cursor)
            for position in 0..<array.count {
                let value = array.double(at: position)
                // Infinities are special cases, whatever numbers a domain has.
                let isSpecial = value.isNaN && !input.excludesNaN || value.isInfinite && !input.isFinite
                guard isSpecial || input.domain.contains(value) else {
                    throw cursor.error("\(decimalText(value, digits: 9)) is outside the domain of '\(input.name)'")
                }
            }
            return array
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
        try array(cursor, float) { HostArray($0, shape: $1) }
    }

    /// An element, or nested lists of elements.
    private static func array<Element>(
        _ cursor: YAMLCursor, _ element: (YAMLCursor) throws -> Element, wrap: ([Element], Shape) -> HostArray
    ) throws -> HostArray {
        func nested(_ cursor: YAMLCursor) throws -> ([Element], Shape) {
            guard cursor.node.sequence != nil else { return ([try element(cursor)], .scalar) }
            let parts = try cursor.elements("a tensor").map(nested)
            let inner = parts.first?.1 ?? .scalar
            guard parts.allSatisfy({ $0.1 == inner }) else {
                throw cursor.error("the rows of a tensor must have equal lengths")
            }
            return (parts.flatMap(\.0), Shape([parts.count] + inner.extents))
        }
        let (elements, shape) = try nested(cursor)
        return wrap(elements, shape)
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
