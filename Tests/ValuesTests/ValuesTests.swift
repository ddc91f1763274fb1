import Testing

@testable import Values

@Suite struct FloatTextTests {
    @Test func hexTextAlwaysShowsAllDigitsOfAFraction() {
        #expect(Float(bitPattern: 0x42B1_7218).hexText == "0x1.62e430p+6")
        #expect(Float(bitPattern: 0x42B1_7217).hexText == "0x1.62e42ep+6")
        #expect(Float.leastNonzeroMagnitude.hexText == "0x1p-149")
        #expect((-Float.zero).hexText == "-0x0p+0")
        #expect(Float(0.1).hexText == "0x1.99999ap-4")
        #expect(Double(0.1).hexText == "0x1.999999999999ap-4")
    }

    @Test func fullTextNamesValueAndBits() {
        #expect(Float(bitPattern: 0x42B1_7217).fullText == "88.7228317 (0x1.62e42ep+6, 0x42B17217)")
        #expect(Float.nan.bitsText == "0x7FC00000")
    }

    @Test(arguments: [
        Float.leastNonzeroMagnitude, .greatestFiniteMagnitude, 0.1, -1.5, Float.leastNormalMagnitude.nextDown, -0.0,
    ])
    func hexTextReadsBackToTheSameBits(_ value: Float) {
        #expect(Float(text: value.hexText)?.bitPattern == value.bitPattern)
        #expect(Float(text: value.decimalText)?.bitPattern == value.bitPattern)
    }

    @Test func decimalsBeyondTheRangeAreStoredAsWhatTheyRoundTo() {
        #expect(Float(text: "1e39") == .infinity)
        #expect(Float(text: "1e-50") == 0)
        #expect(Float(text: "bits:42B17217")?.bitPattern == 0x42B1_7217)
        #expect(Float(text: "one") == nil)
    }
}

@Suite struct FloatOrdinalTests {
    @Test func neighboursDifferByOne() {
        #expect(Float(0).ordinal == 0)
        #expect((-Float.zero).ordinal == -1)
        #expect(Float(1).nextUp.ordinal == Float(1).ordinal + 1)
        #expect(Float(-1).nextUp.ordinal == Float(-1).ordinal + 1)
    }

    @Test func everyEncodingComesBack() {
        for bits in stride(from: UInt32.min, through: .max - 65521, by: 65521) {
            #expect(Float(ordinal: Float(bitPattern: bits).ordinal).bitPattern == bits)
        }
    }
}

@Suite struct HostArrayTests {
    @Test func equalityIsBitwise() {
        #expect(HostArray([Float.nan]) == HostArray([Float.nan]))
        #expect(HostArray([Float(0)]) != HostArray([Float(-0.0)]))
        #expect(HostArray([Float(0)]) != HostArray([Double(0)]))
        #expect(HostArray([Float(1), 2], shape: [2, 1]) != HostArray([Float(1), 2]))
    }

    @Test func positionsAreRowMajor() {
        #expect(Shape([2, 3]).rowMajorStrides == [3, 1])
        #expect(Shape([2, 3]).index(at: 4) == [1, 1])
        #expect(Shape.scalar.elementCount == 1)
        #expect(Shape([2, 0]).elementCount == 0)
    }
}

@Suite struct DecimalTextTests {
    @Test func appendedDecimalsAreThoseOfC() {
        func appended(_ value: Double, _ digits: Int) -> String {
            var text: [UInt8] = []
            appendDecimal(value, digits: digits, to: &text)
            return String(decoding: text, as: UTF8.self)
        }
        var state: UInt64 = 1
        func check(_ value: Double, _ digits: Int) -> Bool {
            appended(value, digits) == decimalText(value, digits: digits)
        }
        var wrong: [Double] = []
        for _ in 0..<100_000 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let value = Double(Float(bitPattern: UInt32(state >> 32)))
            for digits in [4, 5, 9] where !check(value, digits) { wrong.append(value) }
        }
        // Ties, powers of ten and their neighbours, both sides of either notation.
        for exponent in -45...38 {
            let power = Float("1e\(exponent)")!
            for value in [power, power.nextUp, power.nextDown, -power, power * 9.9999995, power * 2.5] {
                for digits in [4, 5, 9, 17] where !check(Double(value), digits) { wrong.append(Double(value)) }
            }
        }
        for value in [0, -0.0, .infinity, -.infinity, .nan, 1.00005, 0.5, 1.5, 100005, 99999.5, 123456789.5] {
            for digits in [4, 5, 9, 17] where !check(value, digits) { wrong.append(value) }
        }
        #expect(wrong.isEmpty, "\(wrong.prefix(10))")
    }
}
