internal import Values

extension Specification {
    /// Reads the text of a specification file.
    ///
    /// - Parameter file: the file's name as the user knows it, for messages.
    /// - Throws: `SpecificationError` with the place of the first mistake.
    public init(parsing text: String, file: String) throws {
        self = try SpecificationReader(YAMLCursor(parsing: text, file: file)).read()
    }
}

/// Turns the YAML of a specification into a `Specification`, checking each part against the others.
///
/// `Specs/specification.schema.json` states the same keys for editors; a test holds the two together.
struct SpecificationReader {
    /// What may be written at each level.
    enum Keys {
        static let specification = [
            "operation", "summary", "kind", "names", "inputs", "outputs", "attributes", "definition", "relation",
            "invariants", "properties", "specials", "nonfinite", "kinks", "scale", "terms", "anchors", "shapes",
            "probes",
            "implementations", "budgets", "signature", "backward", "sizes",
        ]
        static let catalogues = ["onnx", "array-api", "aten"]
        static let onnxName = ["operator", "opset"]
        static let input = ["dtype", "domain", "except", "finite", "differentiable", "variadic", "drawn", "meaning"]
        static let output = ["dtype", "differentiable", "updates", "meaning"]
        static let attribute = ["type", "of", "default"]
        static let specialCase = ["when", "then", "output", "formula", "because"]
        static let kink = ["when", "input", "gradient", "because"]
        static let condition = ["holds", "output", "because"]
        static let probe = ["name", "inputs", "attributes", "observe", "sizes", "infinities", "law"]
        static let implementation = ["summary", "fails", "because", "instead", "machineDependent"]
        static let budget = ["forward", "gradient", "because"]
        /// Besides the names of inputs and attributes.
        static let anchor = ["note"]
    }

    private let root: YAMLCursor
    private let fields: [String: YAMLCursor]

    init(_ root: YAMLCursor) throws {
        self.root = root
        fields = try root.fields("a specification", Keys.specification)
    }

    func read() throws -> Specification {
        let operation = try required("operation").text("the operation")
        guard operation.wholeMatch(of: /[a-z][A-Za-z0-9_]*/) != nil else {
            throw try required("operation").error(
                "an operation's name is a lower-case letter, then letters, digits or underscores; got '\(operation)'")
        }
        let kind: Specification.Kind = try fields["kind"]?.choice("kind") ?? .real
        let inputs = try readInputs()
        let attributes = try readAttributes(besides: inputs.map(\.name))
        let definition = try Definition(
            parsing: required("definition").sourceText("the definition"),
            inputs: inputs.map(\.name), attributes: attributes.map(\.name))
        let outputs = try readOutputs(definition, inputs)
        let formulas = FormulaReader(definition: definition, inputs: inputs, attributes: attributes)
        let values = ValueReader(inputs: inputs, attributes: attributes)
        let scales = try formulas.perOutput(fields["scale"], "the scale")
        let specification = Specification(
            operation: operation,
            summary: try required("summary").text("the summary"),
            kind: kind,
            names: try readNames(),
            inputs: inputs,
            attributes: attributes,
            definition: definition,
            outputs: outputs,
            specials: try (fields["specials"]?.elements("specials") ?? []).map(formulas.specialCase),
            nonfinite: try fields["nonfinite"]?.choice("nonfinite") ?? .listed,
            kinks: try (fields["kinks"]?.elements("kinks") ?? []).map(formulas.kink),
            relation: try (fields["relation"]?.elements("the relation") ?? []).map(formulas.condition),
            invariants: try (fields["invariants"]?.elements("invariants") ?? []).map(formulas.condition),
            properties: try readProperties(definition, inputs, attributes),
            scales: scales,
            terms: try formulas.perOutput(fields["terms"], "the terms"),
            anchors: try (fields["anchors"]?.elements("anchors") ?? []).map(values.anchor),
            shapes: try (fields["shapes"]?.elements("shapes") ?? []).map(values.shapeTuple),
            probes: try (fields["probes"]?.elements("probes") ?? []).map(values.probe),
            implementations: try readImplementations(of: operation),
            budgets: try readBudgets(kind, hasScale: !scales.isEmpty),
            library: try readLibrary(inputs, definition.outputs.map(\.name), attributes),
            file: root.file)
        try checkKind(specification)
        guard !specification.anchors.isEmpty || !specification.shapes.isEmpty else {
            throw root.error("there is nothing to verify without anchors or shapes")
        }
        try specification.checkShapes()
        try specification.checkSizes()
        return specification
    }

    private func required(_ key: String) throws -> YAMLCursor {
        guard let field = fields[key] else { throw root.error("the key '\(key)' is missing") }
        return field
    }

    private func checkKind(_ specification: Specification) throws {
        if (specification.kind == .relation) == specification.relation.isEmpty {
            throw (fields["relation"] ?? fields["kind"] ?? root).error(
                specification.relation.isEmpty
                    ? "an operation of kind relation needs its 'relation'"
                    : "a 'relation' decides for operations of kind relation only; elsewhere write 'invariants'")
        }
        if (specification.kind == .givenDraws) != specification.inputs.contains(where: \.isDrawn) {
            throw (fields["kind"] ?? fields["inputs"] ?? root).error(
                "kind 'given draws' and inputs that are 'drawn: true' go together")
        }
    }

    // MARK: Parts

    private func readNames() throws -> [Specification.ForeignName] {
        try (fields["names"]?.entries("names") ?? []).compactMap { key, value in
            let catalogue = try key.text("a catalogue")
            guard Keys.catalogues.contains(catalogue) else {
                throw key.error("unknown catalogue '\(catalogue)'" + didYouMean(catalogue, among: Keys.catalogues))
            }
            if value.isNull { return nil }
            guard catalogue == "onnx" else {
                return .init(catalogue: catalogue, name: try value.text("a name"), opset: nil)
            }
            let fields = try value.fields("an ONNX name", Keys.onnxName)
            guard let name = fields["operator"], let opset = fields["opset"] else {
                throw value.error("an ONNX name has an operator and an opset")
            }
            return .init(
                catalogue: catalogue, name: try name.text("the operator"), opset: try opset.integer("the opset"))
        }
    }

    private func readInputs() throws -> [Specification.Input] {
        let entries = try required("inputs").entries("inputs")
        guard !entries.isEmpty else { throw try required("inputs").error("an operation has at least one input") }
        let names = try entries.map { try readName($0.key, "an input") }
        let attributes = try (fields["attributes"]?.entries("attributes") ?? []).map { try $0.key.text("an attribute") }
        var hasList = false
        return try zip(names, entries).map { name, entry in
            let fields = entry.value.isNull ? [:] : try entry.value.fields("an input", Keys.input)
            let dtype: DType? = try fields["dtype"]?.choice("dtype")
            if let dtype, dtype.isFloatingPoint {
                throw fields["dtype"]!.error("inputs are floating-point unless they say int64 or bool")
            }
            var domain = -Double.infinity...Double.infinity
            var integerDomain: (Specification.Formula, Specification.Formula)?
            if let field = fields["domain"] {
                let ends = try field.elements("a domain")
                guard ends.count == 2, dtype != .bool else {
                    throw field.error("a domain is two numbers, the smaller first, for inputs of numbers")
                }
                if dtype == .int64 {
                    let formulas = try ends.map { end in
                        try FormulaReader.formula(end, "the end of a domain", inputs: names, attributes: attributes)
                    }
                    integerDomain = (formulas[0], formulas[1])
                } else {
                    let numbers = try ends.map { try ValueReader.double($0) }
                    guard numbers[0] <= numbers[1] else {
                        throw field.error("a domain is two numbers, the smaller first")
                    }
                    domain = numbers[0]...numbers[1]
                }
            }
            let isVariadic = try fields["variadic"]?.bool("variadic") ?? false
            if isVariadic && hasList { throw fields["variadic"]!.error("only one input can be a list of tensors") }
            hasList = hasList || isVariadic
            let isDrawn = try fields["drawn"]?.bool("drawn") ?? false
            let isDifferentiable = try fields["differentiable"]?.bool("differentiable") ?? (dtype == nil && !isDrawn)
            if isDifferentiable && dtype != nil {
                throw fields["differentiable"]!.error("there are no gradients with respect to values of \(dtype!)")
            }
            let excludesNaN = try dtype == nil && fields["except"] != nil && excludesNaN(fields["except"]!)
            let excluded = try excludesNaN ? [] : fields["except"]?.integers("the values outside a domain") ?? []
            guard excluded.isEmpty || dtype == .int64 else {
                throw fields["except"]!.error(
                    "only values of int64 can be left out of a domain one by one, and NaN: 'except: [nan]'")
            }
            return .init(
                name: name, dtype: dtype, domain: domain, integerDomain: integerDomain, excluded: Set(excluded),
                isDifferentiable: isDifferentiable, isFinite: try fields["finite"]?.bool("finite") ?? false,
                excludesNaN: excludesNaN, isVariadic: isVariadic, isDrawn: isDrawn,
                meaning: try fields["meaning"]?.text("the meaning"))
        }
    }

    /// Whether what is left out of a domain is NaN.
    private func excludesNaN(_ field: YAMLCursor) throws -> Bool {
        let values = try field.elements("the values outside a domain")
        return try values.count == 1 && values[0].text("a value") == "nan"
    }

    /// One output for each that the definition assigns; the file may say more about some.
    private func readOutputs(
        _ definition: Definition, _ inputs: [Specification.Input]
    ) throws -> [Specification.Output] {
        let assigned = definition.outputs.map(\.name)
        var notes: [String: [String: YAMLCursor]] = [:]
        for (key, value) in try fields["outputs"]?.entries("outputs") ?? [] {
            let name = try key.text("the name of an output")
            guard assigned.contains(name) else {
                throw key.error("the definition assigns no output '\(name)'" + didYouMean(name, among: assigned))
            }
            notes[name] = value.isNull ? [:] : try value.fields("an output", Keys.output)
        }
        return try assigned.map { name in
            let fields = notes[name] ?? [:]
            let dtype: DType? = try fields["dtype"]?.choice("dtype")
            if let dtype, dtype.isFloatingPoint {
                throw fields["dtype"]!.error("outputs are like the inputs unless they say int64 or bool")
            }
            let updates = try fields["updates"]?.text("the input that an output updates")
            if let updates, !inputs.contains(where: { $0.name == updates }) {
                throw fields["updates"]!.error(
                    "there is no input '\(updates)' to update" + didYouMean(updates, among: inputs.map(\.name)))
            }
            return .init(
                name: name, dtype: dtype,
                isDifferentiable: try fields["differentiable"]?.bool("differentiable")
                    ?? (dtype == nil && updates == nil),
                updates: updates, meaning: try fields["meaning"]?.text("the meaning"))
        }
    }

    /// A name that formulas can use.
    private func readName(_ key: YAMLCursor, _ what: String) throws -> String {
        let name = try key.text("the name of \(what)")
        guard Vocabulary.isName(name) else {
            throw key.error("the name of \(what) is made of letters, digits and '_', got '\(name)'")
        }
        guard !Vocabulary.contains(name), !Keys.anchor.contains(name) else {
            throw key.error("'\(name)' has another meaning already and cannot be the name of \(what)")
        }
        return name
    }

    private func readAttributes(besides inputs: [String]) throws -> [Specification.Attribute] {
        try (fields["attributes"]?.entries("attributes") ?? []).map { key, value in
            let name = try readName(key, "an attribute")
            guard !inputs.contains(name) else { throw key.error("'\(name)' is an input already") }
            let fields = try value.fields("an attribute", Keys.attribute)
            guard let type = fields["type"] else { throw value.error("an attribute needs a type") }
            let kind: Specification.Attribute.Kind = try type.choice("an attribute's type")
            let choices = try (fields["of"]?.elements("the choices") ?? []).map { try $0.text("a choice") }
            guard (kind == .choice) != choices.isEmpty else {
                throw (fields["of"] ?? type).error(
                    "an attribute of type choice, and no other, lists its words: 'of: [...]'")
            }
            let attribute = Specification.Attribute(name: name, kind: kind, defaultValue: nil, choices: choices)
            return .init(
                name: name, kind: kind,
                defaultValue: try fields["default"].map { try ValueReader.attribute($0, attribute) }, choices: choices)
        }
    }

    private func readProperties(
        _ definition: Definition, _ inputs: [Specification.Input], _ attributes: [Specification.Attribute]
    ) throws -> [Specification.Property] {
        let reader = PropertyReader(definition: definition, inputs: inputs, attributes: attributes)
        let rows = try fields["properties"]?.elements("properties") ?? []
        var names: Set<String> = []
        return try rows.map { row in
            let property = try reader.property(row)
            guard names.insert(property.name).inserted else {
                throw row.error("there are two properties called '\(property.name)'")
            }
            return property
        }
    }

    private func readLibrary(
        _ inputs: [Specification.Input], _ outputs: [String], _ attributes: [Specification.Attribute]
    ) throws -> LibraryInterface? {
        guard let field = fields["signature"] else {
            for key in ["backward", "sizes"] {
                if let field = fields[key] { throw field.error("'\(key)' goes with a 'signature'") }
            }
            return nil
        }
        var sizes: [String: Specification.Formula] = [:]
        for (key, value) in try fields["sizes"]?.entries("sizes") ?? [] {
            let name = try key.text("a size")
            guard !inputs.contains(where: { $0.name == name }), !attributes.contains(where: { $0.name == name }) else {
                throw key.error("'\(name)' is an input or attribute already")
            }
            sizes[name] = try FormulaReader.formula(
                value, "a size", inputs: inputs.map(\.name), attributes: attributes.map(\.name))
        }
        let forward = try CSignature(parsing: field.sourceText("the signature"))
        let backward = try fields["backward"].map { try CSignature(parsing: $0.sourceText("the signature")) }
        let parameters = (forward.parameters + (backward?.parameters ?? [])).map(\.name)
        for (key, _) in try fields["sizes"]?.entries("sizes") ?? [] {
            let name = try key.text("a size")
            guard parameters.contains(name) else {
                throw key.error("no parameter is called '\(name)'" + didYouMean(name, among: parameters))
            }
        }
        return try LibraryInterface(
            forward: forward, backward: backward, sizes: sizes, inputs: inputs, outputs: outputs, attributes: attributes
        ) { isBackward, message in (isBackward ? fields["backward"]! : field).error(message) }
    }

    private func readImplementations(of operation: String) throws -> [Specification.ImplementationNote] {
        try (fields["implementations"]?.entries("implementations") ?? []).map { key, value in
            let name = try key.text("an implementation's name")
            guard name == operation || name.hasPrefix(operation + ".") && name.last != "." else {
                throw key.error("an implementation of \(operation) is called '\(operation)' or '\(operation).variant'")
            }
            let fields = try value.fields("an implementation", Keys.implementation)
            let failures: [Specification.CheckKind] = try (fields["fails"]?.elements("fails") ?? []).map {
                try $0.choice("an expected failure")
            }
            if !failures.isEmpty && fields["because"] == nil {
                throw value.error("an expected failure needs its reason: 'because: ...'")
            }
            return .init(
                name: name, summary: try fields["summary"]?.text("the summary"), expectedFailures: failures,
                reason: try fields["because"]?.text("the reason"),
                stableForm: try fields["instead"]?.text("what to write instead"),
                isMachineDependent: try fields["machineDependent"]?.bool("machineDependent") ?? false,
                position: key.position)
        }
    }

    private func readBudgets(
        _ kind: Specification.Kind, hasScale: Bool
    ) throws -> [String: [DType: BudgetPair]] {
        var budgets: [String: [DType: BudgetPair]] = [:]
        for (subject, entry) in try required("budgets").entries("budgets") {
            var pairs: [DType: BudgetPair] = [:]
            for (key, value) in try entry.entries("the budgets of a subject") {
                let dtype: DType = try key.choice("a dtype")
                let fields = try value.fields("a budget", Keys.budget)
                guard let forward = fields["forward"] else { throw value.error("a budget needs 'forward'") }
                func budget(_ field: YAMLCursor, needsScale: Bool) throws -> Budget {
                    let budget = try Budget(parsing: field.sourceText("a budget"))
                    if !dtype.isFloatingPoint && budget.metric != .exact {
                        throw field.error("values of \(dtype) do not round; write 'exact'")
                    }
                    if dtype.isFloatingPoint, (budget.metric == .exact) != kind.isJudgedByBits, needsScale {
                        throw field.error(
                            kind.isJudgedByBits
                                ? "the outputs of an operation of kind \(kind.rawValue) are judged bit for bit; write 'exact'"
                                : "'exact' is for operations of kind exact")
                    }
                    if budget.metric == .omega && needsScale && !hasScale {
                        throw field.error("a budget in omega needs the specification's 'scale'")
                    }
                    return budget
                }
                let pair = BudgetPair(
                    forward: try budget(forward, needsScale: true),
                    gradient: try fields["gradient"].map { try budget($0, needsScale: false) },
                    reason: try fields["because"]?.text("the reason"))
                // What one subject claims beyond the ceilings is an exception, and exceptions have reasons.
                if try subject.text("a subject") != "default", pair.exceedsCeilings, pair.reason == nil {
                    throw value.error(
                        "a budget above 1 ulp forward or 4 ulp gradient needs its reason: 'because: ...'")
                }
                pairs[dtype] = pair
            }
            budgets[try subject.text("a subject")] = pairs
        }
        guard budgets["default"]?[.float32] != nil else {
            throw try required("budgets").error("the budgets need a 'default' for float32")
        }
        return budgets
    }
}

extension Specification.Kind {
    /// Whether outputs are right or wrong, with no error in between.
    var isJudgedByBits: Bool { self == .exact || self == .relation }
}
