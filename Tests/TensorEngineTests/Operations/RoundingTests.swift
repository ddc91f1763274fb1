import Testing

@testable import TensorEngine

@Suite("Rounding to integers") struct RoundingTests {
    private func bits(_ values: [Float]) -> [UInt32] { values.map(\.bitPattern) }

    private func bits(_ tensor: Tensor) -> [UInt32] { bits(tensor.hostArray.float32!) }

    @Test("halves go down, up, to even, and toward zero, and zeros keep their sign")
    func halves() {
        let x = Tensor([0.5, 1.5, 2.5, -0.5, -1.5, -2.5], shape: [6])
        #expect(bits(floor(x)) == bits([0, 1, 2, -1, -2, -3]))
        #expect(bits(ceil(x)) == bits([1, 2, 3, -0.0, -1, -2]))
        #expect(bits(round(x)) == bits([0, 2, 2, -0.0, -2, -2]))
        #expect(bits(trunc(x)) == bits([0, 1, 2, -0.0, -1, -2]))
    }

    @Test("the last floats with fractions, the first without")
    func large() {
        let x = Tensor([0x1.fffffep+22, -0x1.fffffep+22, 0x1.000002p+23, -0x1.fffffep+127, 0x1p-149], shape: [5])
        #expect(bits(floor(x)) == bits([8_388_607, -8_388_608, 8_388_609, -0x1.fffffep+127, 0]))
        #expect(bits(ceil(x)) == bits([8_388_608, -8_388_607, 8_388_609, -0x1.fffffep+127, 1]))
        #expect(bits(round(x)) == bits([8_388_608, -8_388_608, 8_388_609, -0x1.fffffep+127, 0]))
        #expect(bits(trunc(x)) == bits([8_388_607, -8_388_607, 8_388_609, -0x1.fffffep+127, 0]))
    }

    @Test("what is no number, and what is an integer, stays", arguments: [floor, ceil, round, trunc])
    func fixed(_ function: @Sendable (Tensor) -> Tensor) {
        let x: [Float] = [.infinity, -.infinity, 0, -0.0, 3, -4]
        #expect(bits(function(Tensor(x, shape: [6]))) == bits(x))
        #expect(function(Tensor([.nan] as [Float], shape: [1])).values[0].isNaN)
        #expect(function(Tensor([0x1.fffffffffffffp+51] as [Double], shape: [1])).dtype == .float64)
    }

    @Test("float64 has fractions that float32 has not")
    func wide() {
        let x = Tensor([0x1.fffffffffffffp+51, 1 - 0x1p-53, 0.5 - 0x1p-54] as [Double], shape: [3])
        #expect(floor(x).values == [0x1.ffffffffffffep+51, 0, 0])
        #expect(ceil(x).values == [0x1p+52, 1, 1])
        #expect(round(x).values == [0x1p+52, 1, 0])
        #expect(trunc(x).values == [0x1.ffffffffffffep+51, 0, 0])
    }

    @Test("signs are -1, 0 and 1 in every dtype of numbers")
    func signs() {
        let x = Tensor([0x1p-149, -3, 0, -0.0, .infinity, -.infinity], shape: [6])
        #expect(bits(sign(x)) == bits([1, -1, 0, -0.0, 1, -1]))
        #expect(sign(Tensor([.nan] as [Float], shape: [1])).values[0].isNaN)
        let integers = sign(Tensor([Int64.min, 0, .max], shape: [3]))
        #expect(integers.dtype == .int64 && integers.values == [-1, 0, 1])
        #expect(sign(Tensor([true, false], shape: [2])).values == [1, 0])
    }

    @Test("steps have slope 0, where they jump, too", arguments: [floor, ceil, round, trunc, sign])
    func slopes(_ function: @Sendable (Tensor) -> Tensor) {
        let x = Tensor([0, 0.5, 1, -1, 2.25, .infinity, .nan], shape: [7])
        let slopes = gradient(at: x) { (3 * function($0)).sum(.all) }
        #expect(slopes.type == x.type)
        #expect(slopes.values == [0, 0, 0, 0, 0, 0, 0])
        let wide = gradient(at: x.cast(to: .float64)) { function($0).sum(.all) }
        #expect(wide.dtype == .float64)
    }
}
