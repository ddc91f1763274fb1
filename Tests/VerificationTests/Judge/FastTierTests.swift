import Specifications
import Testing
import Values

@testable import Verification

@Suite("The fast tier of the judge")
struct FastTierTests {
    /// The nearest floats, some of them then moved by a few steps.
    private func outputs(_ judged: [ElementJudgement], shape: Shape, _ generator: inout Steps) -> HostArray {
        HostArray(
            judged.map { judgement in
                guard var value = judgement.nearest.map(Float.init) else { return generator.next() < 8 ? .nan : 1 }
                for _ in 0..<max(0, generator.next() - 12) { value = value.nextUp }
                return generator.next() == 0 ? -value : value
            }, shape: shape)
    }

    /// Small numbers in a fixed order: 0 to 15.
    private struct Steps {
        var state: UInt64 = 1

        mutating func next() -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 60)
        }
    }

    /// Operations with outputs of real numbers that a formula determines.
    private static var operations: [String] {
        catalog.specifications.filter { specification in
            specification.kind != .relation && specification.outputs.contains { $0.dtype == nil }
        }.map(\.operation)
    }

    @Test("It says nothing that intervals do not say", arguments: operations)
    func agreement(_ operation: String) throws {
        let specification = try specification(operation)
        let plan = Plan(specification, seed: 3, casesPerTuple: 2)
        let budget = try #require(specification.budgets["default"]?[.float32]).forward
        var generator = Steps()
        var settled = 0
        var elements = 0
        for id in plan.ids {
            let subjectCase = try #require(plan.makeCase(id))
            let judge = OutputJudge(specification: specification, budget: budget)
            let evaluation = try CertifiedEvaluation(
                specification, inputs: subjectCase.inputs, attributes: subjectCase.attributes)
            let nothing = evaluation.outputs.map { output in
                let count = output.shape.elementCount
                return specification.output(named: output.name).dtype == .int64
                    ? HostArray([Int64](repeating: 0, count: count), shape: output.shape)
                    : HostArray([Float](repeating: .nan, count: count), shape: output.shape)
            }
            let answers = zip(nothing, try judge.judge(nothing, of: subjectCase)).map { nothing, judged in
                nothing.dtype == .int64 ? nothing : outputs(judged, shape: nothing.shape, &generator)
            }
            let expected = try judge.judge(answers, of: subjectCase)
            let found = try judge.judge(answers, of: subjectCase, below: .unlimited)
            #expect(found.map(\.count) == expected.map(\.count))
            for (fast, slow) in zip(found.joined(), expected.joined()) {
                let place = "\(operation)/\(id)[\(slow.position)]"
                #expect(fast.position == slow.position && fast.verdict == slow.verdict, "\(place)")
                #expect(fast.isMisrounded == slow.isMisrounded, "\(place)")
                #expect(fast.isRoundingDecided == slow.isRoundingDecided && fast.nearest == slow.nearest, "\(place)")
                #expect(fast.row == slow.row && fast.special == slow.special && fast.terms == slow.terms, "\(place)")
                #expect((fast.omega == nil) == (slow.omega == nil), "\(place)")
                // Exact sums can be narrower than intervals that had enough precision for a verdict.
                if let bound = fast.ulps?.upperBound, let known = slow.ulps {
                    #expect(
                        bound * (1 + 0x1p-40) >= known.lowerBound && bound <= known.upperBound + 1, "\(place)")
                }
                if let bound = fast.omega, let known = slow.omega {
                    #expect(bound <= known + 1, "\(place)")
                }
                // Special cases are for the table, at any tier.
                if specification.kind == .real, slow.special == nil { elements += 1 }
                if fast.real == nil && fast.special == nil { settled += 1 }
            }
        }
        #expect(settled * 6 > elements || elements == 0, "\(settled) of \(elements) elements were settled")
    }

    @Test("What may be shown is known in full")
    func reach() throws {
        let softmax = try specification("softmax")
        let logits = HostArray((0..<100).map { Float($0) * 0.07 })
        let subjectCase = inputs(logits, attributes: softmax.resolved([:]))
        let judge = OutputJudge(specification: softmax, budget: .ulps(1))
        let nearest = try CertifiedEvaluation(softmax, inputs: [logits]).nearest().map { $0! }
        let all = try judge.judge(HostArray(nearest), of: subjectCase)
        let limit = all.map { $0.ulps!.upperBound }.sorted()[50]
        let some = try judge.judge(HostArray(nearest), of: subjectCase, below: .init(ulps: limit, omega: nil))
        for (fast, slow) in zip(some, all) {
            #expect((fast.real != nil) == (slow.ulps!.upperBound >= limit), "element \(slow.position)")
            if fast.real != nil { #expect(fast.ulps == slow.ulps && fast.expectedText == slow.expectedText) }
        }
    }

    @Test("Findings always go up")
    func findings() throws {
        let exp = try specification("exp")
        let judge = OutputJudge(specification: exp, budget: .ulps(1))
        let judged = try judge.judge(
            HostArray([Float(1), 2, .nan, .infinity, 0x1.5bf0a8p+1]), of: inputs(HostArray([Float(0), 0, 0, 0, 1])),
            below: .unlimited)
        #expect(
            judged.map(\.verdict) == [.correctlyRounded, .overBudget, .wrongClass, .wrongClass, .correctlyRounded])
        #expect(judged.map { $0.real != nil } == [false, true, true, true, false])
    }

    @Test("An exact kind's zeros are judged with their signs")
    func signedZeros() throws {
        let reshape = try specification("reshape")
        let judged = try OutputJudge(specification: reshape, budget: .exact).judge(
            HostArray([Float(0), -0.0, 0, 5]),
            of: inputs(HostArray([Float(-0.0), -0.0, 0, 5]), attributes: ["shape": .integers([4])]), below: .unlimited)
        #expect(
            judged.map(\.verdict) == [.wrongClass, .correctlyRounded, .correctlyRounded, .correctlyRounded])
    }

    @Test("Nearest floats are those of the digits, and verdicts are the judge's")
    func certifiedEvaluation() throws {
        let logits = HostArray([Float(1000), 0, -3, .infinity, 999.5, 900].map { $0 == .infinity ? 998 : $0 })
        let evaluation = try CertifiedEvaluation(try specification("softmax"), inputs: [logits])
        let nearest = try evaluation.nearest()
        #expect(nearest == (try evaluation.values().map(\.nearest)))
        let output = HostArray(nearest.map { $0! })
        #expect(try evaluation.verdicts(on: output, budget: .ulps(0.501)).allSatisfy { $0 == .correctlyRounded })
        let masked = try CertifiedEvaluation(
            try specification("softmax"), inputs: [HostArray([-Float.infinity, 1, 2])])
        #expect(try masked.nearest() == (try masked.values().map(\.nearest)))
        #expect(throws: CheckError.self) {
            try evaluation.verdicts(on: HostArray([Float(1)]), budget: .ulps(1))
        }
    }
}
