import Specifications
import Testing
import Values

@testable import Verification

@Suite("Judging outputs")
struct OutputJudgeTests {
    private func judge(
        _ operation: String, _ outputs: [Float], of elements: [Float], budget: Budget = .ulps(1),
        attributes: Attributes = [:]
    ) throws -> [ElementJudgement] {
        try OutputJudge(specification: try specification(operation), budget: budget)
            .judge(HostArray(outputs), of: inputs(HostArray(elements), attributes: attributes))
    }

    @Test("Rows of the table judge special values, enclosures the rest")
    func specials() throws {
        let judged = try judge("exp", [.nan, .infinity, 0, 1], of: [.nan, .infinity, -.infinity, 0])
        #expect(judged.map(\.row) == [0, 1, 2, nil])
        #expect(judged.map(\.special) == ["nan", "inf", "+0", nil])
        #expect(judged.map(\.verdict) == [.correctlyRounded, .correctlyRounded, .correctlyRounded, .correctlyRounded])
    }

    @Test("A special value that is another is of the wrong class, the sign of a zero included where a row states it")
    func wrongSpecials() throws {
        let judged = try judge("exp", [.infinity, -.infinity, -0.0, 1], of: [.nan, .infinity, -.infinity, 0])
        #expect(judged.map(\.verdict) == [.wrongClass, .wrongClass, .wrongClass, .correctlyRounded])
        #expect(judged.map(\.isMisrounded) == [true, true, true, false])
    }

    @Test("A masked class leaves the others what they would be without it")
    func limits() throws {
        let judged = try judge(
            "softmax", [0, 0.5, 0.5], of: [-.infinity, 3, 3], attributes: ["axis": .integer(-1)])
        #expect(judged.map(\.special) == ["+0", nil, nil])
        #expect(judged.map(\.verdict) == [.correctlyRounded, .correctlyRounded, .correctlyRounded])
        #expect(judged.map(\.row) == [3, 4, 4])
    }

    @Test("Where elements move, zeros keep their signs, and NaN stays NaN")
    func moved() throws {
        let right = try judge(
            "reshape", [-0.0, .nan, .infinity], of: [-0.0, .nan, .infinity], budget: .exact,
            attributes: ["shape": .integers([3])])
        #expect(right.allSatisfy { $0.verdict == .correctlyRounded })
        let wrong = try judge(
            "reshape", [0, 1, -.infinity], of: [-0.0, .nan, .infinity], budget: .exact,
            attributes: ["shape": .integers([3])])
        #expect(wrong.map(\.verdict) == [.wrongClass, .wrongClass, .wrongClass])
        #expect(wrong.map(\.special) == ["-0", "nan", "inf"])
    }

    @Test("Ties of exact numbers are decided at once")
    func ties() throws {
        let judged = try OutputJudge(specification: try specification("add"), budget: .ulps(0.5)).judge(
            HostArray([Float(1), 0x1.000002p+0]),
            of: inputs(HostArray([Float(1), 1]), HostArray([Float(0x1p-24), 0x1p-24])))
        #expect(judged.map(\.verdict) == [.correctlyRounded, .faithful])
        #expect(judged.map(\.isMisrounded) == [false, true])
        #expect(judged.allSatisfy { $0.isRoundingDecided })
    }

    @Test("Exponentials of the largest float are beyond all formats, and decided all the same")
    func huge() throws {
        let largest = Float.greatestFiniteMagnitude
        let judged = try judge("exp", [.infinity, 0], of: [largest, -largest])
        #expect(judged.map(\.verdict) == [.correctlyRounded, .correctlyRounded])
        #expect(try judge("exp", [largest, 0x1p-149], of: [largest, -largest])[0].verdict == .overBudget)
    }

    @Test("At a pole that no row lists even the limit is reported")
    func unlistedPole() throws {
        let logarithm = try Specification(
            parsing: """
                operation: ln
                summary: The logarithm of each element.
                kind: real
                inputs:
                  x: {}
                definition: y = log(x)
                anchors:
                  - { x: [2] }
                budgets:
                  default: { float32: { forward: 1 ulp } }
                """, file: "ln.yaml")
        let judged = try OutputJudge(specification: logarithm, budget: .ulps(1))
            .judge(HostArray([-Float.infinity, .nan, 0]), of: inputs(HostArray([Float(0), -1, 1])))
        #expect(judged.map(\.isUnlisted) == [true, true, false])
        #expect(judged.map(\.verdict) == [.wrongClass, .wrongClass, .correctlyRounded])
    }

    @Test("A special case that no row lists is reported as such")
    func unlisted() throws {
        let square = try Specification(
            parsing: """
                operation: square
                summary: Each element times itself.
                kind: real
                inputs:
                  x: {}
                definition: y = x * x
                anchors:
                  - { x: [2] }
                budgets:
                  default: { float32: { forward: 1 ulp, gradient: 1 ulp } }

                """, file: "square.yaml")
        let judged = try OutputJudge(specification: square, budget: .ulps(1))
            .judge(HostArray([Float.nan, 9]), of: inputs(HostArray([Float.nan, 3])))
        #expect(judged.map(\.isUnlisted) == [true, false])
        #expect(judged.map(\.verdict) == [.wrongClass, .correctlyRounded])
    }

    @Test("Outputs of another shape, or of numbers that do not round, are errors")
    func unfit() throws {
        #expect(throws: CheckError.self) { try judge("exp", [1], of: [0, 0]) }
        let exp = OutputJudge(specification: try specification("exp"), budget: .ulps(1))
        #expect(throws: CheckError.self) {
            try exp.judge(HostArray([Int64(1)]), of: inputs(HostArray([Float(0)])))
        }
    }
}
