import Foundation
import Testing

@testable import Specifications

/// The examples of `Specs/README.md` are loaded, so that they cannot rot.
@Suite struct ReadmeTests {
    private let text: String

    init() throws {
        text = try String(contentsOf: repositorySpecs.appendingPathComponent("README.md"), encoding: .utf8)
    }

    /// The fenced blocks marked with a language.
    private func blocks(_ language: String) -> [String] {
        text.components(separatedBy: "```\(language)\n").dropFirst()
            .compactMap { $0.components(separatedBy: "```").first }
    }

    @Test func everySpecificationOnThePageLoads() throws {
        let examples = blocks("yaml")
        #expect(examples.count == 11)
        for example in examples {
            #expect(complaint { _ = try Specification(parsing: example, file: "README.md") } == nil, "\(example)")
        }
    }

    @Test func everyDefinitionOnThePageParses() throws {
        let examples = blocks("definition")
        #expect(examples.count == 10)
        for example in examples {
            let formula = SourceText(example, file: "README.md")
            #expect(
                complaint {
                    _ = try Definition(
                        parsing: formula, inputs: ["x", "w"], attributes: ["axis", "keepingDimensions"])
                } == nil, "\(example)")
        }
    }

    @Test func everyFunctionAndKeyIsMentioned() {
        for word in Vocabulary.functions + Vocabulary.constants + SpecificationReader.Keys.specification
            + SpecificationReader.Keys.probe + SpecificationReader.Keys.implementation + SpecificationReader.Keys.input
            + SpecificationReader.Keys.specialCase + SpecificationReader.Keys.output
            + SpecificationReader.Keys.condition + SpecificationReader.Keys.kink + SpecificationReader.Keys.attribute
            + Specification.Kind.allCases.map(\.rawValue) + Specification.Attribute.Kind.allCases.map(\.rawValue)
        {
            #expect(text.contains(word), "\(word)")
        }
    }

    @Test func theMessageOnThePageIsTheOneThatIsGiven() throws {
        let file = try #require(try repositorySpecFiles().first { $0.name == "softmax.yaml" })
        let message = complaint {
            _ = try Specification(
                parsing: file.text.replacing("let e = exp(", with: "let e = expp("), file: "Specs/softmax.yaml")
        }
        #expect(text.contains("    \(try #require(message))\n"))
    }
}
