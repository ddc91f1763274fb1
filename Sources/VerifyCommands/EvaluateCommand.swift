internal import ArgumentParser
internal import Specifications
internal import Values
internal import Verification

/// A calculator for definitions: certified values and gradients at given inputs.
struct EvaluateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate",
        abstract: "Print the certified values and gradients of a definition at given inputs.",
        discussion: """
            Numbers are decimal, hexadecimal (0x1.8p+3), bits (bits:42B17217), inf or nan, and are stored as float32 \
            first, as an engine would get them:

              verify evaluate softmax --input 'x=[1000, 0]'
              verify evaluate ./my_gelu.yaml --input x=-5.5
            """)

    @OptionGroup var specs: SpecsOption

    @Argument(help: "An operation, or a specification file.", completion: .specifications)
    var operation: String

    @Option(name: .long, help: ArgumentHelp("An input's value.", valueName: "name=value"))
    var input: [String] = []

    @Option(name: .long, help: ArgumentHelp("An attribute's value.", valueName: "name=value"))
    var attribute: [String] = []

    func run() throws { try run(console: .standard) }

    func run(console: Console) throws {
        let lines = try console.reporting {
            let specification = try specs.specification(operation)
            let inputs = try specification.tensors(pairs(input, "--input"))
            let attributes = try specification.attributeValues(pairs(attribute, "--attribute"))
            return try EvaluationText.lines(
                CertifiedEvaluation(specification, inputs: inputs, attributes: attributes))
        }
        for line in lines { console.print(line) }
    }
}

/// How values and derivatives are printed.
enum EvaluationText {
    /// Jacobians with more rows than this are not printed.
    static let largestJacobian = 16

    static func lines(_ evaluation: CertifiedEvaluation) throws -> [String] {
        var lines: [String] = []
        for (output, values) in zip(evaluation.outputs, try evaluation.allValues()) {
            lines.append("\(output.name) \(output.shape)")
            for (position, value) in values.enumerated() {
                lines.append("  \(index(position, output.shape)) \(text(value))")
            }
        }
        let rows = evaluation.outputs.reduce(0) { $0 + ($1.isDifferentiable ? $1.shape.elementCount : 0) }
        guard rows <= largestJacobian else {
            return lines + ["gradients are shown for at most \(largestJacobian) output elements"]
        }
        let derivatives = try evaluation.derivatives()
        if let reason = noGradients(evaluation) { return lines + [reason] }
        for derivative in derivatives {
            let shape = evaluation.outputs.first { $0.name == derivative.outputName }?.shape ?? .scalar
            lines.append("d\(derivative.outputName)\(index(derivative.output, shape))/d\(derivative.input)")
            for (position, value) in derivative.elements.enumerated() {
                let kink = derivative.kinks.contains(position) ? "  (a kink: one of two one-sided values)" : ""
                lines.append("  [\(position)] \(text(value))\(kink)")
            }
        }
        return lines
    }

    /// Why there is no gradient to print; nil where there is one.
    private static func noGradients(_ evaluation: CertifiedEvaluation) -> String? {
        let specification = evaluation.specification
        if !evaluation.inputs.allSatisfy(\.isFinite) {
            return "no gradients: derivatives belong to real numbers, and an input is not finite"
        }
        if !evaluation.outputs.contains(where: \.isDifferentiable) {
            return "no gradients: no output has any"
        }
        if !specification.inputs.contains(where: \.isDifferentiable) {
            return "no gradients: no input has any"
        }
        return nil
    }

    static func index(_ position: Int, _ shape: Shape) -> String {
        "[" + shape.index(at: position).map(String.init).joined(separator: ", ") + "]"
    }

    private static func text(_ value: CertifiedEvaluation.Value) -> String {
        guard let nearest = value.nearest else { return value.text }
        return "\(value.text)  float32 \(nearest.fullText)"
    }
}
