internal import ArgumentParser
internal import Specifications
internal import Values

/// Prints what an operation should compute.
struct ShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show an operation's specification: definition, special values, budgets.")

    @OptionGroup var specs: SpecsOption

    @Argument(help: "An operation, or a specification file.", completion: .specifications)
    var operation: String

    func run() throws {
        let console = Console.standard
        let specification = try console.reporting { try specs.specification(operation) }
        for line in Self.lines(specification) { console.print(line) }
    }

    static func lines(_ specification: Specification) -> [String] {
        var lines = ["\(specification.operation): \(specification.summary)", ""]
        func section(_ title: String, _ rows: [String]) {
            guard !rows.isEmpty else { return }
            lines += [title] + rows.map { "  " + $0 } + [""]
        }
        section(
            "Definition (over the reals)",
            specification.definition.source.text.split(separator: "\n").map(String.init))
        section("Inputs", specification.inputs.map(describe))
        section("Outputs", specification.outputs.compactMap(describe))
        section(
            "Attributes",
            specification.attributes.map { attribute in
                "\(attribute.name): \(attribute.kind.rawValue)"
                    + (attribute.choices.isEmpty ? "" : " of \(attribute.choices.joined(separator: ", "))")
                    + (attribute.defaultValue.map { ", \($0) unless given" } ?? "")
            })
        section(
            "Special values (the first row that holds)",
            specification.specials.map { $0.text + ($0.reason.map { "   (\($0))" } ?? "") })
        section("Relation (any answer for which it holds is right)", specification.relation.map(describe))
        section("Invariants", specification.invariants.map(describe))
        section(
            "Derivatives by convention",
            specification.kinks.map { kink in
                "\(kink.condition.source.text) → d\(kink.input) = \(kink.gradient.source.text)"
                    + (kink.reason.map { "   (\($0))" } ?? "")
            })
        section("Anchors", specification.anchors.map { describe($0, of: specification) })
        section(
            "Implementations",
            specification.implementations.map { note in
                let failures = note.expectedFailures.map(\.rawValue).joined(separator: " and ")
                return note.name + (note.summary.map { ": \($0)" } ?? "")
                    + (failures.isEmpty ? "" : "; expected to fail \(failures): \(note.reason ?? "")")
            })
        section(
            "Budgets",
            specification.budgets.sorted { $0.key < $1.key }.flatMap { subject, pairs in
                pairs.sorted { $0.key.rawValue < $1.key.rawValue }.map { dtype, pair in
                    "\(subject), \(dtype): forward \(pair.forward.text)"
                        + (pair.gradient.map { ", gradient \($0.text)" } ?? "")
                        + (pair.reason.map { "   (\($0))" } ?? "")
                }
            })
        section(
            "Elsewhere",
            specification.names.map { "\($0.catalogue): \($0.name)" + ($0.opset.map { " (opset \($0))" } ?? "") })
        lines.append("From \(specification.file)")
        return lines
    }

    private static func describe(_ input: Specification.Input) -> String {
        var text = input.name + (input.isVariadic ? "..." : "")
        if let meaning = input.meaning { text += ": \(meaning)" }
        if let dtype = input.dtype { text += ", \(dtype)" }
        if input.isDrawn { text += ", drawn at random" }
        if let (least, greatest) = input.integerDomain {
            text += ", from \(least.source.text) to \(greatest.source.text)"
        }
        if input.domain != -.infinity...(.infinity) {
            text +=
                ", from \(decimalText(input.domain.lowerBound, digits: 9)) to \(decimalText(input.domain.upperBound, digits: 9))"
        }
        if !input.excluded.isEmpty {
            text += ", except \(input.excluded.sorted().map(String.init).joined(separator: ", "))"
        }
        if input.excludesNaN { text += ", not NaN" }
        return text
    }

    /// What there is to say of an output besides its formula; nil for nothing.
    private static func describe(_ output: Specification.Output) -> String? {
        var facts: [String] = []
        if let meaning = output.meaning { facts.append(meaning) }
        if let dtype = output.dtype { facts.append(dtype.rawValue) }
        if let state = output.updates { facts.append("the next value of \(state)") }
        return facts.isEmpty ? nil : "\(output.name): \(facts.joined(separator: ", "))"
    }

    private static func describe(_ condition: Specification.Condition) -> String {
        condition.formula.source.text + (condition.reason.map { "   (\($0))" } ?? "")
    }

    private static func describe(_ anchor: Specification.Anchor, of specification: Specification) -> String {
        let arguments = specification.arguments(count: anchor.inputs.count) ?? []
        let inputs = zip(arguments, anchor.inputs).map { argument, array in
            let elements = (0..<min(array.count, 8)).map { array.text(at: $0) }.joined(separator: ", ")
            return "\(argument.name) \(array.shape) = \(elements)\(array.count > 8 ? ", ..." : "")"
        }
        return inputs.joined(separator: "; ") + (anchor.note.map { "   (\($0))" } ?? "")
    }
}
