import Multiprecision
import Specifications
import Testing

@testable import Verification

@Suite("Judged elements as text")
struct ElementJudgementTests {
    @Test(
        "Digits are kept, exponents and trailing zeros only where they say something",
        arguments: [
            ("2.0611536203143808e-09", "2.0611536203143808e-09"), ("5.0000000000000000e+02", "500"),
            ("1.0000000000000000e+00", "1"), ("-1.0000000000000000e+00", "-1"), ("-5.25e-01", "-0.525"),
            ("1.2300000000000000e+01", "12.3"), ("7.3105857863000488e-01", "0.73105857863000488"),
            ("1.0e-05", "0.00001"), ("1.0e-06", "1e-06"), ("1.2345678901234567e+16", "12345678901234567"),
            ("1.0000000000000000e+16", "10000000000000000"), ("1.0000000000000000e+17", "1e+17"),
            ("-3.4028234663852886e+38", "-3.4028234663852886e+38"),
            ("5.0759588975494568e-435", "5.0759588975494568e-435"),
            ("0.0e+00", "0"), ("inf", "inf"), ("-inf", "-inf"), ("nan", "nan"),
        ])
    func plain(scientific: String, text: String) { #expect(ElementJudgement.plain(scientific) == text) }

    @Test("A number is written with all digits that are known, 17 at most")
    func digits() {
        #expect(ElementJudgement.text(of: point(500)) == "500")
        #expect(ElementJudgement.text(of: point(-0.1)) == "-0.10000000000000001")
        #expect(ElementJudgement.text(of: interval(1.2345678, 1.2345679)) == "1.234568")
        #expect(ElementJudgement.text(of: point(0x1p-149)) == "1.4012984643248171e-45")
    }

    @Test("Zero is 0 with either sign, or 0 as far as is known")
    func zeros() {
        #expect(ElementJudgement.text(of: point(0)) == "0")
        #expect(ElementJudgement.text(of: point(-0.0)) == "0")
        #expect(ElementJudgement.text(of: interval(-0x1p-100, 0x1p-100)) == "0 to within 7.9e-31")
        #expect(ElementJudgement.text(of: interval(0, 0.25)) == "0 to within 2.5e-01")
    }

    @Test("What is not a number, or hardly known, says so")
    func unknown() {
        #expect(ElementJudgement.text(of: .empty) == "no real value")
        #expect(ElementJudgement.text(of: point(.infinity)) == "inf")
        #expect(ElementJudgement.text(of: interval(1, 2)) == "between 1.00000e+00 and 2.00000e+00")
    }

    @Test("The expected text is the special value if there is one")
    func expectedText() {
        let real = ElementJudgement(position: 0, output: 1, verdict: .overBudget, real: point(2))
        #expect(real.expectedText == "2")
        let special = ElementJudgement(position: 0, output: 1, verdict: .wrongClass, special: "-0")
        #expect(special.expectedText == "-0")
        #expect(ElementJudgement(position: 0, output: 1, verdict: .wrongClass).expectedText == "no real value")
    }

    @Test("Silently wrong is finite and over budget by more than 2^10 ulp")
    func silentlyWrong() {
        func isSilent(_ output: Double, _ verdict: Verdict, _ ulps: ClosedRange<Double>?) -> Bool {
            ElementJudgement(position: 0, output: output, verdict: verdict, ulps: ulps, real: point(1))
                .isSilentlyWrong(budget: .ulps(4))
        }
        #expect(isSilent(1, .overBudget, 1029...1029))
        #expect(isSilent(0, .wrongClass, 2000...2000))
        #expect(!isSilent(1, .overBudget, 1028...1028))
        #expect(!isSilent(1, .overBudget, 1028...5000))
        #expect(!isSilent(1, .withinBudget, 2000...2000))
        #expect(!isSilent(.infinity, .overBudget, 2000...2000))
        #expect(!isSilent(.nan, .wrongClass, nil))
    }

    @Test("The worst element is a finding of the worst verdict, then the largest error")
    func badness() {
        func badness(_ verdict: Verdict, _ ulps: Double?) -> (Int, Double) {
            ElementJudgement(position: 0, output: 1, verdict: verdict, ulps: ulps.map { $0...$0 }).badness(.ulp)
        }
        #expect(badness(.wrongClass, nil) > badness(.overBudget, 1e30))
        #expect(badness(.overBudget, 5) > badness(.undecided, 6))
        #expect(badness(.overBudget, 6) > badness(.overBudget, 5))
        #expect(badness(.undecided, 1) > badness(.withinBudget, 2))
        #expect(badness(.withinBudget, 2) > badness(.correctlyRounded, 0.5))
        #expect(badness(.withinBudget, 0.5) == badness(.faithful, 0.5))
    }
}
