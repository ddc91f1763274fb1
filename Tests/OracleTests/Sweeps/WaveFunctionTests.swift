import COracleKernels
import Multiprecision
import Testing
import Values

@testable import Oracle
@testable import Specifications

/// Sines and their like of large arguments, against MPFR: random ones, and those closest to multiples of pi/2.
@Suite struct WaveFunctionTests {
    private static let formulas: [(text: String, bound: Double)] = [
        ("sin(a)", 0x1p-49), ("-sin(a)", 0x1p-49), ("cos(a)", 0x1p-49), ("-cos(a)", 0x1p-49), ("tan(a)", 0x1p-48),
        ("1 / cos(a)^2", 0x1p-48),
    ]

    private func reals(_ text: String, _ inputs: [Float]) throws -> [Interval] {
        EnclosureEvaluator(precision: 200).outputs(
            try graph(ofFormula: text, count: inputs.count), [HostArray(inputs)])[0]!
    }

    private func values(_ wave: WaveModel, offset: Int) -> [Double] {
        var loop = wave.loopModel(offset: offset, budget: 1)
        var results = [Double](repeating: 0, count: 4)
        oracle_wave_values(&loop, 4, &results)
        return results
    }

    /// The largest observed error as a fraction of the bound.
    private func check(
        _ formula: (text: String, bound: Double), _ places: [(block: EncodingBlock, offset: Int)],
        damage: Double = 0
    ) throws -> (fraction: Double, undecided: Int) {
        let wave = try #require(WaveFunction(try scalarFormula(formula.text)))
        let inputs = places.flatMap { place in
            (0..<4).map { Float(bitPattern: place.block.first + UInt32(place.offset + $0)) }
        }
        var fraction = 0.0
        var undecided = 0
        let found = try places.flatMap { values(try #require(wave.model(of: $0.block)), offset: $0.offset) }
        for (value, real) in zip(found, try reals(formula.text, inputs)) {
            if value.isNaN {
                undecided += 1
                continue
            }
            let z = Interval(value * (1 + damage), precision: 200)
            let relative = ((z - real) / real).abs().upper.toDouble(rounding: .up)
            fraction = max(fraction, relative / formula.bound)
        }
        return (fraction, undecided)
    }

    @Test func allFunctionsAreWithinTheirBoundsInAllBinades() throws {
        for formula in Self.formulas {
            var generator = SeededGenerator(seed: 3)
            var places: [(EncodingBlock, Int)] = []
            for field in (formula.bound == 0x1p-48 ? 129 : 133)...254 {
                for sign in [0, 256] {
                    let block = EncodingBlock.binade(field + sign)
                    for _ in 0..<12 { places.append((block, Int.random(in: 0..<(1 << 23 - 4), using: &generator))) }
                    places.append((block, 0))
                    places.append((block, block.count - 4))
                }
            }
            let (fraction, undecided) = try check(formula, places)
            #expect(fraction < 1, "\(formula.text)")
            #expect(undecided < 4)
            print("\(formula.text): at most \(Double(Int(fraction * 1000)) / 1000) of the bound")
            // An error in the last bits is seen.
            #expect(try check(formula, Array(places.prefix(40)), damage: 0x1p-47).fraction > 1)
        }
    }

    /// For every binade, the floats x = m 2^e that come closest to multiples of pi/2: m (2^e 2/pi) modulo 1 is extreme on the
    /// way through the convergents of 2^e 2/pi, and their sums.
    private func hardest(exponent: Int) -> [Int] {
        let precision = 400
        var value = (Interval(2, precision: precision) / Interval.pi(precision: precision)).lower
            .scaled(byPowerOf2: exponent)
        var (before, here) = (0, 1)
        var found: Set<Int> = []
        var denominators: [Int] = [1]
        for _ in 0..<40 {
            let whole = value.floor()
            let rest = BigFloat.subtract(value, whole, precision: precision, rounding: .nearest)
            if rest.isZero { break }
            value = BigFloat.divide(BigFloat(1.0, precision: 53), rest, precision: precision, rounding: .nearest)
            let quotient = value.floor().toDouble()
            guard quotient < 0x1p+30 else { break }
            let next = Int(quotient) * here + before
            guard next < 1 << 24 else { break }
            (before, here) = (here, next)
            denominators.append(here)
        }
        for a in denominators {
            for factor in 1...64 where a * factor >= 1 << 23 && a * factor < 1 << 24 { found.insert(a * factor) }
            for b in denominators where a + b >= 1 << 23 && a + b < 1 << 24 { found.insert(a + b) }
        }
        // Powers of two times small multiples, for convergents with small denominators.
        for a in denominators {
            var m = a
            while m < 1 << 23 { m *= 2 }
            if m < 1 << 24 { found.insert(m) }
        }
        return found.sorted()
    }

    @Test func argumentsNextToMultiplesOfAQuarterTurnAreWithinTheBounds() throws {
        var closest = 1.0
        for formula in Self.formulas {
            var places: [(EncodingBlock, Int)] = []
            for field in (formula.bound == 0x1p-48 ? 129 : 133)...254 {
                let block = EncodingBlock.binade(field)
                for m in hardest(exponent: field - 150) {
                    places.append((block, min(max(0, m - (1 << 23) - 1), block.count - 4)))
                }
            }
            #expect(places.count > 122)
            let (fraction, _) = try check(formula, places)
            #expect(fraction < 1, "\(formula.text)")
            if formula.text == "sin(a)" {
                let inputs = places.flatMap { place in
                    (0..<4).map { Float(bitPattern: place.0.first + UInt32(place.1 + $0)) }
                }
                for real in try reals("sin(a)", inputs) + reals("cos(a)", inputs) {
                    closest = min(closest, real.magnitudeLowerBound.toDouble())
                }
            }
        }
        // The float closest to a multiple of pi/2 is 16367173 2^72, 1.6e-9 from it.
        print("the hardest argument is \(closest) from a multiple of pi/2")
        #expect(closest < 0x1p-28)
    }

    @Test func multiplesOfPiAreReducedWithoutError() throws {
        let text = "sin(pi * a) / (pi * a)"
        let sinc = try scalarFormula(text)
        let slope = try #require(sinc.derivative())
        let cases: [(wave: WaveFunction, text: String, bound: Double)] = [
            (try #require(WaveFunction(sinc)), text, 0x1p-48),
            (
                try #require(WaveFunction(slope, derivativeOf: sinc)),
                "(cos(pi * a) - sin(pi * a) / (pi * a)) / a", 0x1p-40
            ),
        ]
        for (wave, text, bound) in cases {
            var generator = SeededGenerator(seed: 5)
            var fraction = 0.0
            var damaged = 0.0
            var zeros = 0
            for field in 133...151 {
                for sign in [0, 256] {
                    let block = EncodingBlock.binade(field + sign)
                    let model = try #require(wave.model(of: block))
                    // Whole numbers, halves and their neighbours among them.
                    let offsets =
                        [0, block.count - 4, 1 << 22, 3 << 21]
                        + (0..<12).map { _ in Int.random(in: 0..<(1 << 23 - 4), using: &generator) }
                    for offset in offsets {
                        let inputs = (0..<4).map { Float(bitPattern: block.first + UInt32(offset + $0)) }
                        let reals = EnclosureEvaluator(precision: 400).outputs(
                            try graph(ofFormula: text, count: 4), [HostArray(inputs)])[0]!
                        for (value, real) in zip(values(model, offset: offset), reals) where !value.isNaN {
                            if value == 0 {
                                zeros += 1
                                #expect(real.magnitudeUpperBound.toDouble() < 0x1p-300)
                                continue
                            }
                            func relative(_ value: Double) -> Double {
                                ((Interval(value, precision: 400) - real) / real).abs().upper.toDouble(rounding: .up)
                            }
                            fraction = max(fraction, relative(value) / bound)
                            damaged = max(damaged, relative(value * (1 + 4 * bound)) / bound)
                        }
                    }
                }
            }
            #expect(fraction < 1, "\(text)")
            #expect(damaged > 1)
            #expect((zeros > 0) == (bound == 0x1p-48))
        }
        #expect(cases[0].wave.constant(on: EncodingBlock.binade(150)) == 0)
        #expect(cases[0].wave.constant(on: EncodingBlock.binade(149)) == nil)
        #expect(cases[1].wave.constant(on: EncodingBlock.binade(150)) == nil)
        #expect(WaveFunction(try scalarFormula("sin(pi * a) / a")) == nil)
    }

    @Test func onlyWavesOfTheVariableItselfAreWaves() throws {
        for text in ["sin(2 * a)", "sin(a) + 1", "exp(a)", "1 / cos(a)", "2 / cos(a)^2", "cos(a)^2"] {
            #expect(WaveFunction(try scalarFormula(text)) == nil, "\(text)")
        }
        let tangent = try #require(try scalarFormula("tan(a)").derivative())
        #expect(WaveFunction(tangent) != nil)
        let sine = try #require(WaveFunction(try scalarFormula("sin(a)")))
        #expect(sine.model(of: EncodingBlock(first: (127 + 5) << 23, count: 64)) == nil)
        #expect(sine.model(of: EncodingBlock.binade(255)) == nil)
        #expect(WaveFunction(tangent)!.model(of: EncodingBlock.binade(129)) != nil)
        #expect(WaveFunction(tangent)!.model(of: EncodingBlock.binade(128)) == nil)
    }
}
