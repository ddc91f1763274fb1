import Foundation
import Testing
import Values

@testable import Oracle
@testable import Specifications
@testable import Verification

@Suite struct SweepPlanTests {
    private static let definitions = [
        "exp(x)", "log(x)", "sin(x)", "tan(x)", "maximum(x, 0.1 * x)", "floor(x) + x", "1 / x", "x / 2", "asin(x)",
    ]

    /// Every encoding of the ranges is in one entry, and every entry has one of them.
    private func expectCover(_ plan: SweepPlan, _ ranges: [ClosedRange<UInt32>], _ what: String) {
        var covered = 0
        var slow = 0
        var last: UInt32?
        for entry in plan.entries {
            #expect(last.map { entry.first > $0 } ?? true, "\(what): \(entry.first)")
            last = entry.last
            let whole = entry.first...entry.last
            let common = ranges.filter { $0.overlaps(whole) }.map { $0.clamped(to: whole).count }.reduce(0, +)
            #expect(common > 0 || entry.first >> 23 & 0xFF == 0xFF, "\(what): \(entry.first)")
            covered += common
            if case .elements = entry.work { slow += common }
        }
        #expect(covered == ranges.map(\.count).reduce(0, +), "\(what)")
        #expect(plan.slowInputs == slow, "\(what)")
    }

    @Test func everyEncodingIsInOneEntry() async throws {
        var generator = SystemRandomNumberGenerator()
        for definition in Self.definitions {
            let reference = try sweepReference(definition)
            for _ in 0..<4 {
                // Disjoint ranges, apart, of lengths from one to millions.
                var bounds: Set<UInt32> = [0, .max]
                for _ in 0..<3 {
                    let first = UInt32.random(in: 1..<UInt32.max - 1, using: &generator)
                    let length = UInt32(1) << UInt32.random(in: 0...20, using: &generator)
                    bounds.insert(first)
                    bounds.insert(first.addingReportingOverflow(length).overflow ? first + 1 : first + length)
                }
                let sorted = bounds.sorted().dropFirst().dropLast()
                let ranges = stride(from: sorted.startIndex, to: sorted.endIndex - 1, by: 2).map {
                    sorted[$0]...sorted[$0 + 1]
                }
                guard zip(ranges, ranges.dropFirst()).allSatisfy({ $0.upperBound + 1 < $1.lowerBound }),
                    ranges.allSatisfy({ $0.count < 1 << 24 })
                else { continue }
                expectCover(try await SweepPlan(reference, ranges: ranges), ranges, "\(definition), \(ranges)")
            }
            for range in [
                0x7F7F_FFFF...0x7F80_0000, 0x7F80_0001...0x7F80_0005, 0xFF80_0000...0xFFFF_FFFF, 0...0,
                0x7F80_0000...0x8000_0000,
            ] as [ClosedRange<UInt32>] {
                expectCover(try await SweepPlan(reference, ranges: [range]), [range], "\(definition), \(range)")
            }
        }
    }

    @Test func aPartOfThePlanIsThePlanOfAPart() async throws {
        let reference = try sweepReference("x / (1 + exp(-x))")
        let whole = try await SweepPlan(reference, ranges: [0x3E00_0000...0x42FF_FFFF], jobs: 2)
        let again = try await SweepPlan(reference, ranges: [0x3E00_0000...0x42FF_FFFF], jobs: 1)
        #expect(whole.fingerprint == again.fingerprint)
        for shard in 0x3E...0x42 {
            let range = UInt32(shard) << 24...(UInt32(shard) << 24 | 0xFF_FFFF)
            let part = try await SweepPlan(reference, ranges: [range])
            #expect(part.fingerprint == SweepPlan.fingerprint(of: whole.entries(in: range)))
        }
        let other = try await SweepPlan(
            try sweepReference("x / (1 + exp(-x * 1.0000000001))"), ranges: [0x3E00_0000...0x42FF_FFFF])
        #expect(other.fingerprint != whole.fingerprint)
    }

    @Test func inputsOutsideTheDomainAreNotJudged() async throws {
        let specification = try Specification(
            parsing: """
                operation: mine
                summary: A function for tests.
                kind: real
                inputs:
                  x: { domain: [-1.5, 2.25] }
                definition: y = exp(x)
                shapes:
                  - { x: [4] }
                budgets:
                  default: { float32: { forward: 1 ulp, gradient: 4 ulp } }
                """, file: "mine.yaml")
        let reference = try SweepReference(specification, direction: .forward, budget: .ulps(1))
        let ranges: [ClosedRange<UInt32>] = [0x3F80_0000...0x40FF_FFFF, 0xBF80_0000...0xC0FF_FFFF]
        let plan = try await SweepPlan(reference, ranges: ranges)
        expectCover(plan, ranges, "domain")
        for entry in plan.entries {
            for encoding in [entry.first, entry.last] {
                let x = Float(bitPattern: encoding)
                #expect((entry.region == .unjudged) == (x < -1.5 || x > 2.25), "\(x)")
            }
        }
    }

    @Test func specialRowsAreTheirOwnEntries() async throws {
        let rows = """
            specials:
              - { when: isnan(x), then: nan }
              - { when: x == 0 and signbit(x), then: -0 }
              - { when: x < -1, then: nan }
              - { when: x >= 3, then: inf }
            """
        let reference = try sweepReference("x * 2", more: rows)
        let plan = try await SweepPlan(reference, ranges: [0...0xFFFF_FFFF], jobs: 2)
        expectCover(plan, [0...0xFFFF_FFFF], "specials")
        for entry in plan.entries where entry.first >> 23 & 0xFF != 0xFF {
            for encoding in [entry.first, entry.last] {
                let x = Float(bitPattern: encoding)
                switch entry.work {
                case .constant(let value):
                    #expect(value.isNaN ? x < -1 : value == .infinity && (x >= 3 || x >= 0x1p+126), "\(x)")
                case .polynomial: #expect(x >= -1 && x < 3, "\(x)")
                default: break
                }
            }
        }
        #expect(plan.slowInputs < 2000)
    }

    @Test func aDerivativeStopsWhereItsFunctionDoes() async throws {
        // 1 / x is a number for negative x; log has no derivative there.
        let reference = try sweepReference("log(x)", direction: .gradient)
        let plan = try await SweepPlan(reference, ranges: [0x3F80_0000...0x3F8F_FFFF, 0xBF80_0000...0xBF8F_FFFF])
        for entry in plan.entries {
            #expect((entry.region == .unjudged) == (entry.first >> 31 == 1))
        }
        let subject = ClosureSubject(each: { 1 / Float(bitPattern: $0) })
        let sweep = Sweep(reference, subject: subject, ranges: [0xBF80_0000...0xBF8F_FFFF])
        let found = try await sweep.certificate()
        #expect(found.tally { $0.region == .unjudged }.inputs == 1 << 20)
    }

    @Test func kinksAreLeftOutWhereNoRuleIsGiven() async throws {
        let reference = try sweepReference("maximum(x, 0)", direction: .gradient)
        // Half of the slope at the kink is as good as any.
        let subject = ClosureSubject(each: {
            let x = Float(bitPattern: $0)
            return x > 0 ? 1 : x == 0 ? 0.5 : 0
        })
        for range in [0...0xFFFF, 0x8000_0000...0x8000_FFFF] as [ClosedRange<UInt32>] {
            let found = try await Sweep(reference, subject: subject, ranges: [range]).certificate()
            #expect(found.passes)
            #expect(found.tally().correctlyRounded == range.count - 1)
            #expect(found.tally { $0.region == .unjudged }.inputs == 1)
        }
        let kinked = try sweepReference(
            "maximum(x, 0)", more: "kinks:\n  - { when: x == 0, gradient: 0 * dy, because: convention }",
            direction: .gradient)
        let found = try await Sweep(kinked, subject: subject, ranges: [0...0xFFFF]).certificate()
        #expect(found.tally().overBudget + found.tally().wrongClass == 1)
    }

    @Test func whatHasNoModelIsJudgedAllTheSame() async throws {
        // Every float is a jump of the first; the second is left to bounds of elements after so many attempts.
        for definition in ["floor(x * 2^20) / 2^20", "sin(exp(x)) + floor(x * 1000)"] {
            let definition = definition.replacingOccurrences(of: "2^20", with: "1048576")
            let reference = try sweepReference(definition)
            let range: ClosedRange<UInt32> = 0x3F80_0000...0x3F80_FFFF
            let plan = try await SweepPlan(reference, ranges: [range])
            expectCover(plan, [range], definition)
            let subject = ClosureSubject(each: {
                let x = Double(Float(bitPattern: $0))
                return definition.hasPrefix("floor")
                    ? Float((x * 1_048_576).rounded(.down) / 1_048_576) : Float(sin(exp(x)) + (x * 1000).rounded(.down))
            })
            let found = try await Sweep(reference, subject: subject, ranges: [range]).certificate()
            #expect(found.tally().correctlyRounded >= range.count - 2 && found.passes, "\(definition)")
            let wrong = ClosureSubject(each: { $0 == 0x3F80_1234 ? 77 : 0.5 })
            #expect(
                try await Sweep(reference, subject: wrong, ranges: [range]).certificate().tally().overBudget > 60000)
        }
    }

    @Test func wherePolynomialsAreHopelessFewAreTried() async throws {
        let reference = try sweepReference("where(x == 0, 1, sin(x) / x)")
        let far: ClosedRange<UInt32> = 0x5000_0000...0x507F_FFFF
        let plan = try await SweepPlan(reference, ranges: [far])
        #expect(plan.attempts < 1000 && plan.arrayInputs == far.count)
        expectCover(plan, [far], "sinc")
        let near = try await SweepPlan(reference, ranges: [0x3F80_0000...0x3FFF_FFFF])
        #expect(near.arrayInputs == 0 && near.slowInputs == 0)
        // What is judged by bounds of elements is judged all the same.
        let range: ClosedRange<UInt32> = 0x5000_0000...0x5000_3FFF
        let sound = ClosureSubject(each: {
            let x = Double(Float(bitPattern: $0))
            return Float(sin(x) / x)
        })
        let found = try await Sweep(reference, subject: sound, ranges: [range]).certificate()
        #expect(found.passes && found.tally().correctlyRounded == range.count)
    }

    @Test func askingForADomainHasALimitToo() async throws {
        // The poles of the tangent are everywhere, and at no float.
        let wave = try await SweepPlan(
            try sweepReference("tan(x)", direction: .gradient), ranges: [0x5000_0000...0x507F_FFFF])
        #expect(wave.entries.count == 1 && wave.slowInputs + wave.arrayInputs == 0)
        let other = try await SweepPlan(
            try sweepReference("tan(x) + x", direction: .gradient), ranges: [0x5000_0000...0x507F_FFFF])
        #expect(other.arrayInputs == 1 << 23)
    }

    @Test func attemptsHaveALimit() async throws {
        let reference = try sweepReference("floor(x * 1000003)")
        let plan = try await SweepPlan(reference, ranges: [0x3F80_0000...0x3FFF_FFFF])
        #expect(plan.attempts <= SweepPlan.attemptsPerBinade + 1000)
        #expect(plan.arrayInputs > 1 << 22)
        expectCover(plan, [0x3F80_0000...0x3FFF_FFFF], "attempts")
    }
}
