import Testing

@testable import PropertyTesting

@Suite("Formats of floats")
struct FloatFormatTests {
    @Test("Values and encodings agree with those of the standard library")
    func values() {
        for bits in EdgeValues.list(.float32) {
            let value = Float(bitPattern: UInt32(bits))
            guard !value.isNaN else { continue }
            #expect(FloatFormat.float32.value(bits) == Double(value))
            #expect(FloatFormat.float32.bits(nearest: Double(value)) == bits)
            #expect(FloatFormat.float32.ordinal(bits) == Int64(value.ordinal))
        }
    }

    @Test("Every encoding of the narrow formats is read back", arguments: [FloatFormat.float16, .bfloat16])
    func narrow(_ format: FloatFormat) {
        for bits in 0..<UInt64(1 << 16) where !format.isNaN(bits) {
            #expect(format.bits(nearest: format.value(bits)) == bits)
            #expect(format.bits(ordinal: format.ordinal(bits)) == bits)
        }
        for bits in 0..<UInt64(1 << 16) where format.isNaN(bits) { #expect(format.widened(bits).isNaN) }
    }

    @Test("Rounding to a narrow format is to nearest, ties to even")
    func rounding() {
        let half = FloatFormat.float16
        #expect(half.bits(nearest: 65519.99) == half.greatestFinite)
        #expect(half.bits(nearest: 65520) == half.infinity)
        #expect(half.bits(nearest: 0x1p-25) == 0)
        #expect(half.bits(nearest: 0x1.00000001p-25) == 1)
        #expect(half.bits(nearest: -0x1p-24) == 0x8001)
        #expect(half.bits(nearest: 2049) == half.bits(nearest: 2048))
        #expect(half.bits(nearest: 2051) == half.bits(nearest: 2052))
        #expect(FloatFormat.bfloat16.bits(nearest: 1 + 0x1p-8) == 0x3F80)
        #expect(FloatFormat.bfloat16.bits(nearest: 1 + 0x1.8p-8) == 0x3F81)
    }
}

@Suite("The order of simplicity")
struct FloatSimplicityTests {
    @Test("Keys tell all magnitudes apart and lead back to them", arguments: [FloatFormat.float16, .bfloat16])
    func everyNarrowMagnitude(_ format: FloatFormat) {
        var keys: Set<UInt64> = []
        for magnitude in 0..<(UInt64(1) << UInt64(format.width - 1)) {
            let key = format.simplicityKey(magnitude: magnitude)
            #expect(keys.insert(key).inserted)
            #expect(format.magnitude(simplicityKey: key) == magnitude)
        }
    }

    @Test("Keys of float32 and float64 lead back to their magnitudes", arguments: [FloatFormat.float32, .float64])
    func sampledMagnitudes(_ format: FloatFormat) {
        var random = RandomNumbers(seed: 1)
        let limit = UInt64(1) << UInt64(format.width - 1)
        var magnitudes = EdgeValues.list(format).map { format.magnitude($0) }
        for _ in 0..<100_000 { magnitudes.append(random.next() % limit) }
        for exponent in 0..<UInt64(2 * format.bias + 2) {
            let base = exponent << UInt64(format.significandBits)
            magnitudes += [base, base + 1, base + format.significandMask, base + format.leastNormal / 2]
        }
        var keys: [UInt64: UInt64] = [:]
        for magnitude in magnitudes {
            let key = format.simplicityKey(magnitude: magnitude)
            #expect(keys.updateValue(magnitude, forKey: key) ?? magnitude == magnitude)
            #expect(format.magnitude(simplicityKey: key) == magnitude)
        }
    }

    @Test("Any key stands for some float")
    func total() {
        var random = RandomNumbers(seed: 2)
        for _ in 0..<100_000 {
            let magnitude = FloatFormat.float32.magnitude(simplicityKey: random.next() >> 32)
            #expect(magnitude < 1 << 31)
        }
    }

    @Test("What people find simple comes first")
    func order() {
        let ascending: [Float] = [
            0, -0.0, 1, -1, 2, 3, 10, 1000, 0x1p24, 0x1.000002p24, 0x1p100, .greatestFiniteMagnitude, 1.5, 1.25, 1.75,
            1.1, 2.5, 2.25,
            100.5, 0.5, 0.75, 0.1, 0x1p-100, 0x1p-127, 0x1p-149, .infinity, .nan, Float(bitPattern: 0x7FC0_0001),
            Float(bitPattern: 0x7F80_0001),
        ]
        let keys = ascending.map { Complexity(UInt64($0.bitPattern), .float32) }
        for (left, right) in zip(keys, keys.dropFirst()) { #expect(left < right) }
    }

    @Test("The simplest float of an interval")
    func intervals() {
        func simplest(_ range: ClosedRange<Float>, _ values: FloatValues = .finite) -> Float {
            let domain = FloatDomain(
                format: .float32, lowest: UInt64(range.lowerBound.bitPattern),
                highest: UInt64(range.upperBound.bitPattern),
                values: values)
            return Float(bitPattern: UInt32(domain.simplest))
        }
        #expect(simplest(-50...50) == 0)
        #expect(simplest(3.2...9) == 4)
        #expect(simplest(-9 ... -3.2) == -4)
        #expect(simplest(1.1...1.4) == 1.25)
        #expect(simplest(0.1...0.3) == 0.25)
        #expect(simplest(88.722...88.7229) == 0x1.62e4p+6)
        #expect(simplest(0x1p-149...0x1p-147) > 0)
        #expect(simplest(Float(1).nextUp...Float(1).nextUp) == Float(1).nextUp)
        #expect(simplest(0...0) == 0)
    }

    @Test("Zero as an end of an interval stands for both zeros, unless it must not be negative")
    func zeros() {
        let both = FloatDomain(format: .float32, lowest: 0, highest: 0x3F80_0000, values: .finite)
        #expect(both.permits(0x8000_0000))
        #expect(!both.permits(0x8000_0001))
        let one = FloatDomain(format: .float32, lowest: 0, highest: 0x3F80_0000, values: .normal)
        #expect(!one.permits(0x8000_0000))
        #expect(!one.permits(1))
    }
}
