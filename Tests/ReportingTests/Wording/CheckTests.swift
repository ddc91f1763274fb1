import Testing

@testable import Reporting
@testable import Verification

@Suite("How checks came out")
struct CheckTests {
    @Test("A failure that was expected is told from one that was not")
    func failures() {
        var implementation = Fixture.naive
        #expect(implementation.state(of: .values, in: Fixture.softmax) == .failedAsExpected)
        implementation.outcome = .failed
        implementation.expectedFailures = [.gradient]
        #expect(implementation.state(of: .values, in: Fixture.softmax) == .failed)
        #expect(implementation.state(of: .gradient, in: Fixture.softmax) == .failedAsExpected)
    }

    @Test("An expectation that nothing meets is stale")
    func stale() {
        var implementation = Fixture.naive
        implementation.outcome = .expectationStale
        implementation.gradient?.status = .passed
        #expect(implementation.state(of: .gradient, in: Fixture.softmax) == .stale)
        #expect(implementation.state(of: .formula, in: Fixture.softmax) == .passed)
    }

    @Test("A finding fails its check even where all counts are fine")
    func findings() {
        var operation = Fixture.exp
        let row = FindingRecord(
            id: "exp/special-row-1", kind: .stale, message: "no case meets it", isExpected: false, replay: nil,
            element: nil)
        operation.implementations[0].findings = [row]
        #expect(operation.implementations[0].state(of: .specials, in: operation) == .failed)
        #expect(operation.implementations[0].state(of: .values, in: operation) == .passed)
    }

    @Test("Differences that disagree where wrong values are expected fail as expected")
    func differences() {
        var implementation = Fixture.naive
        implementation.differences?.subjectDisagreeing = 2
        #expect(implementation.state(of: .differences, in: Fixture.softmax) == .failedAsExpected)
    }

    @Test("A failed row of the special-value table fails its check, and bits that change fail determinism")
    func specialsAndDeterminism() {
        var operation = Fixture.exp
        operation.specials[0].failed = 1
        operation.implementations[0].forward.status = .failed
        operation.implementations[0].outcome = .failed
        operation.implementations[0].determinism.differing = 1
        #expect(operation.implementations[0].state(of: .specials, in: operation) == .failed)
        #expect(operation.implementations[0].state(of: .determinism, in: operation) == .failed)
    }
}

@Suite("Elements of one case")
struct ElementGroupTests {
    @Test("They stand together under their inputs, in the order of the first")
    func grouping() {
        var second = Fixture.overflow
        second.index = [1]
        var gradient = Fixture.overflow
        gradient.check = "gradient"
        let groups = [Fixture.overflow, Fixture.silent, second, gradient].groupedByCase
        #expect(groups == [[Fixture.overflow, second], [Fixture.silent], [gradient]])
    }
}
