internal import ArgumentParser
internal import Specifications
internal import Values
internal import Verification

/// Reads a specification file, checks it, and evaluates its anchors.
struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Check a specification file: parse it, fit all shapes, evaluate the anchors.")

    @Argument(help: "The specification file.")
    var file: String

    func run() throws { try run(console: .standard) }

    func run(console: Console) throws {
        let specification = try console.reporting { try SpecsOption.file(file) }
        console.print("\(file): \(specification.operation) is well-formed")
        for (number, anchor) in specification.anchors.enumerated() {
            let arguments = specification.arguments(count: anchor.inputs.count) ?? []
            console.print("")
            console.print("anchor \(number + 1)" + (anchor.note.map { ": \($0)" } ?? ""))
            for (input, array) in zip(arguments, anchor.inputs) {
                let elements = (0..<array.count).map { array.fullText(at: $0) }.joined(separator: ", ")
                console.print("  \(input.name) \(array.shape) = \(elements)")
            }
            for (name, value) in anchor.attributes.sorted(by: { $0.key < $1.key }) {
                console.print("  \(name) = \(value)")
            }
            let (outputs, values) = try console.reporting {
                let evaluation = try CertifiedEvaluation(
                    specification, inputs: anchor.inputs, attributes: anchor.attributes)
                return (evaluation.outputs, try evaluation.allValues())
            }
            for (output, values) in zip(outputs, values) {
                let name = outputs.count > 1 ? "\(output.name) " : ""
                for value in values { console.print("  → \(name)\(value.text)") }
            }
        }
    }
}
