import Testing

@testable import Verification

@Suite("Verdicts")
struct VerdictTests {
    @Test("They go from worst to best")
    func order() {
        #expect(
            Verdict.allCases.shuffled().sorted()
                == [.wrongClass, .overBudget, .undecided, .withinBudget, .faithful, .correctlyRounded])
    }

    @Test("What is undecided is worth showing, like what is wrong")
    func findings() {
        #expect(Verdict.allCases.filter(\.isFinding) == [.wrongClass, .overBudget, .undecided])
    }

    @Test("Their texts are words")
    func texts() {
        #expect(Verdict.wrongClass.text == "wrong class")
        #expect(Verdict.correctlyRounded.text == "correctly rounded")
    }
}
