import Specifications
import Subjects
import Testing
import Values

@testable import Verification

@Suite("A run of the engine")
struct VerifierTests {
    /// One run for all tests that only look at it.
    static let record = Task {
        try await Verifier(catalog: catalog, subject: EngineSubject(), casesPerTuple: 1)
            .run(["softmax", "crossEntropy"], jobs: 2)
    }

    private func anchor(_ operation: String, _ id: String) async throws -> AnchorRecord {
        let record = try await Self.record.value
        let operation = try #require(record.operations.first { $0.name == operation })
        return try #require(operation.anchors.first { $0.id == id })
    }

    private func answer(_ anchor: AnchorRecord, _ implementation: String) throws -> AnswerRecord {
        try #require(anchor.answers.first { $0.implementation == implementation })
    }

    @Test("Softmax of [1000, 0] is nan and 0 without the shift, and 1 and 0 with it")
    func softmax() async throws {
        let anchor = try await anchor("softmax", "anchor-1")
        #expect(anchor.inputs.map { $0.elements.map(\.decimal) } == [["1000", "0"]])
        #expect(anchor.truth == ["1", "5.0759588975494568e-435"])
        let naive = try answer(anchor, "softmax.naive")
        #expect(naive.outputs.map(\.decimal) == ["nan", "0"])
        #expect(naive.verdict == .wrongClass)
        let stable = try answer(anchor, "softmax")
        #expect(stable.outputs.map(\.decimal) == ["1", "0"])
        #expect(stable.verdict == .correctlyRounded)
        #expect(stable.replay == "verify replay softmax/anchor-1")
    }

    @Test("Softmax of [-103, -104] without the shift is silently wrong")
    func silentlyWrong() async throws {
        let anchor = try await anchor("softmax", "anchor-2")
        #expect(anchor.truth == ["0.73105857863000488", "0.26894142136999512"])
        let naive = try answer(anchor, "softmax.naive")
        #expect(naive.outputs.map(\.decimal) == ["1", "0"])
        #expect(naive.isSilentlyWrong)
        #expect(try !answer(anchor, "softmax").isSilentlyWrong)
    }

    @Test("Cross-entropy of a large logit is 500 with gradients of a half, or infinite")
    func crossEntropy() async throws {
        let anchor = try await anchor("crossEntropy", "anchor-1")
        #expect(anchor.truth == ["500"])
        let stable = try answer(anchor, "crossEntropy")
        #expect(stable.outputs.map(\.decimal) == ["500"])
        let gradient = try #require(stable.gradients.first { $0.name == "logits" })
        #expect(gradient.elements.map(\.decimal) == ["0.5", "-0.5"])
        let naive = try answer(anchor, "crossEntropy.naive")
        #expect(naive.outputs.map(\.decimal) == ["inf"])
        #expect(naive.verdict == .wrongClass)
    }

    @Test("The stable ways pass, the naive ones fail as expected")
    func outcomes() async throws {
        let record = try await Self.record.value
        let implementations = record.operations.flatMap(\.implementations)
        #expect(
            implementations.map(\.name) == ["crossEntropy", "crossEntropy.naive", "softmax", "softmax.naive"])
        #expect(implementations.map(\.outcome) == [.passed, .failedAsExpected, .passed, .failedAsExpected])
        #expect(record.passes)
        #expect(record.findingCount == 0)
    }

    @Test("The landmarks of binary32 are those of the standard")
    func limits() async throws {
        let record = try await Self.record.value
        #expect(
            record.limits.map { "\($0.name): \($0.value.decimal) \($0.value.bits)" } == [
                "smallest subnormal: 1.40129846e-45 0x00000001", "largest subnormal: 1.17549421e-38 0x007FFFFF",
                "smallest normal: 1.17549435e-38 0x00800000", "one ulp of 1: 1.1920929e-07 0x34000000",
                "largest finite: 3.40282347e+38 0x7F7FFFFF",
            ])
        #expect(record.subject.keepsSubnormals)
    }

    @Test("A run does not depend on how many operations are checked at a time")
    func jobs() async throws {
        let verifier = Verifier(catalog: catalog, subject: EngineSubject(), seed: 3, casesPerTuple: 1)
        let operations = ["exp", "negate", "crossEntropy"]
        let one = try await verifier.run(operations, jobs: 1)
        let two = try await verifier.run(operations.reversed(), jobs: 2)
        #expect(one == two)
        #expect(one.operations.map(\.name) == operations.sorted())
    }

    @Test("A cancelled run ends with a cancellation")
    func cancellation() async {
        let task = Task {
            try await Verifier(catalog: catalog, subject: EngineSubject(), casesPerTuple: 1000)
                .run(["exp", "softmax"], jobs: 2)
        }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }

    @Test("Operations are those that have both a specification and an implementation")
    func operations() {
        let implemented = Set(EngineSubject().implementations.map(\.operation))
        let operations = Verifier(catalog: catalog, subject: EngineSubject()).operations
        #expect(operations == catalog.operations.filter(implemented.contains))
        #expect(operations.contains("softmax") && !operations.contains("conv2d"))
        let one = SpecificationCatalog([catalog["exp"]!])
        #expect(Verifier(catalog: one, subject: EngineSubject()).operations == ["exp"])
    }

    @Test("A replay judges every element of a case, and knows what does not exist")
    func replay() throws {
        let verifier = Verifier(catalog: catalog, subject: EngineSubject())
        let records = try #require(try verifier.replay("softmax.naive", .anchor(2)))
        #expect(
            records.map(\.check) == [
                "forward", "forward", "gradient", "gradient", "gradient", "gradient",
            ])
        #expect(records.prefix(2).map(\.isSilentlyWrong) == [true, true])
        #expect(try verifier.replay("nosuch", .anchor(1)) == nil)
        #expect(try verifier.replay("softmax", .anchor(100)) == nil)
    }
}
