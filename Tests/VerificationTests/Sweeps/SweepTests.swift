import Foundation
import Synchronization
import Testing
import Values

@testable import Oracle
@testable import Specifications
@testable import Verification

@Suite struct SweepTests {
    private static let shard: ClosedRange<UInt32> = 0x3F00_0000...0x3FFF_FFFF

    /// The square root, which hardware rounds correctly, with one result changed.
    private static func roots(_ changed: UInt32? = nil, _ change: @escaping @Sendable (Float) -> Float = { $0 })
        -> ClosureSubject
    {
        ClosureSubject { first, results in
            for place in results.indices {
                results[place] = Float(bitPattern: first &+ UInt32(place)).squareRoot()
            }
            if let changed, changed >= first, changed - first < results.count {
                results[Int(changed - first)] = change(results[Int(changed - first)])
            }
        }
    }

    private static func flipped(_ value: Float) -> Float { Float(bitPattern: value.bitPattern ^ 1) }

    private static let rootSpecials = """
        specials:
          - { when: isnan(x), then: nan }
          - { when: x == 0 and signbit(x), then: -0 }
          - { when: x < 0, then: nan }
          - { when: x == inf, then: inf }
        """

    private func sweep(_ subject: ClosureSubject, _ range: ClosedRange<UInt32>) throws -> Sweep {
        Sweep(try sweepReference("sqrt(x)", more: Self.rootSpecials), subject: subject, ranges: [range])
    }

    @Test func oneWrongBitOfAShardIsFoundWhereItIs() async throws {
        let sound = try await sweep(Self.roots(), Self.shard).certificate(jobs: 2)
        #expect(sound.passes)
        #expect(sound.tally().correctlyRounded == 1 << 24 && sound.tally().misrounded == 0)
        #expect(sound.bound <= 0.5)
        var generator = SystemRandomNumberGenerator()
        let border = Self.shard.lowerBound + UInt32(PieceRun.chunk)
        let random = (0..<3).map { _ in UInt32.random(in: Self.shard, using: &generator) }
        for place in [Self.shard.lowerBound, Self.shard.upperBound, border - 1, border, 0x3F7F_FFFF, 0x3F80_0000]
            + random
        {
            let found = try await sweep(Self.roots(place, Self.flipped), Self.shard).certificate(jobs: 1)
            let tally = found.tally()
            #expect(tally.misrounded == 1 && tally.correctlyRounded == (1 << 24) - 1, "\(place)")
            #expect(found.worst?.input == place && found.worst!.least > 0.5, "\(place)")
            #expect(tally.largestInput == place)
            #expect(found.pieces[0].fingerprint != sound.pieces[0].fingerprint)
        }
    }

    @Test func resultsOfAWrongClassAreFoundWhereTheyAre() async throws {
        let range: ClosedRange<UInt32> = 0x3F70_0000...0x3F8F_FFFF
        let place: UInt32 = 0x3F81_2345
        let changes: [(String, @Sendable (Float) -> Float)] = [
            ("NaN", { _ in .nan }), ("infinity", { _ in .infinity }), ("minus", { -$0 }), ("zero", { _ in 0 }),
            ("minus infinity", { _ in -.infinity }),
        ]
        for (name, change) in changes {
            let found = try await sweep(Self.roots(place, change), range).certificate()
            let tally = found.tally()
            #expect(tally.wrongClass == 1 && tally.wrongInput == place && !found.passes, "\(name)")
            #expect(tally.misrounded == 1 && tally.measured == found.inputs - 1, "\(name)")
            #expect(found.bound <= 0.5, "\(name)")
        }
    }

    @Test func specialValuesAreJudgedByTheTable() async throws {
        // Zeros of either sign, infinities, NaN, and negative numbers.
        for (range, place, wrong) in [
            (UInt32(0x8000_0000)...0x8000_0FFF, UInt32(0x8000_0000), Float(0)),
            (0x7F7F_FF00...0x7F80_00FF, 0x7F80_0000, 1),
            (0x7F7F_FF00...0x7F80_00FF, 0x7F80_0001, 1), (0x8000_0000...0x8000_0FFF, 0x8000_0FFF, -1),
            (0xFFFF_F000...0xFFFF_FFFF, 0xFFFF_FFFF, 0),
        ] {
            let sound = try await sweep(Self.roots(), range).certificate()
            #expect(sound.passes && sound.tally().inputs == range.count, "\(range)")
            let found = try await sweep(Self.roots(place) { _ in wrong }, range).certificate()
            #expect(found.tally().wrongClass == 1 && found.tally().wrongInput == place, "\(place)")
        }
    }

    @Test func signsOfZerosAreProvenInBlocks() async throws {
        // Rounding up keeps the sign of what becomes zero: 10^9 inputs are to be -0, and none is judged one by one.
        let reference = try SweepReference(specification("ceil"), direction: .forward, budget: .exact)
        let plan = try await SweepPlan(reference, ranges: [0x8000_0001...0xBF7F_FFFF])
        #expect(plan.slowInputs <= 64 * 128)
        let range: ClosedRange<UInt32> = 0xBE00_0000...0xBE00_FFFF
        func found(_ wrong: [UInt32: Float]) async throws -> SweepTally {
            let subject = ClosureSubject(each: { wrong[$0] ?? Float(bitPattern: $0).rounded(.up) })
            return try await Sweep(reference, subject: subject, ranges: [range]).certificate().tally()
        }
        let sound = try await found([:])
        #expect(sound.correctlyRounded == range.count && sound.wrongClass == 0 && sound.misrounded == 0)
        for value in [0, -1, .nan, .infinity] as [Float] {
            let planted = try await found([0xBE00_4321: value])
            #expect(planted.wrongClass == 1 && planted.wrongInput == 0xBE00_4321, "\(value)")
            #expect(planted.correctlyRounded == range.count - 1 && planted.misrounded == 1)
            // So many that they are told together, not one by one.
            let many = try await found(
                Dictionary(uniqueKeysWithValues: (0xBE00_1000..<0xBE00_2000).map { ($0, value) }))
            #expect(many.wrongClass == 0x1000 && many.wrongInput == 0xBE00_1000, "\(value)")
            #expect(many.correctlyRounded == range.count - 0x1000 && many.misrounded == 0x1000)
        }
    }

    @Test func flushingIsSeen() async throws {
        let reference = try sweepReference("x * 0.75")
        func subject(flushing: Bool) -> ClosureSubject {
            ClosureSubject(each: {
                let y = Float(Double(Float(bitPattern: $0)) * 0.75)
                return flushing && y.magnitude < 0x1p-126 ? 0 : y
            })
        }
        let range: ClosedRange<UInt32> = 0x0070_0000...0x0087_FFFF
        let sound = try await Sweep(reference, subject: subject(flushing: false), ranges: [range]).certificate()
        #expect(sound.passes && sound.tally().flushed == 0 && sound.flushing.results == SweepCertificate.Flushing.none)
        let found = try await Sweep(reference, subject: subject(flushing: true), ranges: [range]).certificate()
        #expect(found.flushing.results == .all && found.flushing.inputs == .all)
        #expect(found.tally().flushed == 0x18_0000)
    }

    // MARK: The same answer for any division of the work

    private static let wide: ClosedRange<UInt32> = 0x3EFF_F123...0x4000_0F01

    /// Roots, wrong in many ways at many places that only the encoding decides.
    private static let erratic = ClosureSubject { first, results in
        for place in results.indices {
            let encoding = first &+ UInt32(place)
            let root = Float(bitPattern: encoding).squareRoot()
            let mixed = (encoding ^ encoding >> 13) &* 0x9E37_79B1
            switch mixed >> 16 {
            case 1: results[place] = .nan
            case 2: results[place] = -root
            case 3...40: results[place] = root.nextUp.nextUp
            case 41...4000: results[place] = root.nextUp
            case 4001: results[place] = .infinity
            case 4002: results[place] = root * 1.01
            default: results[place] = root
            }
        }
    }

    @Test func theNumberOfThreadsMakesNoDifference() async throws {
        let sweep = try self.sweep(Self.erratic, Self.wide)
        let one = try await sweep.certificate(jobs: 1)
        #expect(one.pieces.count == 3 && one.inputs == Self.wide.count && one.tally().inputs == Self.wide.count)
        for jobs in [2, 5] { #expect(try await sweep.certificate(jobs: jobs) == one, "\(jobs) jobs") }
    }

    @Test func partsMergeInAnyOrderToTheWhole() async throws {
        let whole = try await sweep(Self.erratic, Self.wide).certificate()
        var parts: [SweepCertificate] = []
        for piece in whole.pieces {
            parts.append(try await sweep(Self.erratic, piece.first...piece.last).certificate())
        }
        for order in [[0, 1, 2], [2, 1, 0], [1, 0, 2], [1, 2, 0, 0, 1]] {
            var merged = parts[order[0]]
            for place in order.dropFirst() { try merged.merge(parts[place]) }
            #expect(merged == whole, "\(order)")
        }
    }

    @Test func rangesOfAnyKindAddUpToTheSameCounts() async throws {
        let whole = try await sweep(Self.erratic, Self.wide).certificate()
        var generator = SystemRandomNumberGenerator()
        var cuts = (0..<5).map { _ in
            UInt32.random(in: (Self.wide.lowerBound + 1)...Self.wide.upperBound, using: &generator)
        }
        cuts = [Self.wide.lowerBound] + Set(cuts).sorted()
        var merged: SweepCertificate?
        for (place, first) in cuts.enumerated().shuffled() {
            let last = place + 1 < cuts.count ? cuts[place + 1] - 1 : Self.wide.upperBound
            let part = try await sweep(Self.erratic, first...last).certificate()
            if merged == nil { merged = part } else { try merged!.merge(part) }
        }
        var (a, b) = (merged!.tally(), whole.tally())
        #expect(abs(a.sumOfErrors - b.sumOfErrors) <= b.sumOfErrors * 1e-9)
        a.sumOfErrors = 0
        b.sumOfErrors = 0
        // The largest error is computed by each model, and real only in the worst input.
        #expect(abs(a.largestError - b.largestError) < 1e-3 * b.largestError)
        a.largestError = b.largestError
        #expect(a == b, "\(cuts)")
        #expect(merged!.worst?.input == whole.worst?.input)
    }

    @Test func aMissingPieceAndOverlapsAreRefused() async throws {
        var part = try await sweep(Self.roots(), 0x3F00_0000...0x3F00_FFFF).certificate()
        let other = try await sweep(Self.roots(), 0x3F00_8000...0x3F01_FFFF).certificate()
        #expect(throws: SweepError.self) { try part.merge(other) }
        let another = try await Sweep(
            try sweepReference("sqrt(x) + 0"), subject: Self.roots(), ranges: [0x3F01_0000...0x3F01_FFFF]
        ).certificate()
        #expect(throws: SweepError.self) { try part.merge(another) }
    }

    @Test func anAnswerThatIsNotTheSameTwiceIsAConflict() async throws {
        let range: ClosedRange<UInt32> = 0x3F00_0000...0x3F00_FFFF
        var first = try await sweep(Self.roots(), range).certificate()
        let second = try await sweep(Self.roots(0x3F00_1234, Self.flipped), range).certificate()
        try first.merge(second)
        #expect(first.conflicts.count == 1 && !first.passes)
        #expect(first.pieces.count == 1)
    }

    // MARK: Defects and cancellation

    @Test func aDefectIsRecordedAndTheRestIsJudged() async throws {
        let place: UInt32 = 0x3F0A_BCDE
        let subject = ClosureSubject { first, results in
            if place >= first, place - first < results.count {
                throw SubjectDefect(.crash, "SIGSEGV", first: place, last: place)
            }
            for offset in results.indices { results[offset] = Float(bitPattern: first + UInt32(offset)).squareRoot() }
        }
        let range: ClosedRange<UInt32> = 0x3F00_0000...0x3F1F_FFFF
        let found = try await sweep(subject, range).certificate()
        #expect(found.allDefects == [SubjectDefect(.crash, "SIGSEGV", first: place, last: place)])
        #expect(!found.passes)
        let tally = found.tally()
        #expect(tally.inputs == range.count)
        #expect(found.tally { $0.region == .unjudged }.inputs == 1)
        #expect(tally.correctlyRounded == range.count - 1)
    }

    @Test func aSubjectThatAlwaysCrashesIsGivenUp() async throws {
        let calls = Mutex(0)
        let subject = ClosureSubject { first, _ in
            calls.withLock { $0 += 1 }
            throw SubjectDefect(.hang, "no answer", first: first, last: first)
        }
        let found = try await sweep(subject, Self.shard).certificate()
        #expect(found.allDefects.count == 3)
        #expect(calls.withLock { $0 } == 3)
        #expect(found.tally().inputs == 1 << 24)
        #expect(found.tally { $0.region == .unjudged }.inputs == 1 << 24)
    }

    @Test func cancellationKeepsWhatIsDone() async throws {
        let computed = Mutex(0)
        let subject = ClosureSubject { first, results in
            computed.withLock { $0 += 1 }
            for offset in results.indices { results[offset] = Float(bitPattern: first + UInt32(offset)).squareRoot() }
        }
        let sweep = try self.sweep(subject, 0x3E00_0000...0x41FF_FFFF)
        let plan = try await sweep.plan(jobs: 1)
        let task = Task {
            try await sweep.run(plan, jobs: 1) { _ in
                if computed.withLock({ $0 }) > Sweep.shardSize / PieceRun.chunk + 6 {
                    withUnsafeCurrentTask { $0?.cancel() }
                }
            }
        }
        let pieces = try await task.value
        #expect(pieces.count == 1 && pieces[0].first == 0x3E00_0000)
        // What is done need not be done again.
        let rest = try await sweep.run(plan, jobs: 1, skipping: [0x3E00_0000])
        #expect(rest.map(\.first) == [0x3F00_0000, 0x4000_0000, 0x4100_0000])
    }

    // MARK: Multiples of pi

    /// Results that are right, nearly right and wrong, of sinc and its slope, counted as the judge of single elements does.
    @Test(arguments: [SweepReference.Direction.forward, .gradient], [Float(70.3), -1000.7, 70000.1, -3_000_000.25])
    func multiplesOfPiAreDecidedAsTheJudgeDecides(direction: SweepReference.Direction, from first: Float) async throws {
        let reference = try sweepReference(
            "where(x == 0, 1, sin(pi * x) / (pi * x))", direction: direction, budget: 1.5)
        let range = first.bitPattern...(first.bitPattern + 2047)
        let subject = ClosureSubject(each: { encoding in
            let x = Double(Float(bitPattern: encoding))
            let turn = Double.pi * (x - 2 * (x / 2).rounded())
            let sine = x == x.rounded() ? 0 : sin(turn)
            let real =
                direction == .forward ? sine / (.pi * x) : (.pi * x * cos(turn) - sine) / (.pi * x * x)
            let right = Float(real)
            switch (encoding &* 0x9E37_79B1) >> 28 {
            case 0...6: return right
            case 7...9: return right.nextUp
            case 10...11: return right.nextDown
            case 12: return right.nextUp.nextUp
            case 13: return -right
            case 14: return 0
            default: return .nan
            }
        })
        let sweep = Sweep(reference, subject: subject, ranges: [range])
        let plan = try await sweep.plan(jobs: 1)
        // Not even one in a thousand is left to the judge.
        #expect(plan.slowInputs == 0 && plan.arrayInputs == 0)
        let tally = try await sweep.certificate().tally()
        let encodings = Array(range)
        var results = [Float](repeating: 0, count: encodings.count)
        try results.withUnsafeMutableBufferPointer { try subject.compute(range.lowerBound, $0) }
        let judged = try ElementOracle(reference: reference).judge(encodings, results).map { try #require($0) }
        #expect(tally.inputs == 2048)
        #expect(tally.correctlyRounded == judged.count { $0.verdict == .correctlyRounded })
        #expect(tally.misrounded == judged.count { $0.isMisrounded })
        #expect(tally.overBudget == judged.count { $0.verdict == .overBudget })
        #expect(tally.wrongClass == judged.count { $0.verdict == .wrongClass })
        #expect(tally.undecidedBudget == 0 && tally.undecidedRounding == 0)
        #expect(tally.wrongClass > 100 && tally.correctlyRounded > 500)
    }

    // MARK: Answers that change

    /// The first input of a piece has another answer the second time.
    @Test func anAnswerThatIsAnotherAtTheEndOfAPieceIsFound() async throws {
        let calls = Mutex(0)
        let subject = ClosureSubject { first, results in
            let isFirst = calls.withLock { count in
                count += 1
                return count == 1
            }
            for offset in results.indices { results[offset] = Float(bitPattern: first + UInt32(offset)).squareRoot() }
            if !isFirst, first == 0x3E00_0000 { results[5] = Self.flipped(results[5]) }
        }
        let found = try await sweep(subject, 0x3E00_0000...0x3E03_FFFF).certificate()
        #expect(!found.passes)
        let defect = try #require(found.allDefects.first)
        #expect(defect.kind == .nondeterminism && defect.first == 0x3E00_0005)
        #expect(defect.message.hasPrefix("the same input gave 0x"))
        // NaNs may have other payloads.
        let nans = ClosureSubject { first, results in
            let payload = calls.withLock { count in
                count += 1
                return UInt32(count & 0xFF)
            }
            for offset in results.indices { results[offset] = Float(bitPattern: 0x7FC0_0000 + payload) }
        }
        #expect(try await sweep(nans, 0xBF00_0000...0xBF00_FFFF).certificate().passes)
    }

    /// An error that is there once, and not when its inputs are computed again to find the worst of them.
    @Test func anErrorThatDoesNotComeAgainIsFound() async throws {
        let calls = Mutex(0)
        let subject = ClosureSubject { first, results in
            let isTheOne = calls.withLock { count in
                count += 1
                return count == 3
            }
            for offset in results.indices { results[offset] = Float(bitPattern: first + UInt32(offset)).squareRoot() }
            if isTheOne { results[777] = Self.flipped(results[777]) }
        }
        let found = try await sweep(subject, 0x3E00_0000...0x3E03_FFFF).certificate()
        #expect(found.tally().misrounded == 1)
        let defect = try #require(found.allDefects.first)
        #expect(defect.kind == .nondeterminism)
        #expect(defect.message == "the largest error did not come again when its inputs were run again")
        let concerned = try #require(defect.first)...(try #require(defect.last))
        #expect(concerned.contains(0x3E02_0000 + 777) && concerned.count <= 1 << 13)
    }

    // MARK: The worst input

    /// Random errors of many sizes, the largest of which are nearly equal.
    @Test func theWorstInputIsTheWorst() async throws {
        for (definition, first) in [
            ("exp(x)", Float(-0.7).bitPattern), ("sin(x)", Float(1000).bitPattern), ("exp(x)", Float(-90).bitPattern),
            ("x / (1 + exp(-x))", 100), ("floor(x) * exp(x)", Float(2.9).bitPattern),
        ] {
            let reference = try sweepReference(definition, budget: 2)
            let oracle = ElementOracle(reference: reference)
            for seed in 0..<4 {
                let count = 4000 + seed
                let range = first...(first + UInt32(count - 1))
                let subject = ClosureSubject(each: { encoding in
                    let x = Double(Float(bitPattern: encoding))
                    let real =
                        switch definition {
                        case "exp(x)": exp(x)
                        case "sin(x)": sin(x)
                        case "x / (1 + exp(-x))": x / (1 + exp(-x))
                        default: x.rounded(.down) * exp(x)
                        }
                    let y = Float(real)
                    let mixed = (encoding &+ UInt32(seed) &* 977) &* 0x9E37_79B1 >> 24
                    return mixed < 64 ? y.nextUp : mixed < 128 ? y.nextDown : y
                })
                let sweep = Sweep(reference, subject: subject, ranges: [range])
                let found = try await sweep.certificate()
                let results = range.map { encoding in
                    var y = [Float(0)]
                    y.withUnsafeMutableBufferPointer { try! subject.compute(encoding, $0) }
                    return y[0]
                }
                let judged = try oracle.judge(Array(range), results).compactMap { $0 }
                #expect(judged.count == count)
                let worst = judged.max { $0.ulps!.upperBound < $1.ulps!.upperBound }!
                #expect(found.worst!.bound >= worst.ulps!.upperBound * (1 - 1e-12), "\(definition)")
                #expect(found.worst!.most <= worst.ulps!.upperBound * (1 + 1e-12), "\(definition)")
                #expect(found.bound - worst.ulps!.upperBound < 0x1p-20, "\(definition)")
                // All counts are those of the judge.
                let tally = found.tally()
                #expect(tally.correctlyRounded == judged.count { $0.verdict == .correctlyRounded }, "\(definition)")
                #expect(tally.misrounded == judged.count { $0.isMisrounded })
                #expect(tally.overBudget == judged.count { $0.verdict == .overBudget })
                #expect(tally.wrongClass == judged.count { $0.verdict == .wrongClass })
                #expect(tally.aboveOneUlp == judged.count { $0.isMisrounded && $0.ulps!.lowerBound > 1 })
                #expect(tally.faithful == judged.count { $0.verdict == .faithful })
                #expect(tally.histogram.reduce(0, +) == tally.measured)
            }
        }
    }

    @Test func aSaturatedResultIsOverBudgetAndALostOneOfAWrongClass() async throws {
        let reference = try sweepReference("exp(x)", budget: 4)
        let range = Float(100).bitPattern...(Float(100).bitPattern + 9999)
        for (value, over, wrong) in [
            (Float.greatestFiniteMagnitude, 10_000, 0), (1, 10_000, 0), (.nan, 0, 10_000), (-.infinity, 0, 10_000),
            (0, 0, 10_000),
            (-1, 0, 10_000), (.infinity, 0, 0),
        ] {
            let found = try await Sweep(reference, subject: ClosureSubject(each: { _ in value }), ranges: [range])
                .certificate()
            let tally = found.tally()
            #expect(tally.overBudget == over && tally.wrongClass == wrong, "\(value)")
            #expect(tally.correctlyRounded == 10_000 - over - wrong, "\(value)")
        }
        // Next to the largest float the largest float may be within budget.
        let edge: ClosedRange<UInt32> = 0x42B1_7218...0x42B1_7257
        let found = try await Sweep(
            reference, subject: ClosureSubject(each: { _ in .greatestFiniteMagnitude }), ranges: [edge]
        ).certificate()
        let judged = try ElementOracle(reference: reference).judge(
            Array(edge), edge.map { _ in .greatestFiniteMagnitude })
        #expect(found.tally().overBudget == judged.count { $0!.verdict == .overBudget })
        #expect(found.tally().correctlyRounded == 0)
    }

    @Test func subnormalTiesAreDecidedByTheLoop() async throws {
        let reference = try sweepReference("x / (1 + exp(-x))")
        let plan = try await SweepPlan(reference, ranges: [0...0x007F_FFFF])
        #expect(plan.slowInputs <= 128)
        let subject = ClosureSubject(each: {
            let x = Float(bitPattern: $0)
            // x/2 + x^2/4: ties go up.
            return Float(bitPattern: (x.bitPattern + 1) / 2)
        })
        let range: ClosedRange<UInt32> = 0...0x007F_FFFF
        let run = PieceRun(range, reference, plan.entries(in: range), try subject.makeWorker())
        let piece = try run.run { _ in }
        #expect(piece.rows.reduce(0) { $0 + $1.tally.correctlyRounded } == 1 << 23)
        #expect(piece.rows.allSatisfy { $0.tally.undecidedRounding == 0 })
        // There are 2^22 ties, and hardly any of them is left to multiple precision.
        #expect(run.judgedOneByOne <= 128, "\(run.judgedOneByOne)")
    }
}
