import Testing

@testable import TensorEngine

@Suite("Sinc") struct SincTests {
    @Test("integers are zeros up to the largest, for either sign, and 0 is the maximum")
    func integers() {
        let x = Tensor([1, -1, 2, 3, 0x1p+23, 0x1.000002p+23, 0x1.fffffep+127, -0x1.fffffep+127], shape: [8])
        #expect(sinc(x).hostArray.float32!.map(\.bitPattern) == [UInt32](repeating: 0, count: 8))
        #expect(sinc(0).item() == 1)
        #expect(gradient(at: 0) { sinc($0) }.item() == 0)
    }

    @Test("slopes at integers are those of the cosine")
    func slopes() {
        let x = Tensor([1, -1, 2, 3, 0x1p+23], shape: [5])
        #expect(sincGradient(x, [1, 1, 1, 3, 1]).values == [-1, 1, 0.5, -1, 0x1p-23])
    }

    @Test("the function is even and its slope odd, bit for bit")
    func symmetry() {
        var numbers = Numbers(seed: 9)
        for range in [0...0.3, 0.25...0.35, 0...4, 0...1e+4, 0...1e+7] as [ClosedRange<Double>] {
            let x = numbers.tensor([200], in: range, dtype: .float32)
            #expect(sinc(-x).hostArray == sinc(x).hostArray)
            let one = Tensor.ones([200], dtype: .float32)
            #expect(sincGradient(-x, one).hostArray == (-sincGradient(x, one)).hostArray)
        }
    }

    @Test("the series and the formula meet in float64")
    func seam() {
        // Neighbours of 1 / pi, on either side of the change: the slope is -0.3011686789397567 pi there and steady.
        let x = [0.31830988618379064, 0.3183098861837907, 0.31830988618379075]
        let slopes = sincGradient(Tensor(x, shape: [3]), Tensor([1, 1, 1] as [Double], shape: [3])).values
        for slope in slopes { #expect(abs(slope / (-0.3011686789397567 * .pi) - 1) < 4e-15) }
    }

    @Test("the curvature at 0 is -pi^2 / 3")
    func curvature() {
        #expect(gradient(at: 0) { x in gradient(at: x) { sinc($0) } }.item() == Double(Float(-Double.pi * .pi / 3)))
    }

    @Test("argument and cotangent of the backward pass must have one shape")
    func shapes() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = sincGradient([1, 2], [1])
        }
        #expect(trapMessage(result).contains("sincGradient: x and g must have one shape, got [2] and [1]"))
    }
}
