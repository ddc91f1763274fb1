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
            let inputs = specification.inputs.map { anchor.inputs[$0.name]! }
            console.print("")
            console.print("anchor \(number + 1)" + (anchor.note.map { ": \($0)" } ?? ""))
            for (input, array) in zip(specification.inputs, inputs) {
                let elements = (array.float32 ?? []).map(\.fullText).joined(separator: ", ")
                console.print("  \(input.name) \(array.shape) = \(elements)")
            }
            for (name, value) in anchor.attributes.sorted(by: { $0.key < $1.key }) {
                console.print("  \(name) = \(value)")
            }
            let values = try console.reporting {
                try CertifiedEvaluation(specification, inputs: inputs, attributes: anchor.attributes).values()
            }
            for value in values { console.print("  → \(value.text)") }
        }
    }
}
