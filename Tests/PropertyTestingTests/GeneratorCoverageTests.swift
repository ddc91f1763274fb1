import Testing

@testable import PropertyTesting

/// Generators make floats of every class that they could make, often enough.
@Suite("Coverage of float classes")
struct GeneratorCoverageTests {
    @Test("Random draws of every format have all classes, none rarer than one in 1,000")
    func allClasses() {
        let coverages = [
            Generator<Float>.float32.coverage(), Generator<Float>.float16.coverage(),
            Generator<Float>.bfloat16.coverage(),
            Generator<Double>.float64.coverage(),
        ]
        for coverage in coverages {
            #expect(coverage.missing == [])
            #expect(coverage.rarer(than: 0.001) == [])
            #expect(coverage.possible.classes == FloatClass.allCases)
        }
    }

    @Test("A class that vanishes is noticed")
    func vanishing() {
        let holes: [(@Sendable (Float) -> Bool, FloatClass)] = [
            ({ !$0.isSubnormal }, .subnormal), ({ !($0 == 0 && $0.sign == .minus) }, .negativeZero),
            ({ !$0.isSignalingNaN }, .signallingNaN), ({ $0.magnitude != .greatestFiniteMagnitude }, .greatestFinite),
            ({ !($0.magnitude > 0 && $0 * 2 == ($0 * 2).rounded() && $0 != $0.rounded()) }, .halfInteger),
        ]
        for (isKept, lost) in holes {
            let coverage = Generator<Float>.float32.filter(isKept).coverage()
            #expect(coverage.missing.contains(lost))
            #expect(coverage.rarer(than: 0.001).contains(lost))
        }
    }

    @Test("An interval's classes are those of its floats")
    func intervals() {
        let coverage = Generator<Float>.float32(1...2).coverage(cases: 3000)
        #expect(coverage.possible.contains(.nearOne))
        #expect(!coverage.possible.contains(.negative))
        #expect(!coverage.possible.contains(.quietNaN))
        #expect(coverage.missing == [])
        #expect(
            Generator<Float>.float32(0...1, values: .normal).coverage().possible.classes.contains(.subnormal) == false)
    }

    @Test("A run says which classes it met")
    func runs() {
        let report = runProperty("anything", .float32) { _ in .perfect }
        #expect(report.coverage.missing == [])
        #expect(report.coverage.cases == report.cases)
        let ordinary = runProperty("anything", .float32(-50...50)) { _ in .perfect }
        #expect(ordinary.coverage.missing == [])
        #expect(!ordinary.coverage.possible.contains(.greatestFinite))
    }
}
