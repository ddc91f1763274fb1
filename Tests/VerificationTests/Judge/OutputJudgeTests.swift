import Specifications
import Testing
import Values

@testable import Verification

@Suite("Judging the outputs of a case")
struct OutputJudgeTests {
    let softmax = Repository.catalog["softmax"]!

    @Test("Naive softmax of [-103, -104] is silently wrong")
    func silentlyWrong() throws {
        let judged = try judge(softmax, [1, 0], .vectors([-103, -104]))
        #expect(judged.map(\.verdict) == [.overBudget, .wrongClass])
        #expect(judged.map { $0.isSilentlyWrong(budget: .ulps(0.501)) } == [true, true])
        #expect(judged.map(\.expectedText) == ["0.73105857863000488", "0.26894142136999512"])
    }

    @Test("A row of the table decides before the formula, the first that holds")
    func rows() throws {
        let judged = try judge(softmax, [.nan, 0], .vectors([.nan, -.infinity]))
        #expect(judged.map(\.verdict) == [.correctlyRounded, .wrongClass])
        #expect(judged.map(\.row) == [0, 0])
        let masked = try judge(softmax, [1, -0.0], .vectors([3, -.infinity]))
        #expect(masked.map(\.row) == [4, 3])
        #expect(masked.map(\.verdict) == [.correctlyRounded, .wrongClass])
        #expect(masked[1].special == "+0")
    }

    @Test("Elements of different rows of a matrix are judged apart")
    func apart() throws {
        let case1 = Case(
            id: .anchor(1), inputs: [HostArray([Float.nan, 1, 0, 0], shape: [2, 2])],
            attributes: ["axis": .integer(-1)], note: nil)
        let output = HostArray([Float.nan, .nan, 0.5, 0.5], shape: [2, 2])
        let judged = try OutputJudge(specification: softmax, budget: .ulps(1)).judge(output, of: case1)
        #expect(judged.map(\.verdict) == Array(repeating: .correctlyRounded, count: 4))
        #expect(judged.map(\.row) == [0, 0, nil, nil])
    }

    @Test("A special case that no row lists is of the wrong class and says so")
    func unlisted() throws {
        let made = try Specification.unary("y = exp(x)")
        let judged = try judge(made, [.nan], .vectors([.nan]))
        #expect(judged[0].isUnlisted)
        #expect(judged[0].verdict == .wrongClass)
        #expect(judged[0].expectedText == "a special case that no row lists")
    }

    @Test("A pole or the outside of a domain is a special case too")
    func outsideDomain() throws {
        let made = try Specification.unary("y = log(x)")
        #expect(try judge(made, [.nan], .vectors([-1]))[0].isUnlisted)
        #expect(try judge(made, [-.infinity], .vectors([0]))[0].isUnlisted)
        #expect(try judge(made, [0], .vectors([1]))[0].verdict == .correctlyRounded)
    }

    @Test("A sum that cancels to the last bit is decided by raising the precision")
    func cancellation() throws {
        let sum = Repository.catalog["sum"]!
        let terms: Case = .vectors([0x1p+127, 0x1p-149, -0x1p+127], attributes: ["axes": .integers([0])])
        let right = HostArray([Float(0x1p-149)], shape: [])
        let judged = try OutputJudge(specification: sum, budget: .ulps(0.5)).judge(right, of: terms)
        #expect(judged[0].verdict == .correctlyRounded)
        #expect(judged[0].isRoundingDecided)
    }

    @Test("An output of another shape, or without a rounding dtype, is an error")
    func misfits() throws {
        let exp = OutputJudge(specification: Repository.catalog["exp"]!, budget: .ulps(1))
        #expect(throws: CheckError.self) { try exp.judge(HostArray([Float(1)]), of: .vectors([0, 0])) }
        #expect(throws: CheckError.self) { try exp.judge(HostArray([Int64(1)]), of: .vectors([0])) }
    }

    private func judge(
        _ specification: Specification, _ output: [Float], _ subjectCase: Case
    ) throws -> [ElementJudgement] {
        try OutputJudge(specification: specification, budget: .ulps(0.501)).judge(HostArray(output), of: subjectCase)
    }
}
