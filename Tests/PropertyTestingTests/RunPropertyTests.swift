import Foundation
import Testing
import Values

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
        #expect(holds.message == nil)
        let fails = runProperty("floats are below 100", .float32(-1000...1000)) { Measure(holds: $0 < 100) }
        #expect(fails.outcome == .failed)
        #expect(fails.failures.map(\.kind) == [.doesNotHold])
        #expect(fails.failures[0].simplest.input(of: .float32(-1000...1000)) == 100)
    }

    @Test("A space that was searched to its end is a proof")
    func proof() {
        let generator = Generator.zip(.integer(in: 0...9), .bool)
        let report = runProperty("small sums", generator) { (number: Int, flag: Bool) in
            Measure(holds: number + (flag ? 1 : 0) <= 10)
        }
        #expect(report.outcome == .proved)
        #expect(report.cases == 20)
        #expect(report.summary.hasPrefix("all 20 cases that there are: proved"))
        let larger = runProperty("three digits", .zip(.integer(in: 0...9), .integer(in: 0...9), .integer(in: 0...9))) {
            (a: Int, b: Int, c: Int) in Measure(holds: a + b + c < 27 || (a, b, c) == (9, 9, 9))
        }
        #expect(larger.outcome == .proved)
        #expect(larger.cases == 1000)
        let recursive = runProperty("lists", .array(of: .bool, count: 0...3)) { (list: [Bool]) in
            Measure(holds: list.count <= 3)
        }
        #expect(recursive.outcome == .proved)
        #expect(recursive.cases == 15)
    }

    @Test("Properties may wait")
    func waiting() async {
        let report = await runProperty("waiting", .float32(0...1)) { x in
            await Task.yield()
            return ulps(x + 1 - 1, x)
        }
        #expect(report.outcome == .failed)
        let same = runProperty("waiting", .float32(0...1)) { x in ulps(x + 1 - 1, x) }
        // A machine that is busy may call one of the runs slow, and nothing else differ.
        #expect(same.failures.map(\.simplest.token) == report.failures.map(\.simplest.token))
        #expect(same.failures.map(\.kind) == report.failures.map(\.kind) && same.cases == report.cases)
    }

    @Test("A property that waits runs where its caller does")
    @MainActor func isolation() async {
        var count = 0
        let report = await runProperty("on the main actor", .bool) { _ in
            await Task.yield()
            MainActor.assertIsolated()
            count += 1
            return .perfect
        }
        #expect(report.outcome == .proved)
        #expect(count >= 2)
    }

    @Test("The same name gives the same run, another seed another one")
    func determinism() {
        func inputs(_ name: String, seed: String? = nil) -> [UInt32] {
            var all: [UInt32] = []
            var settings = PropertySettings()
            settings.seed = seed
            _ = runProperty(name, .float32, settings) { x in
                all.append(x.bitPattern)
                return Measure(Double(x.bitPattern & 0xFF), unit: "low bits")
            }
            return all
        }
        #expect(inputs("a") == inputs("a"))
        #expect(inputs("a") != inputs("b"))
        #expect(inputs("a", seed: "b") == inputs("b"))
    }

    @Test("Any number of threads finds the same", arguments: [1, 2, 3, 7])
    func threads(_ jobs: Int) {
        var settings = PropertySettings()
        settings.budget = .ulps(1)
        settings.goal = .worst
        let generator = Generator.zip(Generator<Float>.float32(0.5...2), Generator<Int>.integer(in: 1...9))
        let property: @Sendable (Float, Int) throws -> Measure = { x, n in
            try assume(n != 3)
            return ulps((1...n).reduce(Float(1)) { power, _ in power * x }, pow(Double(x), Double(n)))
        }
        let alone = runProperty("powers", generator, settings) { try property($0.0, $0.1) }
        settings.jobs = jobs
        let together = runPropertyInParallel("powers", generator, settings) { try property($0.0, $0.1) }
        #expect(alone.outcome == .failed)
        #expect(alone.message == together.message)
        #expect(alone.cases == together.cases)
        #expect(alone.rejectedCases == together.rejectedCases)
        #expect(alone.coverage == together.coverage)
        #expect(alone.largestPassing?.measure == together.largestPassing?.measure)
    }

    @Test("Failures of different kinds are kept apart")
    func kinds() {
        struct Unhappy: Error {}
        let report = runProperty("several mistakes", .float32) { x in
            if x.isNaN { throw Unhappy() }
            if x == .infinity { return .failure("no infinity please") }
            return Measure(x < 0 ? 2e6 : x == 1 ? 3 : 0, unit: "ulp")
        }
        #expect(
            Set(report.failures.map(\.kind.text)) == [
                "threw Unhappy", "no infinity please", "over 2^20 ulp", "over budget",
            ])
        let simplest = Dictionary(
            uniqueKeysWithValues: report.failures.map { ($0.kind.text, $0.simplest.input[0].text) })
        #expect(simplest["threw Unhappy"] == Float.nan.fullText)
        #expect(simplest["over 2^20 ulp"] == Float(-1).fullText)
        #expect(simplest["over budget"] == Float(1).fullText)
    }

    @Test("Simplifying never ends at another kind of failure")
    func slippage() {
        // A million ulps beyond 1000, a little more than the budget from 1 on.
        let report = runProperty("two sizes", .float32(0...1e6)) { x in
            Measure(x >= 1000 ? 2e6 : x >= 1 ? 2 : 0, unit: "ulp")
        }
        let simplest = Dictionary(
            uniqueKeysWithValues: report.failures.map { ($0.kind.text, $0.simplest.input[0].text) })
        #expect(simplest == ["over 2^20 ulp": Float(1000).fullText, "over budget": Float(1).fullText])
    }

    @Test("The worst input is kept bad while it is simplified")
    func worst() throws {
        var settings = PropertySettings()
        settings.goal = .worst
        settings.budget = .ulps(1)
        let report = runProperty("a hill", .float32(0...1000), settings) { x in
            Measure(100 - Double((x - 700.123).magnitude) / 10, unit: "ulp")
        }
        let failure = try #require(report.failures.first)
        #expect(failure.simplest.input[0].text == Float(0).fullText)
        let worst = try #require(failure.worst)
        #expect(worst.measure.score >= 90)
        // Of all inputs that keep 90 %, the simplest.
        #expect(worst.input[0].text == Float(601).fullText || worst.input[0].text == Float(602).fullText)
    }

    @Test("A search climbs in steps of ulps to a maximum that no draw meets")
    func climbing() throws {
        var settings = PropertySettings()
        settings.cases = 4000
        settings.climbing = 0.9
        settings.budget = .ulps(1e9)
        let target = Float(bitPattern: 0x4123_4567)
        let report = runProperty("a needle", .float32(values: .finite), settings) { x in
            Measure(1 / (1 + Double((Int64(x.ordinal) - Int64(target.ordinal)).magnitude)), unit: "ulp")
        }
        #expect(try #require(report.largestPassing).measure.score == 1)
        settings.climbing = 0
        let blind = runProperty("a needle", .float32(values: .finite), settings) { x in
            Measure(1 / (1 + Double((Int64(x.ordinal) - Int64(target.ordinal)).magnitude)), unit: "ulp")
        }
        #expect(try #require(blind.largestPassing).measure.score < 1)
    }

    @Test("Anchors are always tried, with their neighbours")
    func anchors() {
        var settings = PropertySettings()
        settings.cases = 1
        for distance in -2...2 as ClosedRange<Int32> {
            let anchor = Float(bitPattern: 0x4212_3456)
            let report = runProperty("anchors", .float32(anchors: [anchor]), settings) {
                Measure(holds: $0.ordinal != anchor.ordinal + distance)
            }
            #expect(report.outcome == .failed)
        }
    }

    @Test("Two floats take all pairs of edge values, more take all pairs of each two")
    func pairs() {
        var settings = PropertySettings()
        settings.cases = 10
        let two = runProperty("two", .zip(.float32, .float32), settings) { x, y in
            Measure(holds: !(x == .greatestFiniteMagnitude && y.bitPattern == 0x8000_0001))
        }
        #expect(two.outcome == .failed)
        for (first, second) in [(0, 1), (0, 4), (2, 3), (1, 4)] {
            let report = runProperty("five", .zip(.float32, .float32, .float32, .float32, .float32), settings) {
                a, b, c, d, e in
                let all = [a, b, c, d, e]
                return Measure(holds: !(all[first] == -.infinity && all[second].bitPattern == 0x8000_0000))
            }
            #expect(report.outcome == .failed)
        }
    }

    @Test("A time limit ends a run")
    func timeLimit() {
        var settings = PropertySettings()
        settings.cases = 1_000_000_000
        settings.timeLimit = .milliseconds(50)
        let report = runProperty("endless", .float32, settings) { _ in .perfect }
        #expect(report.outcome == .passed)
        #expect(report.cases < 1_000_000_000)
    }
}
