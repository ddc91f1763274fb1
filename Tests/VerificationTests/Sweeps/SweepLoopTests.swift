import COracleKernels
import Foundation
import Multiprecision
import Testing
import Values

@testable import Oracle
@testable import Specifications
@testable import Verification

/// The loops over outputs, against a slow classification of every element by the judge.
@Suite(.serialized) struct SweepLoopTests {
    typealias Generator = SystemRandom

    /// A small generator of pseudorandom numbers (splitmix64).
    struct SystemRandom: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return mixed ^ (mixed >> 31)
        }
    }

    struct Counts: Equatable {
        var correct = 0
        var faithful = 0
        var misrounded = 0
        var aboveOne = 0
        var overBudget = 0
        var wrongClass = 0
        var flushed = 0
        var measured = 0
    }

    private func counts(_ tally: oracle_sweep_tally) -> Counts {
        Counts(
            correct: Int(tally.correct), faithful: Int(tally.faithful), misrounded: Int(tally.misrounded),
            aboveOne: Int(tally.above_one), overBudget: Int(tally.over_budget), wrongClass: Int(tally.wrong_class),
            flushed: Int(tally.flushed), measured: Int(tally.summed))
    }

    private func histogram(_ tally: oracle_sweep_tally) -> [Int] {
        var sum = SweepTally()
        sum.add(tally, first: 0, count: 0, open: 0)
        return sum.histogram
    }

    /// What the judge says of an output for a real number in an interval; nil when it cannot tell.
    private func judged(_ y: Float, _ real: Interval, _ budget: Double) -> (Counts, ulps: ClosedRange<Double>?)? {
        let format = FloatFormat.binary32
        let judgement = Judge(format: format, budget: .ulps(budget)).judge(Double(y), real, scale: nil, terms: 1)
        let nearest = [real.lower, real.upper].map { format.rounded($0, .nearest) }
        guard let verdict = judgement.verdict, nearest[0] == nearest[1] || !nearest.contains(Double(y)) else {
            return nil
        }
        var counts = Counts()
        counts.correct = verdict == .correctlyRounded ? 1 : 0
        counts.misrounded = nearest.contains(Double(y)) ? 0 : 1
        counts.overBudget = verdict == .overBudget ? 1 : 0
        counts.wrongClass = verdict == .wrongClass ? 1 : 0
        if let ulps = judgement.ulps, verdict != .correctlyRounded {
            if ulps.lowerBound > 1 { counts.aboveOne = 1 } else if ulps.upperBound > 1 { return nil }
        }
        if y == 0, !nearest.contains(0) { counts.flushed = 1 }
        guard verdict != .wrongClass else { return (counts, nil) }
        counts.measured = 1
        if verdict != .correctlyRounded {
            let isNeighbour = [real.lower, real.upper].map {
                format.rounded($0, .down) == Double(y) || format.rounded($0, .up) == Double(y)
            }
            guard isNeighbour[0] == isNeighbour[1] else { return nil }
            counts.faithful = isNeighbour[0] ? 1 : 0
        }
        return (counts, judgement.ulps)
    }

    private func add(_ a: inout Counts, _ b: Counts) {
        a.correct += b.correct
        a.faithful += b.faithful
        a.misrounded += b.misrounded
        a.aboveOne += b.aboveOne
        a.overBudget += b.overBudget
        a.wrongClass += b.wrongClass
        a.flushed += b.flushed
        a.measured += b.measured
    }

    /// Outputs that are right, nearly right and very wrong, for a real number.
    private func output(_ z: Double, _ generator: inout SystemRandom) -> Float {
        let right = Float(z)
        switch generator.next() % 24 {
        case 0...7: return right
        case 8...10: return right.nextUp
        case 11...13: return right.nextDown
        case 14: return right.nextUp.nextUp
        case 15: return right.nextDown.nextDown
        case 16:
            let way = Int32(truncatingIfNeeded: generator.next() % 4001) - 2000
            return Float(bitPattern: UInt32(truncatingIfNeeded: Int64(right.bitPattern) + Int64(way)))
        case 17: return .nan
        case 18: return generator.next() % 2 == 0 ? .infinity : -.infinity
        case 19: return generator.next() % 2 == 0 ? 0 : -0.0
        case 20: return -right
        case 21: return Float(bitPattern: UInt32(truncatingIfNeeded: generator.next()))
        case 22: return right.magnitude < 0x1p-126 ? 0 : right
        default: return generator.next() % 2 == 0 ? .greatestFiniteMagnitude : -.greatestFiniteMagnitude
        }
    }

    private func swept(
        _ model: oracle_sweep_model, _ y: [Float], portable: Bool
    ) -> (tally: oracle_sweep_tally, open: [UInt32]) {
        oracle_sweep_use_portable(portable)
        defer { oracle_sweep_use_portable(false) }
        var model = model
        var tally = oracle_sweep_tally()
        tally.wrong_at = y.count
        var open = [UInt32](repeating: 0, count: y.count)
        let count = oracle_sweep(&model, y, y.count, &tally, &open)
        return (tally, Array(open.prefix(count)))
    }

    private func bytes<T>(_ value: T) -> [UInt8] { withUnsafeBytes(of: value) { Array($0) } }

    /// The interval that a model leaves for each element.
    private func reals(_ model: oracle_sweep_model, _ count: Int) -> [(z: Double, real: Interval)] {
        var model = model
        var values = [Double](repeating: 0, count: count)
        oracle_sweep_values(&model, count, &values)
        return values.enumerated().map { place, z in
            // The bound holds for the sum before it is rounded.
            let tau = model.first + Double(place) * model.step
            let a = [model.a.0, model.a.1, model.a.2, model.a.3, model.a.4, model.a.5, model.a.6]
            var tail = 0.0
            for k in stride(from: Int(model.degree), to: 0, by: -1) { tail = a[k].addingProduct(tail, tau) }
            tail = model.degree > 0 ? model.low.addingProduct(tail, tau) : model.low
            let sum = Interval(model.high, precision: 400) + Interval(tail, precision: 400)
            let error = BigFloat(model.error, precision: 53)
            return (z, sum + Interval(lower: -error, upper: error, precision: 400))
        }
    }

    private func compare(_ model: oracle_sweep_model, _ y: [Float], _ what: String) -> Int {
        let vector = swept(model, y, portable: false)
        let portable = swept(model, y, portable: true)
        #expect(bytes(vector.tally) == bytes(portable.tally), "\(what): the versions differ")
        #expect(vector.open == portable.open, "\(what): the versions differ")
        let reals = reals(model, y.count)
        let open = Set(vector.open.map(Int.init))
        var expected = Counts()
        // Up to each bin, the errors that surely are there, and those that may be.
        var surely = [Int](repeating: 0, count: SweepTally.bins)
        var perhaps = surely
        var wrongAt = y.count
        for place in y.indices where !open.contains(place) {
            guard let (counts, ulps) = judged(y[place], reals[place].real, model.budget) else {
                Issue.record("\(what): \(y[place]) for \(reals[place].real) was decided, budget \(model.budget)")
                continue
            }
            add(&expected, counts)
            if counts.wrongClass > 0 { wrongAt = min(wrongAt, place) }
            if counts.measured > 0, let ulps {
                for bin in SweepTally.bin(of: ulps.upperBound * (1 + 0x1p-22))..<SweepTally.bins { surely[bin] += 1 }
                for bin in SweepTally.bin(of: ulps.lowerBound * (1 - 0x1p-22))..<SweepTally.bins { perhaps[bin] += 1 }
            }
        }
        #expect(counts(vector.tally) == expected, "\(what)")
        #expect(vector.tally.wrong_at == wrongAt, "\(what)")
        let found = histogram(vector.tally)
        #expect(found.reduce(0, +) == expected.measured, "\(what): \(found)")
        var sum = 0
        for bin in found.indices {
            sum += found[bin]
            #expect(surely[bin] <= sum && sum <= perhaps[bin], "\(what): \(found), bin \(bin)")
        }
        for place in open {
            // What is left open is close to a rounding boundary, a limit, or a power of two, or not within the floats.
            #expect(
                isClose(y[place], reals[place], model), "\(what): \(y[place]) for \(reals[place].real) was left open")
        }
        return open.count
    }

    private func isClose(_ y: Float, _ real: (z: Double, real: Interval), _ model: oracle_sweep_model) -> Bool {
        let z = real.z
        let slack = model.rounded_error * 8 + abs(z) * 0x1p-49
        if abs(abs(z) - 0x1p+128) <= 0x1p+105 + slack { return true }
        let ulp = BlockModeler.ulp(abs(z))
        let power = BlockModeler.ulp(abs(z)) * 0x1p+23
        if [power, 2 * power].contains(where: { abs(abs(z) - $0) <= slack }) { return true }
        let ulps = abs(Double(y) - z) / ulp
        let delta = slack / ulp + ulps * 0x1p-40 + 0x1p-30
        if [0.5, 1, model.budget].contains(where: { abs(ulps - $0) <= delta }) { return true }
        // A tie between neighbours, or a neighbour.
        let (a, b) = (Float(z - slack), Float(z + slack))
        if a != b { return true }
        return [Double(y), Double(y.nextUp), Double(y.nextDown)].contains { abs($0 - z) <= slack }
    }

    private func model(
        high: Double, low: Double = 0, a: [Double] = [], error: Double, budget: Double, count: Int
    ) -> oracle_sweep_model {
        let reach = abs(high) + a.reduce(0) { $0 + abs($1) }
        let polynomial = BlockModel.Polynomial(
            high: high, low: low, coefficients: a, error: error, roundedError: (error + reach * 0x1p-53) * 1.0000001,
            magnitude: 0...reach, direction: 0)
        return polynomial.loopModel(count: count, offset: 0, budget: budget)
    }

    @Test func talliesAreThoseOfTheJudge() {
        var generator = SystemRandom(state: 11)
        let count = 256
        var open = 0
        var elements = 0
        let places: [(String, Double)] = [
            ("one", 1.3), ("below a power", 0x1.fffffep+3), ("a power", 8), ("small", 0x1.2p-100),
            ("smallest normal", 0x1p-126), ("subnormal", 0x1.8p-130), ("smallest", 0x1.8p-149),
            ("half the smallest", 0x1p-150),
            ("nothing", 0x1p-160), ("zero", 0), ("largest", 0x1.fffffep+127), ("beyond", 0x1.ffffffp+127),
            ("two to the 128", 0x1p+128), ("far beyond", 0x1.3p+131), ("negative", -1.75),
            ("negative large", -0x1.fffffcp+127),
        ]
        for (name, high) in places {
            for budget in [0.3, 0.501, 1, 1.5, 4, 1000] {
                for degree in 0...6 {
                    let ulp = BlockModeler.ulp(abs(high))
                    // From a slope of millionths of an ulp to one of a few ulps an element.
                    let slopes: [Double] = [0x1p-20, 1, 500, 3000]
                    let slope = slopes[Int(generator.next() % 4)] * ulp
                    let a = (0..<degree).map { _ in Double.random(in: -1...1, using: &generator) * slope }
                    let low = abs(high) * 0x1p-55 * Double.random(in: -1...1, using: &generator)
                    let bounds: [Double] = [0x1p-24, 0x1p-26, 0x1p-30, 0x1p-12]
                    let error = ulp * bounds[Int(generator.next() % 4)] + abs(high) * 0x1p-52
                    let model = model(high: high, low: low, a: a, error: error, budget: budget, count: count)
                    var values = [Double](repeating: 0, count: count)
                    var copy = model
                    oracle_sweep_values(&copy, count, &values)
                    let y = values.map { output($0, &generator) }
                    open += compare(model, y, "\(name), degree \(degree), budget \(budget)")
                    elements += count
                }
            }
        }
        print("tallies: \(elements) elements, \(open) left open")
        #expect(oracle_sweep_is_vectorised() || !isIntel)
    }

    private var isIntel: Bool {
        #if arch(x86_64)
            true
        #else
            false
        #endif
    }

    @Test func aBoundThatEndsAtATieIsLeftOpen() {
        // The real number may be just below the tie, though the end of the bound is rounded onto it.
        let tie = 1 + 3 * 0x1p-24
        var model = model(high: tie + 0x1p-40, error: 0x1p-40 + 0x1p-62, budget: 1, count: 8)
        model.rounded_error = 0x1p-40 + 0x1p-62
        let y = [Float](repeating: 1 + 0x1p-22, count: 8)
        for portable in [false, true] { #expect(swept(model, y, portable: portable).open.count == 8) }
    }

    @Test func errorsThatRoundToOneAreCounted() {
        // An error of 1 - 2^-26 ulp is below 1, and binary32 has no such number: above and below a power of two.
        for (z, y) in [
            (1.5 + 0x1p-49, Float(1.5) + 0x1p-23), (2 - 0x1p-49, Float(2) - 0x1p-22), (1 + 0x1p-48, 1 + 0x1p-23),
        ] {
            var model = model(high: z, error: 0x1p-53, budget: 4, count: 8)
            model.rounded_error = 0x1p-53
            let outputs = [Float](repeating: y, count: 8)
            for portable in [false, true] {
                let (tally, open) = swept(model, outputs, portable: portable)
                #expect(histogram(tally).reduce(0, +) == Int(tally.summed))
                #expect(Int(tally.summed) + open.count == 8)
            }
        }
    }

    @Test func aWrongSignIsNoMeasuredError() {
        let model = model(high: 1.5, error: 0x1p-53, budget: 1, count: 16)
        var y = [Float](repeating: 1.5, count: 16)
        y[5] = -1.5
        y[9] = 1.5 + 0x1p-22
        for portable in [false, true] {
            let (tally, open) = swept(model, y, portable: portable)
            #expect(open.isEmpty)
            #expect(tally.wrong_class == 1 && tally.wrong_at == 5)
            #expect(tally.largest == 2 && tally.largest_at == 9)
            #expect(tally.summed == 15 && tally.over_budget == 1)
        }
    }

    @Test func flushedNumbersAreCountedHoweverSmall() {
        // 0.75 2^-149 rounds to 2^-149.
        for z in [0x1.8p-150, 0x1.8p-149, 0x1.8p-140] {
            let model = model(high: z, error: z * 0x1p-50, budget: 1, count: 8)
            let (tally, open) = swept(model, [Float](repeating: 0, count: 8), portable: false)
            #expect(open.isEmpty && tally.flushed == 8, "\(z)")
        }
    }

    @Test func boundsOfElementsAreAsGoodAsModels() {
        var generator = SystemRandom(state: 5)
        for budget in [0.501, 1, 4] {
            var y: [Float] = []
            var lower: [Double] = []
            var upper: [Double] = []
            for _ in 0..<4096 {
                let bits = UInt32(truncatingIfNeeded: generator.next())
                let z = Double(Float(bitPattern: bits)) * (1 + Double.random(in: 0...0x1p-22, using: &generator))
                guard z.isFinite else { continue }
                let width = abs(z) * (generator.next() % 3 == 0 ? 0 : 0x1p-50)
                y.append(output(z, &generator))
                lower.append(z - width)
                upper.append(z + width)
            }
            var tally = oracle_sweep_tally()
            tally.wrong_at = y.count
            var open = [UInt32](repeating: 0, count: y.count)
            let found = oracle_sweep_bounds(lower, upper, budget, y, y.count, &tally, &open)
            let left = Set(open.prefix(found).map(Int.init))
            var expected = Counts()
            for place in y.indices where !left.contains(place) {
                let real = Interval(
                    lower: BigFloat(lower[place], precision: 53), upper: BigFloat(upper[place], precision: 53),
                    precision: 200)
                guard let (counts, _) = judged(y[place], real, budget) else {
                    Issue.record("\(y[place]) for \(real) was decided")
                    continue
                }
                add(&expected, counts)
            }
            #expect(counts(tally) == expected)
            #expect(histogram(tally).reduce(0, +) == expected.measured)
            #expect(left.count < 2000)
        }
        // Bounds that are wide against the distance of floats give no error.
        var tally = oracle_sweep_tally()
        var open = [UInt32](repeating: 0, count: 1)
        #expect(oracle_sweep_bounds([1], [1 + 0x1p-30], 1, [1], 1, &tally, &open) == 1)
    }
}
