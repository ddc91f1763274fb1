import Specifications
import Subjects
import Testing
import Values

@testable import Verification

@Suite("Judging gradients")
struct GradientJudgeTests {
    private let cotangents = [HostArray([Float(0.75), -1.5])]
    private let logits = inputs(HostArray([Float(1), -0.5]), attributes: ["axis": .integer(-1)])

    private func judge(
        _ gradients: [HostArray?], _ operation: String = "softmax", _ subjectCase: Case? = nil
    ) throws -> [GradientJudge.Result] {
        try GradientJudge(specification: try specification(operation), budget: .ulps(1))
            .judge(gradients, of: subjectCase ?? logits, cotangents: cotangents)
    }

    private func engine(_ implementation: String, _ subjectCase: Case) throws -> [HostArray?] {
        try #require(
            try EngineSubject().gradients(
                of: implementation, on: subjectCase.inputs, subjectCase.attributes, cotangents: cotangents))
    }

    @Test("The engine's gradient is within its budget")
    func right() throws {
        let result = try judge(engine("softmax", logits))[0]
        #expect(result.kinks == 0)
        #expect(result.judgements.map(\.position) == [0, 1])
        #expect(result.judgements.allSatisfy { !$0.verdict.isFinding })
    }

    @Test("One element that is three ulps off, or NaN, is a finding at its place")
    func wrong() throws {
        let right = try #require(engine("softmax", logits)[0]?.float32)
        let off = try judge([HostArray([right[0], right[1].nextUp.nextUp.nextUp])])[0]
        #expect(off.judgements.map(\.verdict.isFinding) == [false, true])
        #expect(off.judgements[1].verdict == .overBudget)
        #expect(try judge([HostArray([Float.nan, right[1]])])[0].judgements[0].verdict == .wrongClass)
        #expect(try judge([HostArray([-right[0], right[1]])])[0].judgements[0].verdict == .wrongClass)
    }

    @Test("The maximum inside softmax has a kink, softmax itself has none")
    func ties() throws {
        let ties = inputs(HostArray([Float(3), 3]), attributes: ["axis": .integer(-1)])
        let result = try judge(engine("softmax", ties), "softmax", ties)[0]
        #expect(result.kinks == 0)
        #expect(result.judgements.count == 2)
    }

    @Test("Where there is no derivative there is nothing to judge")
    func pole() throws {
        let zero = inputs(HostArray([Float(0), 2]))
        let result = try judge([HostArray([Float.infinity, -0.75])], "log", zero)[0]
        #expect(result.kinks == 1)
        #expect(result.judgements.map(\.position) == [1])
        #expect(result.judgements.map(\.verdict) == [.correctlyRounded])
    }

    @Test("A gradient that is missing, or does not fit its input, is an error")
    func unfit() {
        #expect(throws: CheckError.self) { try judge([nil]) }
        #expect(throws: CheckError.self) { try judge([HostArray([Float(1)])]) }
        #expect(throws: CheckError.self) { try judge([HostArray([Int64(1), 2])]) }
    }
}
