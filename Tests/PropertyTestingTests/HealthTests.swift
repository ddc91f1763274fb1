import Testing

@testable import PropertyTesting

@Suite("Health of properties")
struct HealthTests {
    @Test("A filter that turns down too much is reported, and one that turns down everything gives up")
    func filters() {
        let narrow = Generator<Int>.integer(in: 0...1_000_000).filter { $0 % 1000 == 7 }
        let report = runProperty("narrow", narrow) { _ in .perfect }
        #expect(report.health.map(\.kind) == [.rejectsTooMuch])
        let empty = runProperty("empty", Generator<Float>.float32.filter { _ in false }) { _ in .perfect }
        #expect(empty.outcome == .gaveUp)
        #expect(empty.cases == 0)
        #expect(empty.isFailure)
        #expect(empty.message?.contains("only 0 cases could be tried") == true)
        let assumption = runProperty("assumption", .float32) { x in
            try assume(x > 3e38)
            return .perfect
        }
        #expect(assumption.health.map(\.kind) == [.rejectsTooMuch])
    }

    @Test("A filter that turns down a half is fine, and a small space without inputs is none")
    func fineFilters() {
        let report = runProperty("halves", Generator<Float>.float32.filter { $0 > 0 }) { Measure(holds: $0 > 0) }
        #expect(report.outcome == .passed)
        #expect(report.health == [])
        #expect(report.coverage.missing.contains(.negative))
        let none = runProperty("none", Generator<Bool>.bool.filter { _ in false }) { _ in .perfect }
        #expect(none.outcome == .gaveUp)
    }

    @Test("Inputs that are too large are reported")
    func large() {
        var settings = PropertySettings()
        settings.maximumChoices = 20
        let report = runProperty("large", .array(of: .float32, count: 100), settings) { _ in .perfect }
        #expect(report.outcome == .gaveUp)
        #expect(report.health.map(\.kind) == [.tooLarge])
    }

    @Test("A property whose verdict or measure changes is reported")
    func flaky() {
        var calls = 0
        let verdict = runProperty("changing verdict", .float32) { _ in
            calls += 1
            return Measure(holds: calls != 50)
        }
        #expect(verdict.outcome == .failed)
        #expect(verdict.health.map(\.kind) == [.flaky])
        var drift = 0.0
        let measure = runProperty("changing measure", .float32(0...1), budgeted(10)) { _ in
            drift += 1e-9
            return Measure(drift, unit: "ulp")
        }
        #expect(measure.outcome == .passed)
        #expect(measure.health.map(\.kind) == [.flaky])
    }

    private func budgeted(_ limit: Double) -> PropertySettings {
        var settings = PropertySettings()
        settings.budget = .ulps(limit)
        return settings
    }

    @Test("An error of a generator is a failure with a name")
    func generatorErrors() {
        struct Broken: Error {}
        let generator = Generator<Int>.integer(in: 0...1000).map { number -> Int in
            if number > 500 { throw Broken() }
            return number
        }
        let report = runProperty("broken", generator) { _ in .perfect }
        #expect(report.failures.map(\.kind.text) == ["threw Broken"])
    }
}
