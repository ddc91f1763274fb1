import Foundation
import PropertyTesting

extension PlantedMistake {
    static let exponentials: [PlantedMistake] = [
        .unary("expm1 as exp(x) - 1", anchors: [88.72284, -17.32868], { expm1($0) }) { Foundation.exp($0) - 1 },
        .unary("exp overflows from 88", anchors: [88.72284, -87.33655, -103.97208], { exp($0) }) {
            $0 >= 88 ? .infinity : Float(exp(Double($0)))
        },
        .unary("exp flushes subnormal results", anchors: [88.72284, -87.33655, -103.97208], { exp($0) }) {
            let y = Float(exp(Double($0)))
            return y.isSubnormal ? 0 : y
        },
        .unary("exp2 of its argument's float32 multiple", anchors: [88.72284, -87.33655], { exp($0) }) {
            Foundation.exp2($0 * 1.442695)
        },
        .unary("logistic as 1 / (1 + exp(-x))", anchors: [-88.72284, -103.97208, 16.63553], { 1 / (1 + exp(-$0)) }) {
            1 / (1 + Foundation.exp(-$0))
        },
        .unary("softplus as log(1 + exp(x))", anchors: [88.72284, -103.97208], { $0 > 40 ? $0 : log1p(exp($0)) }) {
            Foundation.log(1 + Foundation.exp($0))
        },
        .unary(
            "softplus is x from 10 on", anchors: [88.72284, -103.97208, 16.63553], { $0 > 40 ? $0 : log1p(exp($0)) }
        ) {
            $0 > 10 ? $0 : Float(log1p(exp(Double($0))))
        },
        .unary("tanh by exponentials", anchors: [9.010913, -9.010913], { tanh($0) }) {
            let e = Foundation.exp(2 * $0)
            return (e - 1) / (e + 1)
        },
        .unary("tanh saturates at 8", anchors: [9.010913, -9.010913], budget: 1, { tanh($0) }) {
            $0.magnitude > 8 ? ($0 < 0 ? -1 : 1) : Float(tanh(Double($0)))
        },
        .unary("sinh by exponentials", anchors: [89.41599], { sinh($0) }) {
            (Foundation.exp($0) - Foundation.exp(-$0)) / 2
        },
    ]

    static let logarithms: [PlantedMistake] = [
        .unary("log1p as log(1 + x)", anchors: [-1, 0], { log1p($0) }) { Foundation.log(1 + $0) },
        .unary("log2 as log(x) / log(2)", anchors: [1], budget: 1, { log2($0) }) {
            Foundation.log($0) / Foundation.log(Float(2))
        },
        .unary("log takes subnormals for zero", anchors: [1, 0.70710678], { log($0) }) {
            $0.isSubnormal ? -.infinity : Float(log(Double($0)))
        },
        .unary("log of a slice above its branch point", anchors: [1, 0.70710678, 1.4142135], { log($0) }) {
            ($0 >= 0.70710678 && $0 < 0.70808334) ? Float(log(Double($0))) * 1.00001 : Float(log(Double($0)))
        },
        .unary("log of -0 is NaN", anchors: [1, 0], { log($0) }) { $0.sign == .minus ? .nan : Float(log(Double($0))) },
    ]

    static let rounding: [PlantedMistake] = [
        .exact("rounds halves away from zero", { $0.rounded(.toNearestOrEven) }) {
            $0.rounded(.toNearestOrAwayFromZero)
        },
        .exact("rounds as floor(x + 1/2)", { $0.rounded(.toNearestOrAwayFromZero) }) {
            $0 < 0 ? -(-$0 + 0.5).rounded(.down) : ($0 + 0.5).rounded(.down)
        },
        .exact("truncates through Int32", { $0.rounded(.towardZero) }) {
            $0.isFinite && $0.magnitude < 0x1p40
                ? Float(sign: $0.sign, exponent: 0, significand: Float(Int32(truncatingIfNeeded: Int64($0))).magnitude)
                : $0
        },
        .exact("floor is truncation", { $0.rounded(.down) }) { $0.rounded(.towardZero) },
        .exact("ceiling loses the sign of zero", { $0.rounded(.up) }) { $0.rounded(.up) + 0 },
        .exact(
            "fraction of large numbers by the remainder of 2^23", { $0.isFinite ? $0 - $0.rounded(.towardZero) : .nan }
        ) {
            guard $0.isFinite else { return .nan }
            return $0.magnitude >= 0x1p22 ? $0 - $0 : $0 - $0.rounded(.towardZero)
        },
    ]

    static let bits: [PlantedMistake] = [
        .exact("magnitude of -0 is -0", { $0.magnitude }) { $0 < 0 ? -$0 : $0 },
        .exact("negation loses NaN payloads", { -$0 }) { $0.isNaN ? -Float.nan : -$0 },
        .exact("a doubling that takes subnormals for zero", { 2 * $0 }) { $0.isSubnormal ? 0 * $0 : 2 * $0 },
        .exact("relu swallows NaN", { $0.isNaN || $0 > 0 ? $0 : 0 }) { $0 > 0 ? $0 : 0 },
        .exact("the next float of the last before a power of two", { $0.nextUp }) {
            $0.isFinite && $0 > 0 && $0.bitPattern & 0x7F_FFFF == 0x7F_FFFF ? $0 + $0.ulp / 2 : $0.nextUp
        },
        .exact("the next float of -0", { $0.nextUp }) { $0 == 0 && $0.sign == .minus ? 0 : $0.nextUp },
        .exact(
            "binary16 overflows from its largest number on", anchors: [65504, 65520, 0x1p-14, 0x1p-25],
            { rounded(to: .float16, $0) }
        ) {
            $0.magnitude > 65504 && $0.isFinite ? ($0 < 0 ? -.infinity : .infinity) : rounded(to: .float16, $0)
        },
        .exact("binary16 has no subnormals", anchors: [65504, 65520, 0x1p-14, 0x1p-25], { rounded(to: .float16, $0) }) {
            $0.magnitude < 0x1p-14 ? 0 * $0 : rounded(to: .float16, $0)
        },
        .exact(
            "bfloat16 by cutting bits off",
            { rounded(to: .bfloat16, $0) }
        ) {
            $0.isNaN ? .nan : Float(bitPattern: $0.bitPattern & 0xFFFF_0000)
        },
    ]

    static let others: [PlantedMistake] = [
        .unary("square root as x / sqrt(x)", anchors: [0], { $0.squareRoot() }) { $0 / $0.squareRoot() },
        .unary("arcsine clamps what is just above 1", anchors: [1, -1], { asin($0) }) {
            Float(asin(Double($0.magnitude < 1.000001 ? min(max($0, -1), 1) : $0)))
        },
        .unary("sine reduces its argument in float32", anchors: [1.5707964, 3.1415927], budget: 64, { sin($0) }) {
            guard $0.magnitude > 1e4, $0.isFinite else { return Float(sin(Double($0))) }
            return Float(sin(Double(fmod($0, 2 * Float.pi))))
        },
        .unary("erf is 1 from 3 on", anchors: [3.9192059], budget: 2, { erf($0) }) {
            $0 >= 3 ? 1 : Float(erf(Double($0)))
        },
        .unary("cube root of negative numbers", { cbrt($0) }) { $0 < 0 ? .nan : Float(cbrt(Double($0))) },
        .unary("reciprocal of subnormals", { 1 / $0 }) { $0.isSubnormal ? ($0 < 0 ? -.infinity : .infinity) : 1 / $0 },
        .binary("hypotenuse without scaling", { ($0 * $0 + $1 * $1).squareRoot() }) { x, y in
            x.isInfinite || y.isInfinite ? .infinity : (x * x + y * y).squareRoot()
        },
        .binary("mean by a sum that overflows", budget: 2, { ($0 + $1) / 2 }) { ($0 + $1) / 2 },
        .binary("quotient by a reciprocal", budget: 1, { $0 / $1 }) { $0 * (1 / $1) },
        .binary("remainder by a quotient", budget: 4, { fmod($0, $1) }) { x, y in x - y * (x / y).rounded(.towardZero)
        },
        .exactBinary("maximum forgets NaN on one side", { x, y in x.isNaN ? x : y.isNaN ? y : max(x, y) }) { x, y in
            x.isNaN ? x : y.isNaN ? x : max(x, y)
        },
        .exactBinary("equality by difference", { x, y in x == y ? 1 : 0 }) { x, y in x - y == 0 ? 1 : 0 },
        .binary("angle on the negative axis", { atan2($0, $1) }) { y, x in
            y == 0 && x < 0 ? Float.pi : Float(atan2(Double(y), Double(x)))
        },
        .binary("exact when equal, else an ulp or ten", { $0 - $1 }) { x, y in x == -y ? (x - y) * 1.00001 : x - y },
    ]

    package static let scalars = exponentials + logarithms + rounding + bits + others
}

/// The nearest number of a narrow format; NaN loses its payload.
private func rounded(to format: FloatFormat, _ x: Float) -> Float {
    x.isNaN ? .nan : Float(format.value(format.bits(nearest: Double(x))))
}
