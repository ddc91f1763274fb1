import Testing

@testable import Reporting
@testable import Verification

@Suite("Plain words")
struct PlainWordsTests {
    @Test(
        "An error in ulps says how many digits are left",
        arguments: [
            (0, "every digit is right"), (0.5, "every digit is right"),
            (0.75, "all 7 digits are right, but for the last bit"), (4, "about 6 of 7 digits are right"),
            (100, "about 5 of 7 digits are right"), (1000, "about 4 of 7 digits are right"),
            (1e6, "about 1 of 7 digits is right"), (1e7, "not even the first digit is right"),
            (.infinity, "no digit is right"),
        ])
    func digits(ulps: Double, text: String) {
        #expect(digitsText(ofUlps: ulps) == text)
    }

    @Test("The headline names what is broken, and no more than a few of many")
    func headline() {
        #expect(Fixture.record.headline == "All 3 operations keep their promises")
        #expect(Broken.record.headline == "1 of 4 implementations is broken: exp")
        #expect(Fixture.record { $0.operations = [] }.headline == "Nothing was verified")
        let many = Fixture.record { record in
            record.operations = (1...9).map { number in
                var operation = Broken.record.operations[0]
                operation.implementations[0].name = "exp\(number)"
                return operation
            }
        }
        #expect(many.headline == "9 of 9 implementations are broken: exp1, exp2, exp3, exp4, exp5, 4 more")
        let stale = Fixture.record { $0.operations[2].implementations[1].outcome = .expectationStale }
        #expect(stale.headline == "softmax.naive passes although failure was expected")
    }

    @Test("The best example is silently wrong, an anchor, and short")
    func example() throws {
        let breakage = try #require(Breakage(Fixture.naive, of: Fixture.softmax))
        #expect(breakage.example?.caseID == "softmax.naive/anchor-2")
        #expect(breakage.remedy?.name == "softmax")
        #expect(Breakage(Fixture.exp.implementations[0], of: Fixture.exp) == nil)
    }

    @Test("Of a function of one number the example is the number, not the tensor around it")
    func number() throws {
        var operation = Broken.record.operations[0]
        var element = Fixture.element(
            "exp/anchor-1", [1, 2, 3], got: 7, expected: "7.389...", ulps: 9e5, verdict: .overBudget)
        element.index = [1]
        operation.implementations[0].findings = [Fixture.finding(element, isExpected: false)]
        operation.implementations[0].profiles = [Fixture.profile("forward")]
        let breakage = try #require(Breakage(operation.implementations[0], of: operation))
        #expect(breakage.exampleText == "For x = 2 it answers output[1] = 7; the real result is 7.389....")
    }

    @Test("Nothing else passes: then nothing is recommended")
    func noRemedy() throws {
        let breakage = try #require(
            Breakage(Broken.record.operations[0].implementations[0], of: Broken.record.operations[0]))
        #expect(breakage.remedyText == "No implementation of exp passes here.")
    }
}
