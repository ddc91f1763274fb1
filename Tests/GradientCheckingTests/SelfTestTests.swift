import GradientChecking
import Testing

@Suite struct SelfTestTests {
    @Test func `every wrong backward pass of the catalogue is found, and no right one is refused`() throws {
        let test = try GradientSelfTest()
        #expect(test.kinds.count >= 20)
        #expect(Set(test.outcomes.map(\.operation)).count >= 30)
        #expect(test.rightCount >= 50)
        for survivor in test.survivors {
            Issue.record("\(survivor.kind), in \(survivor.operation): \(survivor.message)")
        }
        for refusal in test.refusals { Issue.record("\(refusal.operation): \(refusal.message)") }
        #expect(test.isPass)
    }
}
