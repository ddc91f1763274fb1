import Testing

@testable import PropertyTesting

@Suite("Running a property")
struct RunPropertyTests {
    @Test("A property that holds passes, and one that does not fails with an input")
    func outcomes() {
        let holds = runProperty("the magnitude of a float is not negative", .float32) { x in
            Measure(holds: x.isNaN || x.magnitude >= 0)
        }
        #expect(holds.outcome == .passed)
        #expect(holds.cases >= 1000)
        let fails = runProperty("floats are below 100", .float32(-1000...1000)) { Measure(holds: $0 < 100) }
        #expect(fails.outcome == .failed)
        #expect(fails.failures.first?.kind == .doesNotHold)
    }

    @Test("A space that was searched to its end is a proof")
    func proof() {
        let report = runProperty("small sums", .zip(.integer(in: 0...9), .bool)) { (number: Int, flag: Bool) in
            Measure(holds: number + (flag ? 1 : 0) <= 10)
        }
        #expect(report.outcome == .proved)
        #expect(report.cases == 20)
    }

    @Test("Properties may wait")
    func waiting() async {
        let report = await runProperty("waiting", .float32(0...1)) { x in
            await Task.yield()
            return ulps(x + 1 - 1, x)
        }
        #expect(report.outcome == .failed)
    }
}
