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
        // An operation of which no implementation passes keeps no promise, though nobody expected it to.
        func known(_ record: inout RunRecord) { record.operations[2].implementations.removeFirst() }
        #expect(Fixture.record(known).headline == "2 operations keep their promises; softmax is known not to")
        let alone = Fixture.record { record in
            known(&record)
            record.operations.removeFirst(2)
        }
        #expect(alone.headline == "softmax is known not to keep its promises")
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

    @Test("The number is found in a tensor that is too long to be held whole")
    func numberInLongTensor() throws {
        var operation = Broken.record.operations[0]
        var element = Fixture.element(
            "exp/seeded-1.1@0", [1, 2, 3], got: 7, expected: "7.389...", ulps: 9e5, verdict: .overBudget)
        (element.index, element.inputs[0].shape) = ([36], [64])
        element.places = [PlaceRecord(name: "x", index: [36], value: FloatRecord(2 as Float))]
        operation.implementations[0].findings = [Fixture.finding(element, isExpected: false)]
        let other = try #require(Breakage(operation.implementations[0], of: operation))
        #expect(
            other.exampleText?.hasPrefix("For x[36] = 2, x = [1, 2, 3, and 61 more] it answers output[36] = 7") == true)
        operation.implementations[0].profiles = [Fixture.profile("forward")]
        let breakage = try #require(Breakage(operation.implementations[0], of: operation))
        #expect(breakage.exampleText == "For x = 2 it answers output[36] = 7; the real result is 7.389....")
    }

    @Test("What the specification says to write instead is said, with what passes or without")
    func instead() throws {
        var naive = Fixture.naive
        naive.instead = "exp(x - max(x)) / sum(exp(x - max(x)))"
        let both = try #require(Breakage(naive, of: Fixture.softmax))
        #expect(
            both.remedyText
                == "Write exp(x - max(x)) / sum(exp(x - max(x))) instead, or call softmax: its largest error is 0.501 ulp, "
                + "the worst of a sample of 40,960 results.")
        var operation = Fixture.softmax
        operation.implementations.removeFirst()
        let alone = try #require(Breakage(naive, of: operation))
        #expect(alone.remedyText == "Write exp(x - max(x)) / sum(exp(x - max(x))) instead.")
    }

    @Test("Before a break, what is wrong already is no good result, and breaks after good ones come first")
    func wrongBefore() throws {
        var naive = Fixture.naive
        var first = naive.frontiers[0]
        first.isBeforeRight = false
        first.truthBefore = "2.9e-39"
        first.classBefore = "zero"
        naive.frontiers = [first, naive.frontiers[0]]
        let text = try #require(Breakage(naive, of: Fixture.softmax)?.placeText)
        #expect(
            text
                == "Results turn from normal to nan at 88.7228394 (0x42B17218), after 88.7228317 as the last good one (one large "
                + "logit); they turn from zero to nan at 88.7228394 (0x42B17218), before which, at 88.7228317, they are wrong "
                + "already, where the real result is 2.9e-39 (one large logit).")
        #expect(first.beforeNote == "wrong already: the real result is 2.9e-39")
        #expect(naive.frontiers[1].beforeNote == nil)
    }

    @Test("Where results of one number are finite and wrong is said as a range, with the worst of them")
    func region() throws {
        var operation = Broken.record.operations[0]
        var worst = Fixture.element(
            "exp/seeded-1.3@0", [1, 15.25], got: 4.2e6, expected: "4.1973e6", ulps: 16_780.5, verdict: .overBudget,
            isSilent: true)
        worst.index = [1]
        operation.implementations[0].worst = [Fixture.overflow, worst]
        operation.implementations[0].forward.budget = "4 ulp"
        operation.implementations[0].forward.verdicts["overBudget"] = 205
        operation.implementations[0].profiles = [
            ProfileRecord(
                check: "forward", input: "x", elements: 90, histogram: [],
                binades: [
                    BinadeRecord(place: 100, elements: 9, wrong: 0, maximumULP: 5, at: 0),
                    BinadeRecord(place: 129, elements: 9, wrong: 0, maximumULP: 0.5, at: 0),
                    BinadeRecord(place: 130, elements: 9, wrong: 0, maximumULP: 16_000, at: 0),
                    BinadeRecord(place: 131, elements: 9, wrong: 3, maximumULP: 16_780.5, at: 0),
                ])
        ]
        let text = try #require(Breakage(operation.implementations[0], of: operation)?.placeText)
        #expect(
            text.hasSuffix(
                "Between 8 and 32 results are off by up to 1.68e+04 ulp, at worst for x = 15.25; so they are in 1 other range besides."
            ), "\(text)")
    }

    @Test("Nothing else passes: then nothing is recommended")
    func noRemedy() throws {
        let breakage = try #require(
            Breakage(Broken.record.operations[0].implementations[0], of: Broken.record.operations[0]))
        #expect(
            breakage.remedyText == "No implementation of exp passes here, and its specification names no other way.")
    }
}
