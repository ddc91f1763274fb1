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
            "operation", "summary", "kind", "names", "inputs", "attributes", "definition", "specials", "nonfinite",
            "scale", "terms", "anchors", "shapes", "probes", "implementations", "budgets",
        ]
        static let catalogues = ["onnx", "array-api", "aten"]
        static let onnxName = ["operator", "opset"]
        static let input = ["domain", "finite", "differentiable", "meaning"]
        static let attribute = ["type", "default"]
        static let specialCase = ["when", "then", "formula", "because"]
        static let probe = ["name", "inputs", "attributes", "observe", "sizes", "law"]
        static let implementation = ["summary", "fails", "because", "machineDependent"]
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
        guard operation.wholeMatch(of: /[a-z][A-Za-z0-9]*/) != nil else {
            throw try required("operation").error("an operation's name is in lower camel case, got '\(operation)'")
        }
        let kind: Specification.Kind = try fields["kind"]?.choice("kind") ?? .real
        let inputs = try readInputs()
        let attributes = try readAttributes(besides: inputs.map(\.name))
        let definition = try Definition(
            parsing: required("definition").sourceText("the definition"),
            inputs: inputs.map(\.name), attributes: attributes.map(\.name))
        let scale = try fields["scale"].map { try readFormula($0, "the scale", definition, inputs, attributes) }
        let terms = try fields["terms"].map { try readFormula($0, "the terms", definition, inputs, attributes) }
        let values = ValueReader(inputs: inputs, attributes: attributes)
        let specification = Specification(
            operation: operation,
            summary: try required("summary").text("the summary"),
            kind: kind,
            names: try readNames(),
            inputs: inputs,
            attributes: attributes,
            definition: definition,
            specials: try readSpecials(definition, inputs, attributes),
            nonfinite: try fields["nonfinite"]?.choice("nonfinite") ?? .listed,
            scale: scale,
            terms: terms,
            anchors: try (fields["anchors"]?.elements("anchors") ?? []).map(values.anchor),
            shapes: try (fields["shapes"]?.elements("shapes") ?? []).map(values.shapeTuple),
            probes: try (fields["probes"]?.elements("probes") ?? []).map(values.probe),
            implementations: try readImplementations(of: operation),
            budgets: try readBudgets(kind, hasScale: scale != nil),
            file: root.file)
        guard !specification.anchors.isEmpty || !specification.shapes.isEmpty else {
            throw root.error("there is nothing to verify without anchors or shapes")
        }
        try specification.checkShapes()
        return specification
    }

    private func required(_ key: String) throws -> YAMLCursor {
        guard let field = fields[key] else { throw root.error("the key '\(key)' is missing") }
        return field
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
        return try entries.map { key, value in
            let name = try readName(key, "an input")
            let fields = value.isNull ? [:] : try value.fields("an input", Keys.input)
            var domain = -Double.infinity...Double.infinity
            if let field = fields["domain"] {
                let ends = try field.elements("a domain").map { try ValueReader.double($0) }
                guard ends.count == 2, ends[0] <= ends[1] else {
                    throw field.error("a domain is two numbers, the smaller first")
                }
                domain = ends[0]...ends[1]
            }
            return .init(
                name: name, domain: domain,
                isDifferentiable: try fields["differentiable"]?.bool("differentiable") ?? true,
                isFinite: try fields["finite"]?.bool("finite") ?? false,
                meaning: try fields["meaning"]?.text("the meaning"))
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
            return .init(
                name: name, kind: kind,
                defaultValue: try fields["default"].map { try ValueReader.attribute($0, kind, name) })
        }
    }

    private func readFormula(
        _ field: YAMLCursor, _ what: String, _ definition: Definition, _ inputs: [Specification.Input],
        _ attributes: [Specification.Attribute]
    ) throws -> Specification.Formula {
        let source = try field.sourceText(what)
        let formula = Specification.Formula(expression: try Parser.expression(source), source: source)
        let indices = (definition.outputs[0].indices ?? []).compactMap {
            if case .variable(let name, _) = $0 { name } else { nil }
        }
        let checker = NameChecker(
            source: source, inputs: inputs.map(\.name), attributes: attributes.map(\.name),
            lets: definition.statements.map(\.name), indices: indices)
        try checker.check(formula.expression)
        return formula
    }

    private func readSpecials(
        _ definition: Definition, _ inputs: [Specification.Input], _ attributes: [Specification.Attribute]
    ) throws -> [Specification.SpecialCase] {
        try (fields["specials"]?.elements("specials") ?? []).map { row in
            let fields = try row.fields("a special case", Keys.specialCase)
            guard let when = fields["when"], let then = fields["then"] else {
                throw row.error("a special case has a condition, 'when', and a value, 'then'")
            }
            let condition = try readFormula(when, "a condition", definition, inputs, attributes)
            let value: Specification.SpecialCase.Value
            switch try then.text("a special value") {
            case "nan", ".nan": value = .nan
            case "inf", "+inf": value = .infinity(negative: false)
            case "-inf": value = .infinity(negative: true)
            case "0": value = .zero(negative: nil)
            case "+0": value = .zero(negative: false)
            case "-0": value = .zero(negative: true)
            case "limit": value = .limit
            case let other:
                throw then.error("a special value is nan, inf, -inf, 0, +0, -0 or limit; got '\(other)'")
            }
            let formula = try fields["formula"].map {
                try readFormula($0, "a limit's formula", definition, inputs, attributes)
            }
            if formula != nil, value != .limit {
                throw fields["formula"]!.error("a formula goes with 'then: limit'")
            }
            return .init(
                condition: condition, value: value, formula: formula,
                text: "\(condition.source.text) → \(try then.text("a value"))",
                reason: try fields["because"]?.text("the reason"))
        }
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
                    if (budget.metric == .exact) != (kind == .exact), needsScale {
                        throw field.error(
                            kind == .exact
                                ? "the outputs of an operation of kind exact are judged bit for bit; write 'exact'"
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
