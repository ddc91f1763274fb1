import Foundation
import Testing

@testable import TensorEngine

/// Activations against correctly rounded values, computed in 400 bits by other software from the textbook formulas.
@Suite("Activations")
struct ActivationTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let name: String
        let at: [Float]
        let bits: [UInt32]

        var testDescription: String { name }
    }

    private static func function(_ name: String) -> (Tensor) -> Tensor {
        switch name {
        case "softplus": { softplus($0) }
        case "logSigmoid": logSigmoid
        case "silu": silu
        case "mish": mish
        case "gelu": { gelu($0) }
        case "geluTanh": { gelu($0, approximate: .tanh) }
        case "elu": { elu($0) }
        case "selu": selu
        case "leakyRelu": { leakyRelu($0) }
        case "hardSwish": hardSwish
        case "relu6": relu6
        default: preconditionFailure("no function is called \(name)")
        }
    }

    private static var all: [(Tensor) -> Tensor] { values.map { function($0.name) } }

    private func floats(_ tensor: Tensor) -> [Float] { tensor.hostArray.float32! }

    private func gradient(_ x: Tensor, _ function: (Tensor) -> Tensor) -> Tensor {
        TensorEngine.gradient(at: x) { function($0).sum(.all) }
    }

    // MARK: Values

    /// From subnormal results over ordinary ones to saturation.
    static let values = [
        Row(
            name: "softplus", at: [-103.5, -9e+01, -2e+01, -1, 0, 1, 14, 17.5, 1e+02],
            bits: [
                0x0000_0001, 0x0008_EC28, 0x310D_A433, 0x3EA0_63D6, 0x3F31_7218, 0x3FA8_18F5, 0x4160_0001,
                0x418C_0000, 0x42C8_0000,
            ]),
        Row(
            name: "logSigmoid", at: [103.5, 9e+01, 2e+01, 1, 0, -1, -14, -17.5, -1e+02],
            bits: [
                0x8000_0001, 0x8008_EC28, 0xB10D_A433, 0xBEA0_63D6, 0xBF31_7218, 0xBFA8_18F5, 0xC160_0001,
                0xC18C_0000, 0xC2C8_0000,
            ]),
        Row(
            name: "silu", at: [-108.5, -1e+02, -2e+01, -1.2784646, -1, 2, 17, 1e+02],
            bits: [
                0x8000_0001, 0x8000_0A5F, 0xB331_0D3F, 0xBE8E_92E8, 0xBE89_B2B1, 0x3FE1_7BEB, 0x4188_0000,
                0x42C8_0000,
            ]),
        Row(
            name: "mish", at: [-108.5, -1e+02, -2e+01, -1.1924312, -1, 2, 8.5, 1e+02],
            bits: [
                0x8000_0001, 0x8000_0A5F, 0xB331_0D3F, 0xBE9E_20B9, 0xBE9B_5770, 0x3FF8_D3A6, 0x4107_FFFF,
                0x42C8_0000,
            ]),
        Row(
            name: "gelu", at: [-14.1, -13.2, -1e+01, -5, -0.7517915, -1, 2, 5.5, 1e+02],
            bits: [
                0x8000_0013, 0x803F_0DA3, 0x9AB8_3C9B, 0xB5C0_5E5D, 0xBE2E_0CEF, 0xBE22_7686, 0x3FFA_2D0C,
                0x40B0_0000, 0x42C8_0000,
            ]),
        Row(
            name: "geluTanh", at: [-10.4, -1e+01, -5, -0.7524614, -1, 2, 4.7, 1e+02],
            bits: [
                0x8000_18E8, 0x8223_E47F, 0xB476_146A, 0xBE2E_1F2A, 0xBE22_9E91, 0x3FFA_3042, 0x4096_6663,
                0x42C8_0000,
            ]),
        Row(
            name: "elu", at: [-1e+02, -17, -1, -0.0001, 0.5],
            bits: [
                0xBF80_0000, 0xBF7F_FFFF, 0xBF21_D2A7, 0xB8D1_B468, 0x3F00_0000,
            ]),
        Row(
            name: "selu", at: [-1e+02, -17, -1, -0.0001, 0.5],
            bits: [
                0xBFE1_0966, 0xBFE1_0966, 0xBF8E_4016, 0xB938_5742, 0x3F06_7D5F,
            ]),
        Row(
            name: "leakyRelu", at: [-1e-37, -3, 0.5],
            bits: [
                0x800A_E398, 0xBCF5_C28F, 0x3F00_0000,
            ]),
        Row(
            name: "hardSwish", at: [-4, -2.9999998, -1.5, 0.7, 2.9999998, 5],
            bits: [
                0x0000_0000, 0xB3FF_FFFF, 0xBEC0_0000, 0x3EDD_036A, 0x403F_FFFF, 0x40A0_0000,
            ]),
        Row(
            name: "relu6", at: [-1, 3, 5.9999995, 7],
            bits: [
                0x0000_0000, 0x4040_0000, 0x40BF_FFFF, 0x40C0_0000,
            ]),
    ]

    @Test("results are correctly rounded, down to subnormal ones", arguments: values)
    func results(_ row: Row) {
        let y = Self.function(row.name)(Tensor(row.at, shape: [row.at.count]))
        #expect(floats(y).map(\.bitPattern) == row.bits)
    }

    /// Next to the slopes' zeros, in their tails and at kinks.
    static let slopes = [
        Row(
            name: "softplus", at: [-103.5, -2e+01, 0, 3],
            bits: [
                0x0000_0001, 0x310D_A433, 0x3F00_0000, 0x3F73_DBE6,
            ]),
        Row(
            name: "logSigmoid", at: [103.5, 2e+01, 0, -3],
            bits: [
                0x0000_0001, 0x310D_A433, 0x3F00_0000, 0x3F73_DBE6,
            ]),
        Row(
            name: "silu", at: [-105, -2e+01, -1.2784646, -1.2784646, -1.2784644, 2.4, 3e+01],
            bits: [
                0x8000_0013, 0xB328_32FC, 0xB142_45CF, 0xB142_45CF, 0x32C6_C14F, 0x3F8C_C789, 0x3F80_0000,
            ]),
        Row(
            name: "mish", at: [-105, -2e+01, -1.1924313, -1.1924312, -1.1924311, 1.5, 3e+01],
            bits: [
                0x8000_0013, 0xB328_32FC, 0xB305_2FF6, 0x305F_5BBA, 0x330C_2AD5, 0x3F8B_5393, 0x3F80_0000,
            ]),
        Row(
            name: "gelu", at: [-14, -1e+01, -0.82, -0.7517916, -0.7517915, -0.7517914, -0.68, 1.4, 6],
            bits: [
                0x8000_0442, 0x9C66_4084, 0xBCE2_4706, 0xB304_E9E1, 0x32B0_05CD, 0x3346_794C, 0x3D07_0A8E,
                0x3F90_7E8B, 0x3F80_0000,
            ]),
        Row(
            name: "geluTanh", at: [-10.3, -8, -0.82, -0.7524615, -0.7524614, -0.68, 1.4, 6],
            bits: [
                0x801B_1A92, 0x9F5E_A63F, 0xBCDF_A0FB, 0xB303_24F3, 0x32B2_70E6, 0x3D08_0A4D, 0x3F90_8084,
                0x3F80_0000,
            ]),
        Row(
            name: "elu", at: [-103.5, -17, 0, 2],
            bits: [
                0x0000_0001, 0x3331_CF19, 0x3F80_0000, 0x3F80_0000,
            ]),
        Row(
            name: "selu", at: [-103.5, -17, 0, 2],
            bits: [
                0x0000_0001, 0x339C_4D8C, 0x3FE1_0966, 0x3F86_7D5F,
            ]),
        Row(
            name: "leakyRelu", at: [-3, 0, 2],
            bits: [
                0x3C23_D70A, 0x3C23_D70A, 0x3F80_0000,
            ]),
        Row(
            name: "hardSwish", at: [-4, -3, -2.9999998, -1.4999999, 2.9999998, 3],
            bits: [
                0x0000_0000, 0x0000_0000, 0xBEFF_FFFD, 0x332A_AAAB, 0x3FBF_FFFF, 0x3F80_0000,
            ]),
        Row(
            name: "relu6", at: [-1, 0, 3, 6, 7],
            bits: [
                0x0000_0000, 0x0000_0000, 0x3F80_0000, 0x0000_0000, 0x0000_0000,
            ]),
    ]

    @Test("gradients are correctly rounded, next to their zeros as well", arguments: slopes)
    func gradients(_ row: Row) {
        let g = gradient(Tensor(row.at, shape: [row.at.count]), Self.function(row.name))
        // The sign of a zero is not promised.
        #expect(floats(g).map { ($0 + 0).bitPattern } == row.bits)
    }

    @Test("at infinity are limits, and zeros that are approached from below are negative")
    func infinities() {
        func bits(_ function: (Tensor) -> Tensor) -> [UInt32] {
            floats(function([.number(.infinity), .number(-.infinity), 0, -0.0])).map(\.bitPattern)
        }
        let (plus, minus, zero, negativeZero): (UInt32, UInt32, UInt32, UInt32) = (
            0x7F80_0000, 0xFF80_0000, 0, 0x8000_0000
        )
        for function in [silu, mish, { gelu($0) }, { gelu($0, approximate: .tanh) }] {
            #expect(bits(function) == [plus, negativeZero, zero, negativeZero])
        }
        #expect(bits({ softplus($0) }).prefix(2) == [plus, zero])
        #expect(bits(logSigmoid).prefix(2) == [negativeZero, minus])
        #expect(bits({ elu($0, alpha: 0.5) }) == [plus, Float(-0.5).bitPattern, zero, negativeZero])
        #expect(bits(selu).prefix(2) == [plus, Float(-1.7580993408473766).bitPattern])
        #expect(bits({ leakyRelu($0) }).prefix(2) == [plus, minus])
        #expect(floats(relu6([.number(.infinity), .number(-.infinity)])) == [6, 0])
        #expect(floats(hardSwish([.number(.infinity), .number(-.infinity)])) == [.infinity, 0])
        #expect(floats(leakyRelu([.number(-.infinity)], slope: 0)) == [0])
        #expect(floats(elu([.number(-.infinity)], alpha: 0)) == [0])
    }

    @Test("the largest numbers give neither NaN nor infinities that are not theirs")
    func extremes() {
        let largest = Float.greatestFiniteMagnitude
        let x = Tensor([largest, -largest], shape: [2])
        for function in [silu, mish, { gelu($0) }, { gelu($0, approximate: .tanh) }, hardSwish, { softplus($0) }] {
            #expect(floats(function(x)) == [largest, 0])
            #expect(floats(gradient(x, function)) == [1, 0])
        }
        #expect(floats(logSigmoid(x)) == [0, -largest])
        #expect(floats(gradient(x, logSigmoid)) == [0, 1])
        #expect(floats(selu(x))[0] == .infinity)
    }

    @Test("half of a smallest number is no tie, because the square that follows is positive")
    func ties() {
        let smallest: [UInt32] = [1, 0x8000_0001, 3, 0x8000_0003, 0, 0x8000_0000]
        let x = Tensor(smallest.map(Float.init(bitPattern:)), shape: [6])
        let bits: [UInt32] = [1, 0x8000_0000, 2, 0x8000_0001, 0, 0x8000_0000]
        for function in [silu, { gelu($0) }, { gelu($0, approximate: .tanh) }, hardSwish] {
            #expect(floats(function(x)).map(\.bitPattern) == bits)
        }
    }

    @Test("gradients have limits at infinity")
    func gradientsAtInfinity() {
        let x = Tensor([Float.infinity, -.infinity], shape: [2])
        for function in [silu, mish, { gelu($0) }, { gelu($0, approximate: .tanh) }, hardSwish, { softplus($0) }] {
            #expect(floats(gradient(x, function)) == [1, 0])
        }
        #expect(floats(gradient(x, { elu($0) })) == [1, 0])
        #expect(floats(gradient(x, relu6)) == [0, 0])
    }

    @Test("NaN stays, and a zero cotangent gives a zero gradient")
    func nan() {
        for function in Self.all {
            #expect(floats(function(Tensor([.nan], shape: [1])))[0].isNaN)
            let x = Tensor([-100, -1, 0, 3, 1000], shape: [5])
            let gradient = TensorEngine.gradient(at: x) { (0 * function($0)).sum(.all) }
            #expect(floats(gradient) == [0, 0, 0, 0, 0])
        }
    }

    @Test("parameters scale as the formulas say")
    func parameters() {
        // log(1 + exp(-1)) / 2, and the same with a negative sign before x and beta.
        let expected = Float(log1p(Foundation.exp(-1.0)) / 2)
        #expect(floats(softplus([-0.5], beta: 2)) == [expected])
        #expect(floats(softplus([0.5], beta: -2)) == [-expected])
        // No threshold: at 2 * 10.4 > 20 the result still is not x.
        #expect(floats(softplus([5], beta: 2)) == [Float(5 + log1p(Foundation.exp(-10.0)) / 2)])
        #expect(floats(elu([-1, 2], alpha: 0.3)) == [Float(0.3 * expm1(-1.0)), 2])
        #expect(floats(leakyRelu([-3, 2], slope: 0.2)) == [Float(-0.6), 2])
        // A slope is not rounded to float32 before it is used.
        #expect(floats(leakyRelu(Tensor([-16_777_215], shape: [1]), slope: 0.1)) == [-1_677_721.5])
    }

    @Test("float64 results keep about fifteen digits, in the tails too")
    func doubles() {
        func value(_ x: Double, _ function: (Tensor) -> Tensor) -> Double {
            function(Tensor([x] as [Double], shape: [1])).values[0]
        }
        func expect(_ value: Double, _ exact: Double) { #expect(abs(value / exact - 1) < 1e-14) }
        expect(value(-10, { gelu($0) }), -7.619853024160526e-23)
        expect(value(-6, { gelu($0, approximate: .tanh) }), -8.439646700762297e-11)
        expect(value(-30, silu), -2.8072868906517896e-12)
        expect(value(-30, mish), -2.807286890651921e-12)
        expect(value(-30, { softplus($0) }), 9.357622968839737e-14)
        expect(value(30, logSigmoid), -9.357622968839737e-14)
        expect(value(-1, selu), -1.1113307378125628)
        expect(value(0.1, hardSwish), 0.1 * 3.1 / 6)
    }

    // MARK: Kinks

    @Test("a kink belongs to the side that PyTorch gives it")
    func kinks() {
        func slopes(_ x: [Float], _ function: (Tensor) -> Tensor) -> [Float] {
            floats(gradient(Tensor(x, shape: [x.count]), function))
        }
        #expect(slopes([0, -0.0], { elu($0, alpha: 0.5) }) == [0.5, 0.5])
        #expect(slopes([0, -0.0], selu) == [1.7580993, 1.7580993])
        #expect(slopes([0, -0.0], { leakyRelu($0) }) == [0.01, 0.01])
        #expect(slopes([0, -0.0, 6], relu6) == [0, 0, 0])
        #expect(slopes([-3, 3], hardSwish) == [0, 1])
    }

    // MARK: Derivatives

    @Test("first and second derivatives are those of the functions")
    func derivatives() {
        var numbers = Numbers(seed: 8)
        for range in [-2.5 ... -0.2, 0.2...2.5] {
            let x = numbers.tensor([2, 3], in: range)
            for function in Self.all { expectDerivatives(at: [x]) { function($0[0]) } }
            expectDerivatives(at: [x]) { softplus($0[0], beta: 0.7) + softplus($0[0], beta: -1.5) }
            expectDerivatives(at: [x]) { elu($0[0], alpha: -0.4) * leakyRelu($0[0], slope: 0.3) }
        }
    }

    @Test("the second derivative of gelu has none of its own")
    func curvature() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = TensorEngine.gradient(at: [1]) { Operation.geluCurvature($0, $0).sum(.all) }
        }
        #expect(trapMessage(result).contains("geluCurvature"))
    }

    // MARK: Layouts and mistakes

    @Test("strides do not change bits")
    func layouts() {
        var numbers = Numbers(seed: 9)
        let whole = numbers.tensor([6, 10], in: -4...4, dtype: .float32)
        let view = whole[.every(2), .reversed].transposed()
        let copy = Tensor(view.hostArray)
        for function in Self.all {
            #expect(function(view).hostArray == function(copy).hostArray)
            #expect(gradient(view, function).hostArray == gradient(copy, function).hostArray)
        }
    }

    @Test("parameters that no formula has are refused")
    func mistakes() {
        func message(_ operation: TensorEngine.Operation, _ attributes: Attributes) -> String {
            do {
                return "\(try operation.shapeRule([TensorType(.float32, [2])], attributes))"
            } catch { return error.description }
        }
        #expect(message(.softplus, ["beta": .real(0)]) == "attribute beta must not be zero")
        #expect(message(.softplus, ["beta": .real(.nan)]) == "attribute beta must be a finite number, got nan")
        #expect(message(.elu, ["alpha": .real(.infinity)]) == "attribute alpha must be a finite number, got inf")
        #expect(message(.leakyRelu, ["slope": .text("steep")]) == "attribute slope must be a finite number, got steep")
        #expect(message(.gelu, ["approximate": .text("erf")]) == "attribute approximate must be none or tanh, got erf")
        #expect(message(.gelu, ["approximate": .integer(1)]) == "attribute approximate must be none or tanh, got 1")
        #expect(message(.siluGradient, [:]) == "expected 2 inputs, got 1")
        let types = [TensorType(.float32, [2]), TensorType(.float32, [3])]
        #expect(throws: OperandError("x and g must have one shape, got [2] and [3]")) {
            try TensorEngine.Operation.mishGradient.shapeRule(types, [:])
        }
    }
}
