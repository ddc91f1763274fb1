/// Reads the formulas that go with a definition: special cases, conventions, relations, scales.
struct FormulaReader {
    let definition: Definition
    let inputs: [Specification.Input]
    let attributes: [Specification.Attribute]

    private typealias Keys = SpecificationReader.Keys

    /// A formula that may use everything that the definition names, the indices of the output that it is about, and
    /// names of its own.
    func formula(
        _ field: YAMLCursor, _ what: String, about output: String? = nil, knowing names: [String] = []
    ) throws -> Specification.Formula {
        let source = try field.sourceText(what)
        let formula = Specification.Formula(expression: try Parser.expression(source), source: source)
        let statement = definition.outputs.first { $0.name == output }
        let checker = NameChecker(
            source: source, inputs: inputs.map(\.name), attributes: attributes.map(\.name),
            lets: definition.statements.map(\.name) + names, indices: (statement?.leftSide?.indices ?? []).map(\.name))
        try checker.check(formula.expression)
        return formula
    }

    /// A formula before there is a definition, of inputs and attributes alone.
    static func formula(
        _ field: YAMLCursor, _ what: String, inputs: [String], attributes: [String]
    ) throws -> Specification.Formula {
        let source = try field.sourceText(what)
        let formula = Specification.Formula(expression: try Parser.expression(source), source: source)
        try NameChecker(source: source, inputs: inputs, attributes: attributes).check(formula.expression)
        return formula
    }

    /// The output that a field names, or else the first.
    private func output(_ field: YAMLCursor?) throws -> String {
        let names = definition.outputs.map(\.name)
        guard let field else { return names[0] }
        let name = try field.text("an output")
        guard names.contains(name) else {
            throw field.error("the definition assigns no output '\(name)'" + didYouMean(name, among: names))
        }
        return name
    }

    /// One formula about the first output, or formulas by output.
    func perOutput(_ field: YAMLCursor?, _ what: String) throws -> [String: Specification.Formula] {
        guard let field else { return [:] }
        if field.node.scalar != nil {
            let name = definition.outputs[0].name
            return [name: try formula(field, what, about: name)]
        }
        var formulas: [String: Specification.Formula] = [:]
        for (key, value) in try field.entries(what) {
            let name = try output(key)
            formulas[name] = try formula(value, what, about: name)
        }
        return formulas
    }

    func specialCase(_ row: YAMLCursor) throws -> Specification.SpecialCase {
        let fields = try row.fields("a special case", Keys.specialCase)
        guard let when = fields["when"], let then = fields["then"] else {
            throw row.error("a special case has a condition, 'when', and a value, 'then'")
        }
        let output = try output(fields["output"])
        let condition = try formula(when, "a condition", about: output)
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
        if let field = fields["formula"], value != .limit { throw field.error("a formula goes with 'then: limit'") }
        return .init(
            condition: condition, output: output, value: value,
            formula: try fields["formula"].map { try formula($0, "a limit's formula", about: output) },
            text: "\(condition.source.text) → \(try then.text("a value"))",
            reason: try fields["because"]?.text("the reason"))
    }

    func kink(_ row: YAMLCursor) throws -> Specification.Kink {
        let fields = try row.fields("a kink", Keys.kink)
        guard let when = fields["when"], let gradient = fields["gradient"] else {
            throw row.error("a kink has a condition, 'when', and a 'gradient'")
        }
        let differentiable = inputs.filter(\.isDifferentiable).map(\.name)
        guard let input = try fields["input"]?.text("an input") ?? (differentiable.count == 1 ? differentiable[0] : nil)
        else { throw row.error("a kink names the 'input' that its gradient belongs to") }
        guard differentiable.contains(input) else {
            throw (fields["input"] ?? row).error(
                "'\(input)' is no input with a gradient" + didYouMean(input, among: differentiable))
        }
        let cotangents = definition.outputs.map { Specification.cotangentName($0.name) }
        for name in cotangents where inputs.contains(where: { $0.name == name }) {
            throw row.error("'\(name)' is an input and the cotangent of an output; rename one of them")
        }
        return .init(
            condition: try formula(when, "a condition", knowing: cotangents), input: input,
            gradient: try formula(gradient, "a gradient", knowing: cotangents),
            reason: try fields["because"]?.text("the reason"))
    }

    func condition(_ row: YAMLCursor) throws -> Specification.Condition {
        let fields = try row.fields("a condition", Keys.condition)
        guard let holds = fields["holds"] else { throw row.error("a condition is written 'holds: ...'") }
        let output = try output(fields["output"])
        return .init(
            formula: try formula(holds, "a condition", about: output), output: output,
            reason: try fields["because"]?.text("the reason"))
    }
}
