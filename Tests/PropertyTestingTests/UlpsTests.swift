import Testing
import Values

@testable import PropertyTesting

@Suite("Errors in ulps")
struct UlpsTests {
    @Test("Neighbours are one ulp apart, in every binade")
    func neighbours() {
        for value in [1, 1.5, 0x1p-126, 0x1p-149, 0x1p127, 3e38, 0x1p-133, 0] as [Float] {
            #expect(ulps(value.nextUp, value).score == 1 || value.nextUp.isInfinite)
            #expect(ulps(-value.nextUp, -value).score == 1)
            #expect(ulps(value, value).score == 0)
        }
        for value in [1, 1.5, 0x1p-1022, 0x1p-1074, 0x1p1023, 1e308, 0] as [Double] {
            #expect(ulps(value.nextUp, value).score == 1)
        }
        #expect(ulps(Float(1), 1 + 0x1p-24).score == 0.5)
        #expect(ulps(Float(0), 0x1.8p-150).score == 0.75)
        #expect(ulps(Float(-0.0), Float(0)).score == 0)
    }

    @Test("An infinity stands for the power of two above all numbers")
    func overflow() {
        #expect(ulps(Float.infinity, Float.greatestFiniteMagnitude).score == 1)
        #expect(ulps(Float.infinity, 0x1.ffffffp+127).score == 0.5)
        #expect(ulps(Float.infinity, 1e300).score == 0)
        #expect(ulps(Float.greatestFiniteMagnitude, 1e300).score == 1)
        #expect(ulps(Double.infinity, Double.greatestFiniteMagnitude).score == 1)
        #expect(ulps(Double.greatestFiniteMagnitude, -Double.greatestFiniteMagnitude).score.isFinite)
    }

    @Test("Wrong classes have kinds")
    func classes() {
        #expect(ulps(Float.nan, Float(1)).kind == .notANumber)
        #expect(ulps(Float(1), Float.nan).kind == .missingNaN)
        #expect(ulps(Float.infinity, Float(1)).kind == .infinite)
        #expect(ulps(Float(1), Float.infinity).kind == .wrongInfinity)
        #expect(ulps(-Float.infinity, Float.greatestFiniteMagnitude).kind == .infinite)
        #expect(ulps(Float.nan, Float.nan).score == 0)
        #expect(ulps(Float(-1), Float(1)).kind == .wrongSign)
        #expect(MeasureBudget.ulps(1e9).failureKind(of: ulps(Float(-0x1p-133), Float(0x1p-133))) == nil)
        #expect(MeasureBudget.ulps(.infinity).failureKind(of: ulps(Float.nan, Float(1))) == .notANumber)
    }

    @Test("The worst element of a tensor is named")
    func tensors() {
        let right = HostArray([Float(1), 2, 3, 4], shape: [2, 2])
        let wrong = HostArray([Float(1), 2.0000002, 3.5, 4], shape: [2, 2])
        let measure = ulps(wrong, right)
        #expect(measure.element == ElementIndex([1, 0]))
        #expect(measure.score == 0x1p21)
        #expect(measure.detail == "got 3.5 (0x1.c00000p+1, 0x40600000), expected 3 (0x1.800000p+1, 0x40400000)")
        #expect(ulps(right, right.reshaped([4])).kind == .wrongShape)
        #expect(ulps(HostArray([Int64(1)]), HostArray([Int64(2)])).kind == .doesNotHold)
    }

    @Test("Sizes of failures are kept apart by powers of 2^10, NaN counts as infinite")
    func buckets() {
        let budget = MeasureBudget.ulps(4)
        #expect(budget.failureKind(of: Measure(4, unit: "ulp")) == nil)
        #expect(budget.failureKind(of: Measure(4.01, unit: "ulp"))?.text == "over budget")
        #expect(budget.failureKind(of: Measure(1025, unit: "ulp"))?.text == "over 2^10 ulp")
        #expect(budget.failureKind(of: Measure(1e9, unit: "ulp"))?.text == "over 2^20 ulp")
        #expect(budget.failureKind(of: Measure(.nan))?.text == "infinitely wrong")
        #expect(Measure.worst([Measure(1), Measure(3), Measure(2)]).score == 3)
    }
}
