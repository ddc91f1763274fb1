import Multiprecision
import Testing
import Values

@testable import Specifications
@testable import Verification

/// The numerical contract, row by row. Errors are measured in Muller's ulp of the real result.
@Suite("Judging one output")
struct JudgeTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let real: Double
        let output: Float
        let ulps: Double
        let verdict: Verdict
        var isMisrounded = true

        var testDescription: String { "\(output.fullText) for \(real.fullText)" }
    }

    static let largest = Double(Float.greatestFiniteMagnitude)

    @Test(
        "Against a budget of one ulp",
        arguments: [
            Row(real: 1 - 0x1p-26, output: 1 + 0x1p-23, ulps: 2.25, verdict: .overBudget),
            Row(real: 1, output: 1 + 0x1p-23, ulps: 1, verdict: .withinBudget),
            Row(real: 1, output: 1 - 0x1p-24, ulps: 0.5, verdict: .withinBudget),
            Row(real: 1 + 0x1p-26, output: 1 - 0x1p-24, ulps: 0.625, verdict: .withinBudget),
            Row(
                real: 1.5 + 0.49 * 0x1p-23, output: 1.5, ulps: 0.49, verdict: .correctlyRounded, isMisrounded: false),
            Row(real: 1.5 + 0.51 * 0x1p-23, output: 1.5, ulps: 0.51, verdict: .faithful),
            Row(real: 0.4 * 0x1p-149, output: 0x1p-149, ulps: 0.6, verdict: .faithful),
            Row(real: 0.6 * 0x1p-149, output: 0, ulps: 0.6, verdict: .faithful),
            Row(real: 0x1p-127, output: 0x1p-127 + 0x1p-149, ulps: 1, verdict: .withinBudget),
            Row(real: 0x1p-126 * (1 - 0x1p-25), output: 0x1p-126 + 0x1p-149, ulps: 1.25, verdict: .overBudget),
            Row(real: largest + 0.4 * 0x1p+104, output: .infinity, ulps: 0.6, verdict: .faithful),
            Row(real: largest + 0.6 * 0x1p+104, output: .greatestFiniteMagnitude, ulps: 0.6, verdict: .faithful),
            Row(real: 0x1p+130, output: .greatestFiniteMagnitude, ulps: 50_331_649, verdict: .overBudget),
            Row(real: 0x1p+130, output: .infinity, ulps: 0, verdict: .correctlyRounded, isMisrounded: false),
            Row(real: -0x1p-160, output: 0, ulps: 0x1p-11, verdict: .correctlyRounded, isMisrounded: false),
        ])
    func table(row: Row) {
        let judgement = judge(row.output, row.real)
        #expect(judgement.verdict == row.verdict)
        #expect(judgement.isMisrounded == row.isMisrounded)
        #expect(judgement.isRoundingDecided)
        #expect(judgement.ulps.map { abs($0.lowerBound - row.ulps) <= 1e-9 * row.ulps } == true)
        #expect(judgement.ulps.map { abs($0.upperBound - row.ulps) <= 1e-9 * row.ulps } == true)
    }

    @Test("NaN against a number is of the wrong class and has no error")
    func nan() {
        let judgement = judge(.nan, 1)
        #expect(judgement.verdict == .wrongClass)
        #expect(judgement.isMisrounded)
        #expect(judgement.ulps == nil)
        #expect(judgement.nearest == 1)
    }

    @Test("An infinity is of the wrong class exactly where no neighbour of the real result is infinite")
    func infinities() {
        #expect(judge(.infinity, 1).verdict == .wrongClass)
        #expect(judge(.infinity, Self.largest).verdict == .wrongClass)
        #expect(judge(-.infinity, Self.largest + 0x1p+102).verdict == .wrongClass)
        #expect(judge(.infinity, Self.largest + 0x1p+102).verdict == .faithful)
        #expect(judge(.infinity, Self.largest + 0x1p+102, .ulps(0.5)).verdict == .overBudget)
        #expect(judge(-.infinity, -Self.largest - 0x1p+103).verdict == .correctlyRounded)
    }

    @Test("A wrong sign and a lost value are of the wrong class only when over budget as well")
    func signsAndZeros() {
        #expect(judge(-0x1p-149, 0x1p-150, .ulps(4)).verdict == .withinBudget)
        #expect(judge(-0x1p-149, 0x1p-150, .ulps(1)).verdict == .wrongClass)
        #expect(judge(0, 0x1p-140, .ulps(1)).verdict == .wrongClass)
        #expect(judge(0, 0.9 * 0x1p-149, .ulps(0.5)).verdict == .wrongClass)
        #expect(judge(0, 0.9 * 0x1p-149, .ulps(1)).verdict == .faithful)
        #expect(judge(3, 2).verdict == .overBudget)
    }

    @Test("Either zero is right for an exact zero, and the smallest float one ulp off")
    func zeroResults() {
        #expect(judge(0, 0).verdict == .correctlyRounded)
        #expect(judge(-0.0, 0).verdict == .correctlyRounded)
        #expect(judge(0x1p-149, 0).verdict == .withinBudget)
        #expect(judge(-0x1p-149, 0, .ulps(0.5)).verdict == .overBudget)
    }

    @Test("A tie that the enclosure cannot decide leaves the rounding open and the budget decided")
    func undecidedRounding() {
        let judgement = judge(1, from: 1 + 0x1p-24 - 0x1p-50, to: 1 + 0x1p-24 + 0x1p-50, .ulps(1))
        #expect(judgement.verdict == .faithful)
        #expect(!judgement.isRoundingDecided)
        #expect(!judgement.isMisrounded)
        #expect(judgement.nearest == nil)
    }

    @Test("An enclosure that is too wide decides nothing, unless the output is far from all of it")
    func undecidedBudget() {
        #expect(judge(1.5, from: 1, to: 2, .ulps(1)).verdict == nil)
        #expect(judge(10, from: 1, to: 2, .ulps(1)).verdict == .overBudget)
        #expect(judge(.infinity, from: Self.largest / 2, to: 0x1p+128, .ulps(1)).verdict == nil)
        #expect(judge(-1, from: -0x1p-100, to: 0x1p-100, .ulps(1)).verdict == .overBudget)
    }

    @Test("Omega measures against the condition scale, and never below the underflow of the products")
    func omega() throws {
        let budget = try Budget(parsing: SourceText("1 omega"))
        #expect(judge(1 + 0x1p-22, 1, budget, scale: 4, terms: 2).omega == 1)
        #expect(judge(1 + 0x1p-22, 1, budget, scale: 4, terms: 2).verdict == .withinBudget)
        #expect(judge(1 + 0x1p-21, 1, budget, scale: 4, terms: 2).verdict == .overBudget)
        #expect(judge(0x1p-149, 0, budget, scale: 0, terms: 2).omega == 1)
        #expect(judge(0x1p-149, 0, budget, scale: 0, terms: 1).verdict == .overBudget)
        let logarithmic = try Budget(parsing: SourceText("log2(n) + 2 omega"))
        #expect(judge(1 + 5 * 0x1p-23, 1, logarithmic, scale: 2, terms: 8).verdict == .withinBudget)
        #expect(judge(1 + 6 * 0x1p-23, 1, logarithmic, scale: 2, terms: 8).verdict == .overBudget)
    }

    @Test("An exact budget forgives nothing")
    func exact() {
        #expect(judge(1, 1, .exact).verdict == .correctlyRounded)
        #expect(judge(1 + 0x1p-23, 1, .exact).verdict == .overBudget)
        #expect(judge(1, from: 1, to: 1 + 0x1p-23, .exact).verdict == nil)
    }

    @Test("Binary64 outputs are judged in binary64's ulps")
    func binary64() {
        func judge(_ output: Double, _ real: BigFloat) -> Judge.Judgement {
            Judge(format: .binary64, budget: .ulps(1))
                .judge(output, Interval(real, precision: 200), scale: nil, terms: 1)
        }
        let one = BigFloat(1, precision: 2)
        #expect(judge(1 + 0x1p-52, one).ulps == 1...1)
        #expect(judge(1 + 0x1p-52, one).verdict == .withinBudget)
        #expect(judge(1 + 0x1p-51, one).verdict == .overBudget)
        #expect(judge(0, BigFloat(3, precision: 2).scaled(byPowerOf2: -1076)).ulps == 0.75...0.75)
        #expect(judge(0, BigFloat(3, precision: 2).scaled(byPowerOf2: -1076)).verdict == .faithful)
        #expect(judge(.infinity, BigFloat(Double.greatestFiniteMagnitude, precision: 53)).verdict == .wrongClass)
        #expect(judge(.infinity, one.scaled(byPowerOf2: 1024)).verdict == .correctlyRounded)
        #expect(judge(Double(Float(0.1)), BigFloat(0.1, precision: 53)).verdict == .overBudget)
    }

    private func judge(
        _ output: Float, _ real: Double, _ budget: Budget = .ulps(1), scale: Double? = nil, terms: Int = 1
    ) -> Judge.Judgement {
        Judge(format: .binary32, budget: budget).judge(
            Double(output), Interval(real, precision: 200), scale: scale.map { Interval($0, precision: 53) },
            terms: terms)
    }

    private func judge(_ output: Float, from low: Double, to high: Double, _ budget: Budget) -> Judge.Judgement {
        let real = Interval(lower: BigFloat(low, precision: 200), upper: BigFloat(high, precision: 200))
        return Judge(format: .binary32, budget: budget).judge(Double(output), real, scale: nil, terms: 1)
    }
}
