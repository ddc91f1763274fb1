import Foundation
import Synchronization
import Testing

@testable import Multiprecision

private func number(_ text: String, precision: Int = 400) -> BigFloat { BigFloat(text: text, precision: precision)! }

@Suite struct BigFloatTests {
    @Test(arguments: UnaryFunction.all)
    func functionsAreKnownToFiftyDigits(_ function: UnaryFunction) {
        let argument = BigFloat(function.argument, precision: 53)
        #expect(function.ofNumbers(argument, 200, .nearest).text(digits: 50) == function.value)
    }

    @Test func piIsKnownToFiftyDigits() {
        #expect(
            BigFloat.pi(precision: 200, rounding: .nearest).text(digits: 50)
                == "3.1415926535897932384626433832795028841971693993751e+00")
    }

    @Test func roundingsOfOneThirdAreNeighbours() {
        let one = BigFloat(1, precision: 1)
        let three = BigFloat(3, precision: 2)
        let down = BigFloat.divide(one, three, precision: 24, rounding: .down)
        let up = BigFloat.divide(one, three, precision: 24, rounding: .up)
        #expect(down.nextUp == up && up.nextDown == down)
        #expect(up.toFloat() == 0x1.555556p-2)
        #expect(BigFloat.divide(-one, three, precision: 24, rounding: .towardZero) == -down)
    }

    @Test func arithmeticMatchesBinary64AtItsPrecision() {
        var generator = IntervalGenerator(seed: 7)
        for _ in 0..<500 {
            let x = Double.random(in: -1e6...1e6, using: &generator)
            let y = Double.random(in: -1...1, using: &generator)
            let (a, b) = (BigFloat(x, precision: 53), BigFloat(y, precision: 53))
            #expect(BigFloat.add(a, b, precision: 53, rounding: .nearest) == x + y)
            #expect(BigFloat.subtract(a, b, precision: 53, rounding: .nearest) == x - y)
            #expect(BigFloat.multiply(a, b, precision: 53, rounding: .nearest) == x * y)
            #expect(BigFloat.divide(a, b, precision: 53, rounding: .nearest) == x / y)
            #expect(
                BigFloat.multiplyAdd(a, b, a, precision: 53, rounding: .nearest) == x.addingProduct(x, y))
        }
    }

    @Test func numbersAreExactWhenPrecisionSufficesAndRoundedOtherwise() {
        #expect(BigFloat(0.1, precision: 53) == 0.1)
        #expect(BigFloat(0.1, precision: 24) == Double(Float(0.1)))
        #expect(BigFloat(Float(0.1), precision: 24).toFloat() == 0.1)
        #expect(BigFloat(Int.max, precision: 63).text(digits: 19) == "9.223372036854775807e+18")
        #expect(BigFloat(7, precision: 2, rounding: .down) == 6)
        #expect(BigFloat(7, precision: 2, rounding: .up) == 8)
    }

    @Test func classesAndSigns() {
        let minusZero = BigFloat(-0.0, precision: 24)
        #expect(minusZero.isZero && minusZero.signbit && minusZero.sign == 0 && minusZero.isFinite)
        #expect((-minusZero).signbit == false)
        #expect(BigFloat(-3.5, precision: 24).sign == -1)
        #expect(BigFloat(Double.infinity, precision: 24).isInfinite)
        #expect(!BigFloat(Double.infinity, precision: 24).isFinite)
        #expect(BigFloat(Double.nan, precision: 24).isNaN)
        #expect(!BigFloat(Double.nan, precision: 24).isFinite)
        #expect(BigFloat.sqrt(BigFloat(-1, precision: 1), precision: 24, rounding: .down).isNaN)
    }

    @Test(arguments: [(1.0, 0), (1.5, 0), (2.0, 1), (0.75, -1), (-0x1p-1074, -1074), (0x1.fffffffffffffp1023, 1023)])
    func exponentIsThatOfTheLargestPowerOfTwoNotAbove(_ value: Double, _ exponent: Int) {
        #expect(BigFloat(value, precision: 53).exponent == exponent)
    }

    @Test func nanComparesFalseWithEverything() {
        let nan = BigFloat(Double.nan, precision: 24)
        let one = BigFloat(1, precision: 24)
        #expect(!(nan < one) && !(nan <= one) && !(nan > one) && !(nan >= one) && !(nan == nan) && nan != one)
        #expect(!(nan < 1.0) && !(nan <= 1.0) && !(nan > 1.0) && !(nan >= 1.0) && nan != 1.0)
        #expect(!(one < Double.nan) && !(one >= Double.nan))
    }

    @Test func comparisonIsExactAcrossPrecisions() {
        let slightlyMore = BigFloat(1, precision: 400).nextUp
        #expect(slightlyMore > 1.0 && slightlyMore > BigFloat(1, precision: 1))
        #expect(slightlyMore.nextDown == 1.0)
        #expect(BigFloat(0.0, precision: 5) == BigFloat(-0.0, precision: 9))
    }

    @Test func minimumAndMaximumOrderZerosAndPassNaNOn() {
        let zeros = (BigFloat(-0.0, precision: 2), BigFloat(0.0, precision: 2))
        #expect(BigFloat.min(zeros.0, zeros.1).signbit && BigFloat.min(zeros.1, zeros.0).signbit)
        #expect(!BigFloat.max(zeros.0, zeros.1).signbit && !BigFloat.max(zeros.1, zeros.0).signbit)
        let nan = BigFloat(Double.nan, precision: 2)
        #expect(BigFloat.min(nan, zeros.0).isNaN && BigFloat.min(zeros.0, nan).isNaN)
        #expect(BigFloat.max(nan, zeros.0).isNaN && BigFloat.max(zeros.0, nan).isNaN)
    }

    @Test func floorAndPowersOfTwoAreExact() {
        #expect(BigFloat(-3.5, precision: 3).floor() == -4)
        #expect(BigFloat(3.5, precision: 3).scaled(byPowerOf2: -1076) == number("0x3.8p-1076"))
        #expect(BigFloat.pow(BigFloat(3, precision: 2), -2, precision: 53, rounding: .nearest) == 1.0 / 9)
    }
}

@Suite struct BigFloatTextTests {
    @Test func significantDigitsInScientificNotation() {
        #expect(number("2.06115362243855e-09").text(digits: 8) == "2.0611536e-09")
        #expect(number("1").text(digits: 1) == "1e+00")
        #expect(number("0.1").text(digits: 3, rounding: .down) == "1.00e-01")
        #expect(number("-0").text(digits: 2) == "-0.0e+00")
        #expect(number("-inf").description == "-inf")
        #expect(number("nan").description == "nan")
        #expect(BigFloat(0.1, precision: 24).description == "1.00000001e-01")
    }

    @Test(arguments: ["0x1.8p-4", "0X1.8P-4", "0.09375", "9.375e-2", "+.09375", "93.75E-3"])
    func decimalAndHexadecimalTextIsRead(_ text: String) {
        #expect(number(text) == 0.09375)
    }

    @Test(arguments: ["", "-", "one", "1x", " 1", "1 ", "0b101", "1@5", "@inf@", "0x", "1e", "1,5", "++1", "infinit"])
    func otherTextIsRefused(_ text: String) {
        #expect(BigFloat(text: text, precision: 53) == nil)
    }

    @Test func textIsRoundedAsAsked() {
        let down = BigFloat(text: "0.1", precision: 24, rounding: .down)!
        let up = BigFloat(text: "0.1", precision: 24, rounding: .up)!
        #expect(down.nextUp == up && up.toFloat() == 0.1)
    }
}

@Suite struct BigFloatConversionTests {
    @Test func everyRoundingOfADoubleToFloatIsTheNeighbourItNames() {
        var generator = IntervalGenerator(seed: 3)
        for _ in 0..<5000 {
            // Exponents from below the smallest subnormal to above the largest float, with few or many bits.
            let scale = Double(sign: .plus, exponent: .random(in: -152...129, using: &generator), significand: 1)
            let significand = Double.random(in: 1..<2, using: &generator)
            let value = Bool.random(using: &generator) ? scale * significand : -scale * Double(Float(significand))
            let exact = BigFloat(value, precision: 53)
            let nearest = exact.toFloat()
            #expect(nearest == Float(value))
            let below = Double(nearest) <= value ? nearest : nearest.nextDown
            let above = Double(nearest) >= value ? nearest : nearest.nextUp
            #expect(exact.toFloat(rounding: .down) == below)
            #expect(exact.toFloat(rounding: .up) == above)
            #expect(exact.toFloat(rounding: .towardZero) == (value < 0 ? above : below))
        }
    }

    @Test func floatIsRoundedOnceWhereBinary64WouldRoundTwice() {
        // Just above the middle of 1 and its neighbour, by less than binary64 can hold.
        #expect(number("0x1.0000010000000000001p0").toFloat() == Float(1).nextUp)
        #expect(number("0x1.000001p0").toFloat() == 1)
        #expect(number("0x1.000003p0").toFloat() == Float(1).nextUp.nextUp)
        // The same at a subnormal.
        #expect(number("0x1.80000000000000000001p-149").toFloat() == 0x1p-148)
        #expect(number("0x2.80000000000000000000p-149").toFloat() == 0x1p-148)
    }

    @Test func halfTheSmallestSubnormalTiesToZero() {
        let half = number("0x1p-150")
        #expect(half.toFloat().bitPattern == 0)
        #expect((-half).toFloat().bitPattern == 0x8000_0000)
        #expect(half.nextUp.toFloat() == .leastNonzeroMagnitude)
        #expect(half.nextDown.toFloat(rounding: .up) == .leastNonzeroMagnitude)
        #expect((-half).toFloat(rounding: .down) == -.leastNonzeroMagnitude)
        let halfDouble = number("0x1p-1075")
        #expect(halfDouble.toDouble().bitPattern == 0)
        #expect(halfDouble.nextUp.toDouble() == .leastNonzeroMagnitude)
        #expect(number("0x1p-100000").toDouble(rounding: .up) == .leastNonzeroMagnitude)
        #expect(number("-0x1p-100000").toFloat(rounding: .down) == -.leastNonzeroMagnitude)
    }

    @Test func nearestOverflowsFromHalfAnUlpAboveTheLargest() {
        let threshold = number("0x1.ffffffp127")
        #expect(threshold.toFloat() == .infinity)
        #expect(threshold.nextDown.toFloat() == .greatestFiniteMagnitude)
        #expect(number("0x1p5000").toFloat(rounding: .down) == .greatestFiniteMagnitude)
        #expect(number("0x1.fffffe0001p127").toFloat(rounding: .up) == .infinity)
        let doubleThreshold = number("0x1.fffffffffffff8p1023")
        #expect(doubleThreshold.toDouble() == .infinity)
        #expect(doubleThreshold.nextDown.toDouble() == .greatestFiniteMagnitude)
        #expect(number("-0x1p5000").toDouble(rounding: .towardZero) == -.greatestFiniteMagnitude)
    }

    @Test func specialValuesConvertToThemselves() {
        #expect(number("nan").toFloat().isNaN && number("nan").toDouble().isNaN)
        #expect(number("-inf").toFloat() == -.infinity)
        #expect(number("-0").toDouble().sign == .minus && number("-0").toFloat().sign == .minus)
    }
}

@Suite struct BigFloatThreadTests {
    /// A fresh thread starts with MPFR's narrow default range, about 2^(±2^30), where all of these would be lost.
    @Test func everyThreadHasTheWidestExponentRange() {
        let finished = DispatchSemaphore(value: 0)
        let results = Mutex<[[Bool]]>([])
        for index in 0..<8 {
            Thread {
                let checks = (0..<200).flatMap { _ in Self.computeFarOut(exponent: 1 << 40 + index) }
                results.withLock { $0.append(checks) }
                finished.signal()
            }.start()
        }
        for _ in 0..<8 { finished.wait() }
        #expect(results.withLock { $0.count } == 8)
        #expect(results.withLock { $0.allSatisfy { $0.allSatisfy { $0 } } })
    }

    private static func computeFarOut(exponent: Int) -> [Bool] {
        let one = BigFloat(1, precision: 64)
        let large = one.scaled(byPowerOf2: exponent)
        let small = BigFloat.divide(one, large, precision: 128, rounding: .down)
        let exponential = BigFloat.exp(BigFloat(1e15, precision: 64), precision: 64, rounding: .nearest)
        let text = BigFloat(text: "0x1p-1000000000000", precision: 64)
        return [
            large.exponent == exponent, small.isFinite && small.exponent == -exponent, exponential.isFinite,
            text?.exponent == -1_000_000_000_000, large.toFloat() == .infinity, small.toDouble() == 0,
            BigFloat.multiply(large, small, precision: 64, rounding: .down) == 1.0,
        ]
    }

    /// Copies of one number are read, and released, by many threads at once.
    @Test func numbersAreSharedBetweenThreads() async {
        let two = BigFloat(2, precision: 300)
        let expected = BigFloat.sqrt(two, precision: 300, rounding: .nearest).text(digits: 90)
        let texts = await withTaskGroup(of: String.self) { group in
            for _ in 0..<64 {
                group.addTask { BigFloat.sqrt(two, precision: 300, rounding: .nearest).text(digits: 90) }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(texts == Array(repeating: expected, count: 64))
    }
}
