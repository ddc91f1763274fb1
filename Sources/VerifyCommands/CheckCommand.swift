internal import ArgumentParser
internal import Specifications
internal import Values
internal import Verification

/// Reads a specification file, checks it, and evaluates its anchors.
struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Check a specification file: parse it, fit all shapes, evaluate the anchors.")

    @Argument(help: "The specification file.", completion: .file(extensions: ["yaml", "yml"]))
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
                console.print("  → \(output.name) \(output.shape)")
                for (position, value) in values.enumerated() {
                    console.print(
                        "    \(EvaluationText.index(position, output.shape)) \(value.text)"
                            + (value.enclosure.map { "  \($0)" } ?? ""))
                }
            }
        }
        if !specification.shapes.isEmpty { console.print("") }
        for tuple in specification.shapes {
            console.print(try console.reporting { try Self.shapes(tuple, specification) })
        }
    }

    /// What the definition makes of a tuple of shapes: `shapes a [2, 3], b [3] → y [2, 3]`.
    private static func shapes(_ tuple: Specification.ShapeTuple, _ specification: Specification) throws -> String {
        let arguments = specification.arguments(count: tuple.shapes.count) ?? []
        let inputs = zip(arguments, tuple.shapes).map { "\($0.name) \($1)" }
        let outputs = try specification.outputShapes(of: tuple).map { "\($0.name) \($0.shape)" }
        return "shapes \(inputs.joined(separator: ", ")) → \(outputs.joined(separator: ", "))"
    }
}
