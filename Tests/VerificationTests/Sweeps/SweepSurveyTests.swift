import COracleKernels
import Testing

/// What is seen of outputs without knowing what they should be.
@Suite(.serialized) struct SweepSurveyTests {
    private func survey(_ y: [Float], previous: Float = .nan, portable: Bool = false, isNegated: Bool = false)
        -> oracle_sweep_survey_result
    {
        oracle_sweep_use_portable(portable)
        defer { oracle_sweep_use_portable(false) }
        var result = oracle_sweep_survey_result()
        oracle_sweep_survey(y, y.count, previous, isNegated, &result)
        return result
    }

    private func outputs(_ count: Int) -> [Float] {
        var generator = SystemRandomNumberGenerator()
        return (0..<count).map { _ in Float(bitPattern: UInt32.random(in: 0...UInt32.max, using: &generator)) }
    }

    @Test(arguments: [1, 7, 8, 9, 256, 257, 1000, 4096]) func anyChangedBitChangesTheFingerprints(count: Int) {
        for base in [outputs(count), [Float](repeating: 0, count: count), [Float](repeating: 1, count: count)] {
            let before = survey(base)
            for place in Set([0, 1, count / 3, count / 2, max(0, count - 9), count - 1]) where place < count {
                for bit in 0..<32 {
                    var changed = base
                    changed[place] = Float(bitPattern: base[place].bitPattern ^ 1 << UInt32(bit))
                    let after = survey(changed)
                    #expect(after.fingerprint != before.fingerprint)
                    // The change lasts through all that comes after.
                    var (a, b) = (before, after)
                    oracle_sweep_survey(base, count, .nan, false, &a)
                    oracle_sweep_survey(base, count, .nan, false, &b)
                    #expect(a.fingerprint != b.fingerprint)
                }
            }
        }
    }

    @Test func theOrderOfOutputsCounts() {
        let y = outputs(1024)
        var swapped = y
        swapped.swapAt(16, 24)
        #expect(survey(y).fingerprint != survey(swapped).fingerprint)
        #expect(
            survey([Float](repeating: 0, count: 8)).fingerprint != survey([Float](repeating: 0, count: 16)).fingerprint)
    }

    @Test func turnedSignsHaveTheOtherFingerprint() {
        for count in [8, 13, 1000] {
            let y = outputs(count)
            let turned = survey(y.map { Float(bitPattern: $0.bitPattern ^ 0x8000_0000) })
            #expect(survey(y, isNegated: true).fingerprint == turned.fingerprint)
            #expect(survey(y).fingerprint != turned.fingerprint)
        }
    }

    @Test func everyVersionSeesTheSame() {
        var generator = SystemRandomNumberGenerator()
        for count in Array(0...40) + [255, 256, 257, 263, 264, 265, 511, 512, 520, 1000, 4099] {
            for kind in 0..<4 {
                var y = outputs(count)
                if kind > 0 {
                    for place in y.indices {
                        y[place] = Float(Int.random(in: 0..<[1, 3, 1000][kind - 1] + 1, using: &generator))
                    }
                }
                for place in y.indices where Int.random(in: 0..<20, using: &generator) == 0 { y[place] = .nan }
                let previous: Float = Bool.random(using: &generator) ? .nan : 1
                let (a, b) = (survey(y, previous: previous), survey(y, previous: previous, portable: true))
                var falls = 0
                var rises = 0
                var (fallAt, riseAt) = (count, count)
                for (place, value) in y.enumerated() {
                    let before = place > 0 ? y[place - 1] : previous
                    if value < before {
                        falls += 1
                        fallAt = min(fallAt, place)
                    }
                    if value > before {
                        rises += 1
                        riseAt = min(riseAt, place)
                    }
                }
                let numbers = y.enumerated().filter { !$0.element.isNaN }
                let least = numbers.map(\.element).min() ?? .infinity
                let greatest = numbers.map(\.element).max() ?? -.infinity
                for result in [a, b] {
                    #expect(result.fingerprint == a.fingerprint)
                    #expect(Int(result.falls) == falls && Int(result.rises) == rises, "\(count)")
                    #expect(result.fall_at == fallAt && result.rise_at == riseAt, "\(count)")
                    #expect(Int(result.nans) == count - numbers.count)
                    #expect(result.least == least && result.greatest == greatest)
                    #expect(
                        result.least_at == (numbers.first { $0.element == least && least < .infinity }?.offset ?? count)
                    )
                    #expect(
                        result.greatest_at
                            == (numbers.first { $0.element == greatest && greatest > -.infinity }?.offset ?? count))
                }
            }
        }
    }

    @Test func resultsThatAreNotTheConstantAreListed() {
        var y = [Float](repeating: 1, count: 1000)
        for place in [0, 63, 64, 500, 999] { y[place] = place % 2 == 0 ? .nan : -1 }
        var places = [UInt32](repeating: 0, count: 3)
        #expect(oracle_sweep_constant(1, y, y.count, &places, 3) == 5)
        #expect(places == [0, 63, 64])
        #expect(oracle_sweep_constant(.nan, y, y.count, &places, 3) == 997)
        #expect(oracle_sweep_constant(0, [0, -0.0], 2, &places, 3) == 0)
    }

    @Test func zerosOfTheOtherSignAreListed() {
        var y = [Float](repeating: -0.0, count: 1000)
        for place in [0, 63, 64, 500, 999] { y[place] = place % 2 == 0 ? 0 : .nan }
        var places = [UInt32](repeating: 0, count: 3)
        #expect(oracle_sweep_zero(0x8000_0000, y, y.count, &places, 3) == 5)
        #expect(places == [0, 63, 64])
        #expect(oracle_sweep_zero(0, y, y.count, &places, 3) == 997)
        #expect(places == [1, 2, 3])
    }
}
