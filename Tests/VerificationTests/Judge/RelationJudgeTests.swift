import Specifications
import Testing
import Values

@testable import Verification

@Suite("Answers of which several are right")
struct RelationJudgeTests {
    private let row = HostArray([Float(3), 1, 4, 1, 5, 4])

    private func verdicts(_ values: [Float], _ indices: [Int64]) throws -> [[Verdict]] {
        let topk = try specification("topk")
        let subjectCase = inputs(row, attributes: ["k": .integer(Int(values.count))])
        return try OutputJudge(specification: topk, budget: .exact)
            .judge([HostArray(values), HostArray(indices)], of: subjectCase).map { $0.map(\.verdict) }
    }

    private func isRight(_ verdicts: [[Verdict]]) -> Bool { !verdicts.joined().contains { $0.isFinding } }

    @Test("Equal elements may come in any order")
    func ties() throws {
        #expect(isRight(try verdicts([5, 4, 4], [4, 2, 5])))
        #expect(isRight(try verdicts([5, 4, 4], [4, 5, 2])))
    }

    @Test(
        "Every condition catches its mistake",
        arguments: [
            ([5, 4, 4], [4, 2, 2]),
            ([5, 4, 4], [4, 2, 0]),
            ([4, 5, 4], [2, 4, 5]),
            ([5, 4, 3], [4, 2, 0]),
            ([5, 4, 4], [4, 2, 6]),
            ([5, 4, 4], [4, 2, -1]),
            ([5, .nan, 4], [4, 2, 5]),
        ] as [([Float], [Int64])])
    func mistakes(_ values: [Float], _ indices: [Int64]) throws {
        #expect(!isRight(try verdicts(values, indices)))
    }

    @Test("Invariants are found broken where an answer within its budget breaks them")
    func invariants() throws {
        let sigmoid = try specification("sigmoid")
        let subjectCase = inputs(HostArray([Float(20), 0]))
        let judge = RelationJudge(specification: sigmoid)
        func broken(_ y: [Float]) throws -> [Int] {
            try judge.violations(of: sigmoid.invariants, [HostArray(y)], of: subjectCase).map(\.position)
        }
        #expect(try broken([1, 0.5]) == [])
        #expect(try broken([Float(1).nextUp, 0.5]) == [0])
        #expect(try broken([1, -0x1p-149]) == [1])
    }
}

@Suite("Outputs of several kinds")
struct SeveralOutputsTests {
    private func judge(
        _ operation: String, _ outputs: [HostArray], _ subjectCase: Case
    ) throws -> [[Verdict]] {
        let specification = try specification(operation)
        let budget: Budget = specification.kind == .exact ? .exact : .ulps(1)
        return try OutputJudge(specification: specification, budget: budget).judge(outputs, of: subjectCase)
            .map { $0.map(\.verdict) }
    }

    @Test("Each output is judged, an integer by its value")
    func pooling() throws {
        let x = HostArray([Float(1), 2, 4, 3], shape: [1, 1, 2, 2])
        let subjectCase = inputs(
            x,
            attributes: [
                "window": .integers([2, 2]), "stride": .integers([1, 1]), "padding": .integers([0, 0]),
                "dilation": .integers([1, 1]),
            ])
        let y = HostArray([Float(4)], shape: [1, 1, 1, 1])
        func places(_ value: Int64) -> HostArray { HostArray([value], shape: [1, 1, 1, 1]) }
        #expect(try judge("maxPool2d", [y, places(2)], subjectCase) == [[.correctlyRounded], [.correctlyRounded]])
        #expect(try judge("maxPool2d", [y, places(3)], subjectCase) == [[.correctlyRounded], [.overBudget]])
        #expect(throws: CheckError.self) { try judge("maxPool2d", [y], subjectCase) }
    }

    @Test("Truth values are right or wrong, for NaN and infinities too")
    func conditions() throws {
        let a = HostArray([Float(1), .nan, .infinity])
        let b = HostArray([Float(2), 1, .infinity])
        let subjectCase = inputs(a, b)
        #expect(
            try judge("less", [HostArray([true, false, false])], subjectCase)
                == [[.correctlyRounded, .correctlyRounded, .correctlyRounded]])
        #expect(
            try judge("less", [HostArray([false, true, true])], subjectCase)
                == [[.overBudget, .overBudget, .overBudget]])
    }
}

@Suite("Derivatives by convention")
struct KinkTests {
    private func verdict(_ operation: String, _ x: HostArray, _ gradient: [Float], _ attributes: Attributes = [:])
        throws -> (findings: [Int], kinks: Int)
    {
        let specification = try specification(operation)
        let subjectCase = inputs(x, attributes: specification.resolved(attributes))
        let shape = try specification.graph(for: [x], attributes)
        let output = shape.nodes[shape.outputs[0]!].shape
        let cotangent = HostArray([Float](repeating: 2, count: output.elementCount), shape: output)
        let result = try GradientJudge(specification: specification, budget: .ulps(0.5))
            .judge([HostArray(gradient, shape: x.shape)], of: subjectCase, cotangents: [cotangent])[0]
        return (result.judgements.filter { $0.verdict.isFinding }.map(\.position), result.kinks)
    }

    @Test("The slope at a kink is what the specification says, and nothing else")
    func convention() throws {
        #expect(try verdict("relu", HostArray([Float(0), 1, -1]), [0, 2, 0]) == ([], 0))
        #expect(try verdict("relu", HostArray([Float(0), 1, -1]), [2, 2, 0]) == ([0], 0))
        #expect(try verdict("abs", HostArray([Float(0), -3]), [0, -2]) == ([], 0))
        #expect(try verdict("abs", HostArray([Float(0), -3]), [2, -2]) == ([0], 0))
    }

    @Test("Three that tie share evenly, the one in the middle too")
    func ties() throws {
        let x = HostArray([Float(3), 3, 3, 1])
        let third = Float(2) / 3
        #expect(try verdict("max", x, [third, third, third, 0], ["axes": .integers([0])]) == ([], 0))
        #expect(try verdict("max", x, [2, 0, 0, 0], ["axes": .integers([0])]).findings == [0, 1, 2])
        #expect(try verdict("max", x, [0, 2, 0, 0], ["axes": .integers([0])]).findings == [0, 1, 2])
    }

    @Test("Where no convention is stated, a kink is left out")
    func unstated() throws {
        let a = HostArray([Float(1), 5])
        let maximum = try specification("maximum")
        let result = try GradientJudge(specification: maximum, budget: .ulps(0.5)).judge(
            [HostArray([Float(7), 1]), HostArray([Float(7), 0])], of: inputs(a, HostArray([Float(1), 2])),
            cotangents: [HostArray([Float(1), 1])])
        #expect(result.map(\.kinks) == [1, 1])
        #expect(result.flatMap(\.judgements).allSatisfy { !$0.verdict.isFinding })
    }
}
