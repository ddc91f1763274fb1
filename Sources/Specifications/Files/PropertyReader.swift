/// Reads the properties of a specification.
struct PropertyReader {
    let definition: Definition
    let inputs: [Specification.Input]
    let attributes: [Specification.Attribute]

    private enum Keys {
        static let property = ["name", "draw", "change", "gives", "holds", "output", "within", "because"]
        static let draw = ["number", "like", "above", "integer", "permutation", "domain"]
    }

    func property(_ row: YAMLCursor) throws -> Specification.Property {
        let fields = try row.fields("a property", Keys.property)
        guard let name = fields["name"] else { throw row.error("a property has a 'name'") }
        let draws = try (fields["draw"]?.entries("draws") ?? []).map { try draw($0.key, $0.value) }
        for (place, draw) in draws.enumerated() where draws[..<place].contains(where: { $0.name == draw.name }) {
            throw fields["draw"]!.error("'\(draw.name)' is drawn twice")
        }
        let drawn = draws.map(\.name)
        let changes = try (fields["change"]?.entries("changes") ?? []).map { key, value in
            let input = try self.input(key)
            let formula = try FormulaReader.formula(
                value, "a change", inputs: inputs.map(\.name), attributes: attributes.map(\.name) + drawn)
            return Specification.Change(input: input, formula: formula)
        }
        guard !changes.isEmpty else {
            throw row.error("a property changes inputs: 'change: { \(inputs[0].name): ... }'")
        }
        return Specification.Property(
            name: try name.text("a property's name"), draws: draws, changes: changes,
            claim: try claim(row, fields, drawn, changes), reason: try fields["because"]?.text("the reason"),
            position: row.position)
    }

    private func input(_ field: YAMLCursor) throws -> String {
        let name = try field.text("an input")
        guard let input = inputs.first(where: { $0.name == name }) else {
            throw field.error("there is no input '\(name)'" + didYouMean(name, among: inputs.map(\.name)))
        }
        guard input.dtype == nil, !input.isVariadic else {
            throw field.error("'\(name)' is no tensor of floating-point numbers")
        }
        return name
    }

    private func draw(_ key: YAMLCursor, _ value: YAMLCursor) throws -> Specification.Draw {
        let name = try key.text("a draw")
        guard Vocabulary.isName(name), !Vocabulary.contains(name), !inputs.contains(where: { $0.name == name }),
            !attributes.contains(where: { $0.name == name }),
            !definition.statements.contains(where: { $0.name == name })
        else { throw key.error("'\(name)' has another meaning already and cannot be drawn") }
        if let text = value.node.scalar?.string {
            guard text == "number" else { throw value.error("a draw is 'number', or says more: '{ like: x }'") }
            return .init(name: name, kind: .number(-.infinity ... .infinity))
        }
        let fields = try value.fields("a draw", Keys.draw)
        let kinds = Keys.draw.dropLast().filter { fields[$0] != nil }
        guard kinds.count == 1 || kinds.isEmpty && fields["domain"] != nil else {
            throw value.error("a draw is one of " + Keys.draw.dropLast().joined(separator: ", "))
        }
        let domain = try fields["domain"].map { try range($0) } ?? -.infinity ... .infinity
        switch kinds.first {
        case "like": return .init(name: name, kind: .like(input: try input(fields["like"]!), domain))
        case "above":
            guard fields["domain"] == nil else {
                throw fields["domain"]!.error("what is above an input has its domain")
            }
            return .init(name: name, kind: .above(input: try input(fields["above"]!)))
        case "integer":
            let ends = try fields["integer"]!.integers("the ends")
            guard ends.count == 2, ends[0] <= ends[1], ends.allSatisfy({ $0.magnitude < 1 << 30 }) else {
                throw fields["integer"]!.error("an integer is drawn from two ends, the smaller first: '[-20, 20]'")
            }
            return .init(name: name, kind: .integer(ends[0]...ends[1]))
        case "permutation":
            let size = try FormulaReader.formula(
                fields["permutation"]!, "a size", inputs: inputs.map(\.name), attributes: attributes.map(\.name))
            return .init(name: name, kind: .permutation(size))
        default: return .init(name: name, kind: .number(domain))
        }
    }

    private func range(_ field: YAMLCursor) throws -> ClosedRange<Double> {
        let ends = try field.elements("a domain").map { try ValueReader.double($0) }
        guard ends.count == 2, ends[0] <= ends[1] else {
            throw field.error("a domain is two numbers, the smaller first")
        }
        return ends[0]...ends[1]
    }

    private func claim(
        _ row: YAMLCursor, _ fields: [String: YAMLCursor], _ drawn: [String], _ changes: [Specification.Change]
    ) throws -> Specification.Claim {
        let outputs = definition.outputs.map(\.name)
        let changed = (changes.map(\.input) + outputs).map(Specification.changedName)
        func output(_ field: YAMLCursor) throws -> String {
            let name = try field.text("an output")
            guard outputs.contains(name) else {
                throw field.error("the definition assigns no output '\(name)'" + didYouMean(name, among: outputs))
            }
            return name
        }
        func formula(_ field: YAMLCursor, about output: String, _ names: [String]) throws -> Specification.Formula {
            let source = try field.sourceText("a formula")
            let formula = Specification.Formula(expression: try Parser.expression(source), source: source)
            let statement = definition.outputs.first { $0.name == output }
            try NameChecker(
                source: source, inputs: inputs.map(\.name), attributes: attributes.map(\.name), lets: names + drawn,
                indices: (statement?.leftSide?.indices ?? []).map(\.name)
            ).check(formula.expression)
            return formula
        }
        switch (fields["gives"], fields["holds"]) {
        case (let gives?, nil):
            guard let within = fields["within"] else {
                throw row.error("a property that 'gives' values says how near: 'within: exact' or 'within: 2 ulp'")
            }
            let budget = try Budget(parsing: within.sourceText("a budget"))
            guard budget.metric != .omega else { throw within.error("a property is held in ulps or exactly") }
            if let field = fields["output"] { throw field.error("'gives' names its outputs itself") }
            let claims = try gives.entries("what a property gives").map { key, value in
                let name = try output(key)
                return (output: name, formula: try formula(value, about: name, outputs))
            }
            guard !claims.isEmpty else { throw gives.error("a property gives at least one output") }
            return .gives(claims, within: budget)
        case (nil, let holds?):
            if let field = fields["within"] {
                throw field.error("a condition holds or not; 'within' goes with 'gives'")
            }
            let name = try fields["output"].map(output) ?? outputs[0]
            return .holds(
                .init(formula: try formula(holds, about: name, outputs + changed), output: name, reason: nil))
        default: throw row.error("a property either 'gives' the outputs or says what 'holds'")
        }
    }
}
