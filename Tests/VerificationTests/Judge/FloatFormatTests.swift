import Multiprecision
import Testing

@testable import Verification

@Suite("The format of floats")
struct FloatFormatTests {
    @Test(
        "An ulp of binary32 is 2^(e - 23), with the exponents of normal numbers as floor and ceiling",
        arguments: [
            (1, -23), (0x1.fffffep+0, -23), (2, -22), (1 - 0x1p-26, -24), (-1, -23), (0, -149), (0x1p-149, -149),
            (0x1p-1000, -149), (0x1p-126, -149), (0x1p-125, -148), (0x1p+127, 104), (0x1p+128, 104), (0x1p+200, 104),
            (-Double.infinity, 104),
        ] as [(Double, Int)])
    func ulpExponent(real: Double, exponent: Int) {
        #expect(FloatFormat.binary32.ulpExponent(of: BigFloat(real, precision: 53)) == exponent)
    }

    @Test("An ulp of binary64 reaches from 2^-1074 to 2^971")
    func doubleUlpExponent() {
        let one = BigFloat(1.0, precision: 53)
        #expect(FloatFormat.binary64.ulpExponent(of: one) == -52)
        #expect(FloatFormat.binary64.ulpExponent(of: BigFloat(0.0, precision: 53)) == -1074)
        #expect(FloatFormat.binary64.ulpExponent(of: one.scaled(byPowerOf2: -5000)) == -1074)
        #expect(FloatFormat.binary64.ulpExponent(of: one.scaled(byPowerOf2: 1023)) == 971)
        #expect(FloatFormat.binary64.ulpExponent(of: one.scaled(byPowerOf2: 5000)) == 971)
    }

    @Test("Only floats have a format")
    func dtypes() {
        #expect(FloatFormat(.float32)?.precision == 24)
        #expect(FloatFormat(.float64)?.precision == 53)
        #expect(FloatFormat(.int64) == nil)
        #expect(FloatFormat(.bool) == nil)
    }

    @Test("Rounding goes to the two neighbours of a number, infinities and subnormals included")
    func rounding() {
        let format = FloatFormat.binary32
        let beyond = BigFloat(0x1.ffffff8p+127, precision: 53)
        #expect(format.rounded(beyond, .down) == format.largest)
        #expect(format.rounded(beyond, .up) == .infinity)
        let tiny = BigFloat(0x1p-160, precision: 53)
        #expect(format.rounded(tiny, .down) == 0)
        #expect(format.rounded(tiny, .up) == 0x1p-149)
        #expect(format.rounded(-tiny, .nearest).sign == .minus)
    }

    @Test("An infinity counts as the power of two beyond the largest number")
    func overflowValue() {
        #expect(FloatFormat.binary32.overflowValue(negative: false).toDouble() == 0x1p+128)
        #expect(FloatFormat.binary32.overflowValue(negative: true).toDouble() == -0x1p+128)
        #expect(
            FloatFormat.binary64.overflowValue(negative: false)
                == BigFloat(1, precision: 2).scaled(byPowerOf2: 1024))
    }
}
