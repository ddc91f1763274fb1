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
