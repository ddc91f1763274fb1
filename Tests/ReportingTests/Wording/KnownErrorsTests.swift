import Testing

@testable import Reporting
@testable import Verification

@Suite("The largest error that is known")
struct KnownErrorsTests {
    /// exp with an attribute: what is proven is proven for one setting.
    private func operation(sampled: Double, _ bounds: [(setting: String, bound: Double)]) -> OperationRecord {
        var operation = Fixture.exp
        operation.implementations[0].forward.maximumULP = sampled
        operation.proofs = bounds.map { setting, bound in
            var proof = Fixture.proof
            proof.attributes = setting.isEmpty ? [:] : ["slope": setting]
            proof.bound = bound
            return proof
        }
        return operation
    }

    private func known(_ operation: OperationRecord) -> KnownError? {
        operation.knownError(of: operation.implementations[0], "forward")
    }

    @Test("A sample may hold a larger error than a proof about one setting, and is then what is said")
    func sampleIsLarger() throws {
        let error = try #require(known(operation(sampled: 0.481, [("0.01", 0.241)])))
        #expect(error.text == "0.481 ulp")
        #expect(
            error.provenance
                == "the worst of a sample of 8,192 results; 0.241 ulp is proven on all 4,294,967,296 inputs for slope = 0.01"
        )
    }

    @Test("A proof about one setting says which, and that the rest is a sample; one about everything says all")
    func proofIsLarger() throws {
        let part = try #require(known(operation(sampled: 0.2, [("0.01", 0.241), ("1", 0.1)])))
        #expect(part.text == "0.241 ulp")
        #expect(
            part.provenance
                == "proven on all 4,294,967,296 inputs for slope = 0.01; no other result of a sample of 8,192 results has a "
                + "larger error")
        let whole = try #require(known(operation(sampled: 0.2, [("", 0.500000239)])))
        #expect(whole.text == "0.501 ulp" && whole.provenance == "proven on all 4,294,967,296 inputs")
    }

    @Test("Without a proof it is the sample's, in omega where the budget is")
    func sample() throws {
        let exp = try #require(known(operation(sampled: 0.2, [])))
        #expect(exp.text == "0.2 ulp" && exp.provenance == "the worst of a sample of 8,192 results")
        let matmul = try #require(Fixture.matmul.knownError(of: Fixture.matmul.implementations[0], "forward"))
        #expect(matmul.text == "1.235 omega")
        #expect(Fixture.matmul.knownError(of: Fixture.matmul.implementations[0], "gradient") == nil)
    }

    @Test("An implementation is proven where its values and its gradient are, for all that it can be asked")
    func coverage() {
        func word(_ operation: OperationRecord) -> String {
            switch operation.coverage(of: operation.implementations[0]) {
            case .whole: "whole"
            case .part(let parts): parts.joined(separator: ", ")
            case .none: "none"
            }
        }
        var both = operation(sampled: 0.2, [("", 0.5), ("", 0.5)])
        both.proofs[1].direction = .gradient
        #expect(word(both) == "whole")
        both.proofs[1].attributes = ["slope": "0.01"]
        #expect(word(both) == "values, gradient for slope = 0.01")
        #expect(word(operation(sampled: 0.2, [("", 0.5)])) == "values")
        #expect(word(operation(sampled: 0.2, [])) == "none")
    }

    @Test("The page says of a proof about one setting that it is about that, beside the sample")
    func page() {
        let record = Fixture.record { $0.operations[0] = operation(sampled: 0.481, [("0.01", 0.241)]) }
        let text = HTMLReport(record).text
        #expect(
            text.contains(
                "Proven for slope = 0.01: of all 4,294,967,296 floats, none gives a result that is off by more than 0.241 ulp; every "
                    + "digit is right. Of a sample of 8,192 results, none is off by more than 0.481 ulp; every digit is right."
            ))
        #expect(text.contains("title=\"proven: values for slope = 0.01\">proof of a part</td>"))
        #expect(text.contains("0.241 ulp is proven on all 4,294,967,296 inputs for slope = 0.01\">0.481"))
    }
}
