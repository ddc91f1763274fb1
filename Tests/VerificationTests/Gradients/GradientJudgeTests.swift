import Specifications
import Subjects
import Testing
import Values

@testable import Verification

@Suite("Judging gradients")
struct GradientJudgeTests {
    let softmax = Repository.catalog["softmax"]!

    @Test("The engine's softmax gradient agrees with the certified one, and one ulp more does not")
    func softmaxGradient() throws {
        let cotangent = HostArray([Float(1), -2, 0.5])
        let logits: Case = .vectors([1, 2, 3], attributes: ["axis": .integer(-1)])
        let gradient = try #require(
            try EngineSubject().gradients(
                of: "softmax", on: logits.inputs, logits.attributes, cotangents: [cotangent])?[0])
        let judge = GradientJudge(specification: softmax, budget: .ulps(0.51))
        let right = try judge.judge([gradient], of: logits, cotangents: [cotangent])
        #expect(right[0].judgements.map(\.verdict) == [.correctlyRounded, .correctlyRounded, .correctlyRounded])
        let off = HostArray(gradient.float32!.map { $0.nextUp.nextUp })
        let wrong = try judge.judge([off], of: logits, cotangents: [cotangent])
        #expect(wrong[0].judgements.map(\.verdict) == [.overBudget, .overBudget, .overBudget])
    }

    @Test("A gradient that is missing, misshapen or an integer is an error")
    func misfits() throws {
        let judge = GradientJudge(specification: softmax, budget: .ulps(1))
        let logits: Case = .vectors([1, 2], attributes: ["axis": .integer(-1)])
        let cotangents = [HostArray([Float(1), 0])]
        for gradient in [nil, HostArray([Float(1)]), HostArray([Int64(1), 2])] {
            #expect(throws: CheckError.self) { try judge.judge([gradient], of: logits, cotangents: cotangents) }
        }
    }

    @Test("A kink has no derivative to be judged against, and beside it there is one")
    func kinks() throws {
        let absolute = GradientJudge(specification: try .unary("y = abs(x)"), budget: .ulps(0))
        let result = try absolute.judge(
            [HostArray([Float(1), 7, -1])], of: .vectors([0x1p-149, 0, -3]), cotangents: [HostArray([Float(1), 1, 1])])
        #expect(result[0].kinks == 1)
        #expect(result[0].judgements.map(\.position) == [0, 2])
        #expect(result[0].judgements.map(\.verdict) == [.correctlyRounded, .correctlyRounded])
    }

    @Test("A shift by a maximum that two elements share is no kink of softmax")
    func tiedMaximum() throws {
        let judge = GradientJudge(specification: softmax, budget: .ulps(0.51))
        let ties: Case = .vectors([3, 3], attributes: ["axis": .integer(-1)])
        let result = try judge.judge(
            [HostArray([Float(0.25), -0.25])], of: ties, cotangents: [HostArray([Float(1), 0])])
        #expect(result[0].kinks == 0)
        #expect(result[0].judgements.map(\.verdict) == [.correctlyRounded, .correctlyRounded])
    }
}
