internal import ArgumentParser
internal import Specifications
internal import Values

/// Prints what an operation should compute.
struct ShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show an operation's specification: definition, special values, budgets.")

    @OptionGroup var specs: SpecsOption

    @Argument(help: "An operation, or a specification file.")
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
        section(
            "Attributes",
            specification.attributes.map { attribute in
                "\(attribute.name): \(attribute.kind.rawValue)"
                    + (attribute.defaultValue.map { ", \($0) unless given" } ?? "")
            })
        section(
            "Special values (the first row that holds)",
            specification.specials.map { $0.text + ($0.reason.map { "   (\($0))" } ?? "") })
        section("Anchors", specification.anchors.map(describe))
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
        var text = input.name
        if let meaning = input.meaning { text += ": \(meaning)" }
        if input.domain != -.infinity...(.infinity) {
            text +=
                ", from \(decimalText(input.domain.lowerBound, digits: 9)) to \(decimalText(input.domain.upperBound, digits: 9))"
        }
        return text
    }

    private static func describe(_ anchor: Specification.Anchor) -> String {
        let inputs = anchor.inputs.sorted { $0.key < $1.key }.map { name, array in
            let elements = (array.float32 ?? []).prefix(8).map(\.decimalText).joined(separator: ", ")
            return "\(name) \(array.shape) = \(elements)\(array.count > 8 ? ", ..." : "")"
        }
        return inputs.joined(separator: "; ") + (anchor.note.map { "   (\($0))" } ?? "")
    }
}
