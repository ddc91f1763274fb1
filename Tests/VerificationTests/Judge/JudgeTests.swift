import Multiprecision
import Specifications
import Testing

@testable import Verification

private func judged(
    _ output: Double, _ real: Interval, _ budget: Budget = .ulps(3), _ format: FloatFormat = .binary32,
    scale: Double? = nil, terms: Int = 1
) -> Judge.Judgement {
    Judge(format: format, budget: budget).judge(output, real, scale: scale.map(point), terms: terms)
}

@Suite("Errors in ulps")
struct JudgeErrorTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let real: Double
        let output: Double
        let ulps: Double
        let verdict: Verdict
        let isMisrounded: Bool

        init(_ text: String, _ real: Double, _ output: Double, _ ulps: Double, _ verdict: Verdict, misrounded: Bool) {
            testDescription = text
            self.real = real
            self.output = output
            self.ulps = ulps
            self.verdict = verdict
            isMisrounded = misrounded
        }
    }

    static let largest = 0x1.fffffep+127
    static let ulpOfLargest = 0x1p+104

    /// The table of notes-accuracy.md: Muller's ulp, with 2^128 for infinities.
    static let rows = [
        Row("straddling 2^0", 1 - 0x1p-26, 1 + 0x1p-23, 2.25, .withinBudget, misrounded: true),
        Row("one ulp above 1", 1, 1 + 0x1p-23, 1, .withinBudget, misrounded: true),
        Row("half an ulp below 1 is not correctly rounded", 1, 1 - 0x1p-24, 0.5, .withinBudget, misrounded: true),
        Row("below 1, the result above", 1 + 0x1p-26, 1 - 0x1p-24, 0.625, .withinBudget, misrounded: true),
        Row("0.49 ulp", 1.5 + 0.49 * 0x1p-23, 1.5, 0.49, .correctlyRounded, misrounded: false),
        Row("0.51 ulp", 1.5 + 0.51 * 0x1p-23, 1.5, 0.51, .faithful, misrounded: true),
        Row("0.4 of the smallest float, up", 0.4 * 0x1p-149, 0x1p-149, 0.6, .faithful, misrounded: true),
        Row("0.6 of the smallest float, down", 0.6 * 0x1p-149, 0, 0.6, .faithful, misrounded: true),
        Row("a subnormal power of two", 0x1p-127, 0x1p-127 + 0x1p-149, 1, .withinBudget, misrounded: true),
        Row(
            "under the smallest normal", 0x1p-126 * (1 - 0x1p-25), 0x1p-126 + 0x1p-149, 1.25, .withinBudget,
            misrounded: true),
        Row("largest + 0.4 ulp, inf", largest + 0.4 * ulpOfLargest, .infinity, 0.6, .faithful, misrounded: true),
        Row("largest + 0.6 ulp, largest", largest + 0.6 * ulpOfLargest, largest, 0.6, .faithful, misrounded: true),
        Row("2^130, largest", 0x1p+130, largest, 50_331_649, .overBudget, misrounded: true),
        Row("-2^-160, +0", -0x1p-160, 0, 0x1p-11, .correctlyRounded, misrounded: false),
    ]

    @Test("Error, verdict and rounding are those of the table", arguments: rows)
    func table(row: Row) throws {
        for sign in [1.0, -1] {
            let judgement = judged(sign * row.output, point(sign * row.real))
            let ulps = try #require(judgement.ulps)
            #expect(abs(ulps.lowerBound - row.ulps) <= 1e-7 * row.ulps)
            #expect(abs(ulps.upperBound - row.ulps) <= 1e-7 * row.ulps)
            #expect(judgement.verdict == row.verdict)
            #expect(judgement.isMisrounded == row.isMisrounded)
            #expect(judgement.isRoundingDecided)
        }
    }

    @Test("The error of an enclosure is an interval that holds the errors of all its numbers")
    func enclosure() throws {
        let judgement = judged(1, interval(1 + 0x1p-25, 1 + 0x1p-24))
        #expect(judgement.ulps == 0.25...0.5)
        // Across a power of two the ulp is the smaller one at one end, and the larger one at the other.
        let across = judged(1 + 0x1p-23, interval(1 - 0x1p-24, 1))
        let ulps = try #require(across.ulps)
        #expect(ulps.lowerBound <= 1 && ulps.upperBound >= 3)
    }

    @Test("Binary64 is judged by its own ulps and its own limits")
    func binary64() {
        #expect(judged(1 + 0x1p-52, point(1), .ulps(1), .binary64).ulps == 1...1)
        #expect(judged(1 + 0x1p-23, point(1), .ulps(1), .binary64).verdict == .overBudget)
        #expect(judged(0x1p-1074, point(0x1p-1074), .ulps(0), .binary64).verdict == .correctlyRounded)
        #expect(judged(.infinity, point(0x1p+200), .ulps(1), .binary64).verdict == .wrongClass)
        let huge = Interval(BigFloat(1, precision: 64).scaled(byPowerOf2: 1024))
        #expect(judged(.infinity, huge, .ulps(1), .binary64).verdict == .correctlyRounded)
        #expect(judged(.greatestFiniteMagnitude, huge, .ulps(1), .binary64).verdict == .faithful)
    }
}

@Suite("Classes of results")
struct JudgeClassTests {
    @Test("An infinity is faithful between the largest float and 2^128, and correctly rounded from there")
    func infinities() {
        let largest = 0x1.fffffep+127
        #expect(judged(.infinity, point(largest + 0x1p+80)).verdict == .faithful)
        #expect(judged(.infinity, point(0x1.ffffff0p+127)).verdict == .correctlyRounded)
        #expect(judged(.infinity, point(0x1p+128)).verdict == .correctlyRounded)
        #expect(judged(.infinity, point(0x1p+500)).verdict == .correctlyRounded)
        #expect(judged(.infinity, point(largest)).verdict == .wrongClass)
        #expect(judged(.infinity, point(largest), .ulps(1e30)).verdict == .wrongClass)
        #expect(judged(-.infinity, point(0x1p+500)).verdict == .wrongClass)
        #expect(judged(-.infinity, point(-0x1p+500)).verdict == .correctlyRounded)
    }

    @Test("An infinity that a budget of half an ulp does not allow is over budget, not of the wrong class")
    func infinityOverBudget() {
        #expect(judged(.infinity, point(0x1.fffffep+127 + 0.4 * 0x1p+104), .ulps(0.5)).verdict == .overBudget)
    }

    @Test("Whether an infinity is of the right class is not guessed")
    func undecidedInfinity() {
        let around = interval(0x1.fffffep+127 - 0x1p+90, 0x1.fffffep+127 + 0x1p+90)
        #expect(judged(.infinity, around, .ulps(0.5)).verdict == nil)
        #expect(judged(.infinity, around, .ulps(4)).verdict == nil)
    }

    @Test("NaN is of the wrong class whatever the number and the budget")
    func nan() {
        for real in [point(0), point(1), point(0x1p+500), interval(-1, 1)] {
            for budget in [Budget.ulps(1e30), .exact] {
                let judgement = judged(.nan, real, budget)
                #expect(judgement.verdict == .wrongClass)
                #expect(judgement.isMisrounded)
                #expect(judgement.ulps == nil)
            }
        }
    }

    @Test("A wrong sign is of the wrong class only when it is over budget")
    func wrongSign() {
        #expect(judged(-0x1p-100, point(0x1p-100)).verdict == .wrongClass)
        #expect(judged(0x1p-100, point(-0x1p-100)).verdict == .wrongClass)
        #expect(judged(-0x1p-149, point(0.6 * 0x1p-149)).verdict == .withinBudget)
        #expect(judged(-0x1p-149, point(0.6 * 0x1p-149), .ulps(1)).verdict == .wrongClass)
    }

    @Test("A lost value is of the wrong class only when it is over budget")
    func lostValue() {
        #expect(judged(0, point(0x1p-140)).verdict == .wrongClass)
        #expect(judged(0, point(0x1p-140), .ulps(512)).verdict == .withinBudget)
        #expect(judged(0, point(-0.9 * 0x1p-149), .ulps(1)).verdict == .faithful)
        // Something where there should be nothing has no sign to be wrong.
        #expect(judged(0x1p-140, point(0)).verdict == .overBudget)
    }

    @Test("The sign of an exact zero is not judged by enclosures")
    func signedZero() {
        #expect(judged(-0.0, point(0)).verdict == .correctlyRounded)
        #expect(judged(0, point(-0.0)).verdict == .correctlyRounded)
    }
}

@Suite("Budgets and what is decided")
struct JudgeBudgetTests {
    @Test("An enclosure across the budget gives no verdict")
    func undecided() {
        let wide = interval(1, 1 + 0x1p-20)
        #expect(judged(1, wide, .ulps(2)).verdict == nil)
        #expect(judged(1, wide, .ulps(8)).verdict == .withinBudget)
        #expect(judged(0, wide, .ulps(8)).verdict == .wrongClass)
    }

    @Test("The budget is decided where the rounding is not")
    func apart() {
        let tie = interval(1 + 0x1p-24 - 0x1p-50, 1 + 0x1p-24 + 0x1p-50)
        let judgement = judged(1, tie, .ulps(1))
        #expect(judgement.verdict == .faithful)
        #expect(!judgement.isRoundingDecided)
        #expect(!judgement.isMisrounded)
        #expect(judgement.nearest == nil)
        #expect(judged(1.5, tie, .ulps(1)).verdict == .overBudget)
        #expect(judged(1, tie, .ulps(0.5)).verdict == nil)
    }

    @Test("A result at its budget is within it")
    func edge() {
        #expect(judged(1 + 0x1p-23, point(1), .ulps(1)).verdict == .withinBudget)
        #expect(judged(1 + 0x1p-22, point(1), .ulps(1)).verdict == .overBudget)
    }

    @Test("A correctly rounded result is within every budget, even of 0 ulp")
    func zeroBudget() {
        #expect(judged(1, point(1 + 0x1p-25), .ulps(0)).verdict == .correctlyRounded)
    }

    @Test("Where every bit is determined there is right, wrong and undecided")
    func exact() {
        #expect(judged(1, point(1), .exact).verdict == .correctlyRounded)
        #expect(judged(1 + 0x1p-23, point(1), .exact).verdict == .overBudget)
        #expect(judged(1, interval(1, 1 + 0x1p-23), .exact).verdict == nil)
        #expect(judged(.infinity, point(1), .exact).verdict == .wrongClass)
    }

    @Test("omega is the error over u S")
    func omega() throws {
        let two = try budget("2 omega")
        // |y - r| = 2^-23 and u S = 2^-24 * 4.
        #expect(judged(1 + 0x1p-23, point(1), two, scale: 4, terms: 3).omega == 0.5)
        #expect(judged(1 + 0x1p-23, point(1), two, scale: 1).verdict == .withinBudget)
        #expect(judged(1 + 0x1p-22, point(1), two, scale: 1).verdict == .overBudget)
        #expect(judged(1 + 0x1p-22, point(1), two, scale: 1e6).verdict == .withinBudget)
    }

    @Test("omega has a floor of m 2^(emin - p) below, m the number of terms")
    func omegaFloor() throws {
        let judgement = judged(0x1p-149, point(0), try budget("1 omega"), scale: 0, terms: 5)
        // 2^-149 / (5 * 2^-150)
        #expect(abs(try #require(judgement.omega) - 0.4) < 1e-15)
        #expect(judgement.verdict == .withinBudget)
        #expect(judged(0x1p-149, point(0), try budget("1 omega"), scale: 0).verdict == .overBudget)
    }

    @Test("The budget of a sum grows with its terms")
    func terms() throws {
        let tree = try budget("log2(n) omega")
        #expect(judged(1 + 0x1p-22, point(1), tree, scale: 1, terms: 16).verdict == .withinBudget)
        #expect(judged(1 + 0x1p-22, point(1), tree, scale: 1, terms: 8).verdict == .overBudget)
    }

    @Test("Without a scale, or with one of no value, there is no omega and ulps count")
    func noScale() throws {
        let budget = try budget("2 omega")
        #expect(judged(1 + 0x1p-23, point(1), budget).omega == nil)
        #expect(judged(1 + 0x1p-23, point(1), budget).verdict == .withinBudget)
        let empty = Judge(format: .binary32, budget: budget)
            .judge(1 + 0x1p-20, point(1), scale: .empty, terms: 1)
        #expect(empty.omega == nil)
        #expect(empty.verdict == .overBudget)
    }
}
