import Multiprecision
import Specifications
import Testing

@testable import Verification

@Suite("What is said of an element")
struct ElementJudgementTests {
    @Test("Silently wrong is finite and more than 2^10 ulp beyond the budget")
    func silentlyWrong() {
        func isSilent(_ output: Double, ulps: ClosedRange<Double>?, _ verdict: Verdict = .overBudget) -> Bool {
            ElementJudgement(
                position: 0, output: output, verdict: verdict, ulps: ulps, real: Interval(1, precision: 53)
            ).isSilentlyWrong(budget: .ulps(4))
        }
        #expect(isSilent(1, ulps: 1029...1029))
        #expect(!isSilent(1, ulps: 1028...1028))
        #expect(!isSilent(1, ulps: 1000...2000))
        #expect(!isSilent(.nan, ulps: nil, .wrongClass))
        #expect(!isSilent(.infinity, ulps: 1e6...1e6, .wrongClass))
        #expect(!isSilent(1, ulps: 1029...1029, .withinBudget))
    }

    @Test(
        "Certified digits are those of the number, not of a binary64 near it",
        arguments: [
            ("2.7182818284590452353602874", "2.7182818284590452"), ("1.001", "1.001"), ("-0.5", "-0.5"),
            ("100", "100"), ("16777220", "16777220"), ("1e17", "1e+17"), ("12345678901234567", "12345678901234567"),
            ("0.0001", "0.0001"), ("0.00001234", "0.00001234"), ("0.000001234", "1.234e-06"),
            ("-7.006492321624085354618e-46", "-7.0064923216240854e-46"),
            ("1e400", "1e+400"), ("0", "0"),
        ])
    func digits(text: String, expected: String) throws {
        let real = try #require(Interval(text: text, precision: 300))
        #expect(ElementJudgement.text(of: real) == expected)
    }

    @Test("As many digits are printed as are known")
    func knownDigits() {
        func between(_ low: Double, _ high: Double) -> String {
            ElementJudgement.text(
                of: Interval(lower: BigFloat(low, precision: 53), upper: BigFloat(high, precision: 53)))
        }
        #expect(between(1.23451, 1.23452) == "1.2345")
        #expect(between(1, 2) == "between 1.00000e+00 and 2.00000e+00")
        #expect(between(-1e-9, 1e-10) == "0 to within 1.1e-09")
        #expect(ElementJudgement.text(of: .empty) == "no real value")
    }
}
