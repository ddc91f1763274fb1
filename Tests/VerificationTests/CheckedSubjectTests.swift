import Specifications
import Testing
import Values

@testable import Verification

@Suite("Answers that do not fit the question")
struct CheckedSubjectTests {
    private let pair = HostArray([Float(1), 2])

    private func outputs(_ outputs: HostArray..., of operation: String = "exp", _ attributes: Attributes = [:]) throws {
        _ = try CheckedSubject(
            specification: try specification(operation), subject: CannedSubject(outputs: outputs)
        ).outputs(of: operation, on: [pair], attributes)
    }

    private func gradients(_ gradients: HostArray?...) throws {
        _ = try CheckedSubject(
            specification: try specification("exp"), subject: CannedSubject(gradients: gradients)
        ).gradients(of: "exp", on: [pair], [:], cotangents: [pair])
    }

    private func message(_ body: () throws -> Void) -> String? {
        do {
            try body()
            return nil
        } catch {
            return (error as? CheckError)?.description ?? "another error: \(error)"
        }
    }

    @Test("What fits passes")
    func fits() throws {
        try outputs(pair)
        try gradients(pair)
        try outputs(HostArray([1.0, 2.0]), of: "cast", ["dtype": .text("float64")])
    }

    @Test("Another number of outputs is an error")
    func outputCount() {
        #expect(message { try outputs() } == "there are 0 outputs; the definition gives 1")
        #expect(message { try outputs(pair, pair) } == "there are 2 outputs; the definition gives 1")
    }

    @Test("Another shape of the output is an error")
    func outputShape() {
        #expect(
            message { try outputs(HostArray([Float(1)])) } == "the output has shape [1]; the definition gives [2]")
        #expect(
            message { try outputs(HostArray([Float(1), 2], shape: [1, 2])) }
                == "the output has shape [1, 2]; the definition gives [2]")
    }

    @Test("Another dtype of the output is an error, also where an attribute asks for one")
    func outputDType() {
        #expect(message { try outputs(HostArray([1.0, 2.0])) } == "the output has dtype float64, not float32")
        #expect(
            message { try outputs(pair, of: "cast", ["dtype": .text("float64")]) }
                == "the output has dtype float32, not float64")
    }

    @Test("Gradients that are missing or do not fit their inputs are errors")
    func gradientMistakes() {
        #expect(message { try gradients() } == "there are 0 gradients for 1 inputs")
        #expect(message { try gradients(pair, pair) } == "there are 2 gradients for 1 inputs")
        #expect(message { try gradients(nil) } == "there is no gradient for input 'x'")
        #expect(
            message { try gradients(HostArray([Float(1)])) }
                == "the gradient for 'x' is float32[1]; the input is float32[2]")
        #expect(
            message { try gradients(HostArray([1.0, 2.0])) }
                == "the gradient for 'x' is float64[2]; the input is float32[2]")
    }

    @Test("A subject without gradients has none to check")
    func noGradients() throws {
        let checked = CheckedSubject(specification: try specification("exp"), subject: CannedSubject())
        #expect(try checked.gradients(of: "exp", on: [pair], [:], cotangents: [pair]) == nil)
    }

    @Test("It says of itself what the subject says")
    func identity() throws {
        let checked = CheckedSubject(specification: try specification("exp"), subject: CannedSubject())
        #expect(checked.name == "canned")
        #expect(checked.implementations == CannedSubject().implementations)
    }
}
