import Foundation
import Specifications
import Testing
import Values

@testable import Verification

/// The examples of `Specs/README.md` are run: what the page says they give is what they give.
@Suite("Examples of Specs/README.md")
struct ReadmeExamplesTests {
    private let text: String

    init() throws {
        text = try String(contentsOf: specificationsFolder.appendingPathComponent("README.md"), encoding: .utf8)
    }

    /// The fenced blocks marked with a language.
    private func blocks(_ language: String) -> [String] {
        text.components(separatedBy: "```\(language)\n").dropFirst()
            .compactMap { $0.components(separatedBy: "```").first }
    }

    /// What follows `gives` in the comments of a block, in order.
    private func promises(_ block: String) -> [String] {
        block.split(separator: "\n").compactMap { line in
            line.firstRange(of: "gives ").flatMap {
                line[..<$0.lowerBound].contains("#") ? String(line[$0.upperBound...]) : nil
            }
        }
    }

    /// `x = [1, 2], axis = 0` by name.
    private func assignments(_ text: Substring) -> [String: String] {
        var found: [String: String] = [:]
        for match in text.matches(of: /([A-Za-z]+) = (.+?)(?=, [A-Za-z]+ = |$)/) {
            found[String(match.1)] = String(match.2)
        }
        return found
    }

    private func values(_ evaluation: CertifiedEvaluation) throws -> [(name: String, text: String)] {
        try zip(evaluation.outputs, evaluation.allValues()).map { output, values in
            let texts = values.map(\.text)
            return (output.name, output.shape == .scalar ? texts[0] : "[" + texts.joined(separator: ", ") + "]")
        }
    }

    @Test("Every anchor of every specification on the page gives what stands beside it")
    func specifications() throws {
        let examples = blocks("yaml")
        #expect(examples.count == 11)
        for example in examples {
            let specification = try Specification(parsing: example, file: "README.md")
            let promises = promises(example)
            #expect(!promises.isEmpty && promises.count == specification.anchors.count, "\(specification.operation)")
            for (anchor, promise) in zip(specification.anchors, promises) {
                let evaluation = try CertifiedEvaluation(
                    specification, inputs: anchor.inputs, attributes: anchor.attributes)
                #expect(try values(evaluation).map(\.text).joined(separator: ", ") == promise)
            }
            for tuple in specification.shapes { _ = try specification.outputShapes(of: tuple) }
        }
    }

    @Test("Every definition on the page gives what its first lines say")
    func definitions() throws {
        let examples = blocks("definition")
        #expect(examples.count == 10)
        for example in examples {
            let lines = example.split(separator: "\n").filter { $0.hasPrefix("# ") && $0.contains(" gives ") }
            #expect(!lines.isEmpty, "\(example)")
            for line in lines {
                let sides = line.dropFirst(2).components(separatedBy: " gives ")
                let given = assignments(sides[0][...])
                let inputs = given.filter { ["x", "w"].contains($0.key) }
                let attributes = given.filter { inputs[$0.key] == nil }
                let kinds = attributes.keys.map { "\($0): { type: \($0 == "axis" ? "axis" : "bool") }" }
                let specification = try Specification(
                    parsing: """
                        operation: example
                        summary: An example.
                        inputs: { \(inputs.keys.sorted().map { "\($0): {}" }.joined(separator: ", ")) }
                        attributes: { \(kinds.joined(separator: ", ")) }
                        definition: |
                        \(example.split(separator: "\n").map { "  " + $0 }.joined(separator: "\n"))
                        anchors: [{ \(given.map { "\($0.key): \($0.value)" }.joined(separator: ", ")) }]
                        budgets: { default: { float32: { forward: 1 ulp } } }
                        """, file: "README.md")
                let evaluation = try CertifiedEvaluation(
                    specification, inputs: specification.tensors(inputs),
                    attributes: specification.attributeValues(attributes))
                let found = Dictionary(uniqueKeysWithValues: try values(evaluation).map { ($0.name, $0.text) })
                #expect(found == assignments(sides[1][...]), "\(line)")
            }
        }
    }
}
