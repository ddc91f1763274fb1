import Specifications
import Subjects
import Testing
import Values

@testable import Verification

/// Numbers that texts on numerical stability print, found by the tool.
@Suite("A run of the engine")
struct VerifierTests {
    let verifier = Verifier(catalog: Repository.catalog, subject: EngineSubject())

    @Test("Naive softmax of [1000, 0] is [nan, 0], the stable one [1, 0]")
    func softmaxOf1000() throws {
        let naive = try forward("softmax.naive", 1)
        #expect(naive.map(\.got.decimal) == ["nan", "0"])
        #expect(naive.map(\.verdict) == [.wrongClass, .correctlyRounded])
        let stable = try forward("softmax", 1)
        #expect(stable.map(\.got.decimal) == ["1", "0"])
        #expect(stable.map(\.verdict) == [.correctlyRounded, .correctlyRounded])
    }

    @Test("Naive softmax of [-103, -104] is silently wrong")
    func silentlyWrong() throws {
        let naive = try forward("softmax.naive", 2)
        #expect(naive.map(\.isSilentlyWrong) == [true, true])
        #expect(naive.map(\.got.decimal) == ["1", "0"])
        #expect(naive.map { String($0.expected.prefix(5)) } == ["0.731", "0.268"])
        #expect(try forward("softmax", 2).map(\.isSilentlyWrong) == [false, false])
    }

    @Test("Naive cross-entropy of [1000, 0] and even labels is infinite, the loss 500 and its gradient [0.5, -0.5]")
    func crossEntropyOf1000() throws {
        let naive = try forward("crossEntropy.naive", 1)
        #expect(naive.map(\.got.decimal) == ["inf"])
        #expect(naive.map(\.expected) == ["500"])
        #expect(naive.map(\.verdict) == [.wrongClass])
        #expect(try forward("crossEntropy", 1).map(\.got.decimal) == ["500"])
        let gradient = try #require(try verifier.replay("crossEntropy", .anchor(1)))
            .filter { $0.check == "gradient" && $0.input == "logits" }
        #expect(gradient.map(\.got.decimal) == ["0.5", "-0.5"])
        #expect(gradient.allSatisfy { !$0.verdict.isFinding })
    }

    @Test("The limits of binary32 are found by walking")
    func limits() async throws {
        let record = try await verifier.run(["negate"], jobs: 1)
        #expect(
            record.limits.map(\.value.decimal) == [
                "1.40129846e-45", "1.17549421e-38", "1.17549435e-38", "1.1920929e-07", "3.40282347e+38",
            ])
        #expect(record.limits.map(\.value.bits)[0] == "0x00000001")
        #expect(record.limits.map(\.value.bits)[4] == "0x7F7FFFFF")
        #expect(record.subject.keepsSubnormals)
        #expect(record.passes)
    }

    @Test("The record does not depend on how many operations are checked at the same time")
    func jobs() async throws {
        let verifier = Verifier(
            catalog: Repository.catalog, subject: EngineSubject(), seed: 5, casesPerTuple: 1)
        let operations = ["add", "exp", "log", "negate", "sum"]
        let one = try await verifier.run(operations, jobs: 1)
        let four = try await verifier.run(operations.reversed(), jobs: 4)
        #expect(one == four)
        #expect(one.operations.map(\.name) == operations)
    }

    @Test("Names that nothing has replay as nil")
    func unknown() throws {
        #expect(try verifier.replay("nothing", .anchor(1)) == nil)
        #expect(try verifier.replay("exp", .anchor(99)) == nil)
    }

    private func forward(_ implementation: String, _ anchor: Int) throws -> [ElementRecord] {
        try #require(try verifier.replay(implementation, .anchor(anchor))).filter { $0.check == "forward" }
    }
}
