import Specifications
import Testing
import Values

@testable import Verification

@Suite("Certified values and derivatives")
struct CertifiedEvaluationTests {
    @Test("Softmax of [1000, 0] is next to 1, and e^-1000")
    func softmax() throws {
        let evaluation = try CertifiedEvaluation(
            try specification("softmax"), inputs: [HostArray([Float(1000), 0])])
        let values = try evaluation.values()
        #expect(values.map(\.text) == ["1", "5.0759588975494568e-435"])
        #expect(values.map(\.nearest) == [1, 0])
        #expect(try evaluation.shape() == [2])
    }

    @Test("Cross-entropy of a confident prediction keeps its tiny loss and its gradient")
    func crossEntropy() throws {
        let evaluation = try CertifiedEvaluation(
            try specification("crossEntropy"), inputs: [HostArray([Float(20), 0]), HostArray([Float(1), 0])])
        #expect(try evaluation.values().map(\.text) == ["2.0611536203143807e-09"])
        let derivatives = try evaluation.derivatives()
        let logits = try #require(derivatives.first)
        #expect(logits.input == "logits")
        #expect(logits.output == 0)
        #expect(logits.elements.map(\.text) == ["-2.0611536181902036e-09", "2.0611536181902036e-09"])
        #expect(logits.kinks == [])
    }

    @Test("e has all 17 digits, and its nearest float")
    func exp() throws {
        let evaluation = try CertifiedEvaluation(try specification("exp"), inputs: [HostArray([Float(1)])])
        let e = try #require(evaluation.values().first)
        #expect(e.text == "2.7182818284590452")
        #expect(e.nearest == 0x1.5bf0a8p+1)
        #expect(e.enclosure == "in [2.7182818284590452, 2.7182818284590453]")
        #expect(
            try evaluation.derivatives()
                == [.init(input: "x", outputName: "y", output: 0, elements: try evaluation.values(), kinks: [])])
    }

    @Test("What rounds to 0 is known to all digits, too, and what is exact says so")
    func sharpened() throws {
        // (1 - sigmoid(100))^2 log(1 + e^-100), about e^-300, whose first digit is far below where its rounding is decided.
        let spec = try Specification(
            parsing: """
                operation: focal
                summary: A loss that forgives confident predictions.
                inputs: { x: {} }
                definition: y = (1 - 1 / (1 + exp(-x))) ^ 2 * log1p(exp(-x))
                anchors: [{ x: 0 }]
                budgets: { default: { float32: { forward: 4 ulp } } }
                """, file: "focal.yaml")
        let value = try #require(
            CertifiedEvaluation(spec, inputs: [HostArray([Float(100)], shape: .scalar)]).values().first)
        #expect(value.text == "5.1482002224120138e-131")
        #expect(value.enclosure == "in [5.1482002224120137e-131, 5.1482002224120138e-131]")
        let product = try CertifiedEvaluation(
            try specification("multiply"), inputs: [HostArray([Float(2)]), HostArray([Float(-3)])])
        #expect(try product.values().map(\.enclosure) == ["exactly"])
        let zeros = try CertifiedEvaluation(
            try specification("multiply"), inputs: [HostArray([Float(-2)]), HostArray([Float(0)])])
        #expect(try zeros.derivatives()[0].elements[0].nearest?.sign == .plus)
    }

    @Test("Special values come from the table, and have no derivatives")
    func specials() throws {
        let evaluation = try CertifiedEvaluation(
            try specification("exp"), inputs: [HostArray([Float.nan, .infinity, -.infinity, 0])])
        #expect(try evaluation.values().map(\.text) == ["nan", "inf", "+0", "1"])
        #expect(try evaluation.derivatives() == [])
    }

    @Test("Rows of the Jacobian are in the order of the outputs")
    func jacobian() throws {
        let evaluation = try CertifiedEvaluation(
            try specification("multiply"), inputs: [HostArray([Float(2), 3]), HostArray([Float(5), 7])])
        let derivatives = try evaluation.derivatives()
        #expect(derivatives.map(\.output) == [0, 0, 1, 1])
        #expect(derivatives.map { $0.elements.map(\.text) } == [["5", "0"], ["2", "0"], ["0", "7"], ["0", "3"]])
    }

    @Test("Shapes that do not fit are refused with the place in the definition")
    func unfit() throws {
        let add = try specification("add")
        #expect(throws: SpecificationError.self) {
            try CertifiedEvaluation(add, inputs: [HostArray([Float(1), 2]), HostArray([Float(1), 2, 3])])
        }
    }
}
