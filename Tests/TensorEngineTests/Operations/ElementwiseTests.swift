import Testing

@testable import TensorEngine

@Suite struct ElementwiseTests {
    @Test func `exp and log know their limits`() {
        #expect(exp([0, 1, -200]).hostArray.float32 == [1, 2.7182817, 0])
        #expect(exp(Tensor([88.8])).item() == .infinity)
        #expect(log([1, 0]).values == [0, -.infinity])
        #expect(log([-1]).item().isNaN)
    }

    @Test func `float32 results are those of float64, rounded`() {
        var numbers = Numbers(seed: 14)
        let x = numbers.tensor([1000], in: -104...89, dtype: .float32)
        #expect(exp(x).hostArray == exp(x.cast(to: .float64)).cast(to: .float32).hostArray)
    }

    @Test func `the gradient of exp survives a result that does not`() {
        // exp(-100) is subnormal and exp(100) infinite in float32; the products are neither.
        let small = pullback(at: [[-100]]) { [exp($0[0])] }.pullback([[1e30]])[0]!.item()
        #expect(ulps(small, from: 3.720075976020836e-44 * Double(Float(1e30))) <= 1)
        let large = pullback(at: [[100]]) { [exp($0[0])] }.pullback([[1e-30]])[0]!.item()
        #expect(ulps(large, from: 2.6881171418161356e43 * Double(Float(1e-30))) <= 1)
    }

    @Test func `the gradient of a quotient survives a square that does not`() {
        let slopes = pullback(at: [[1e-20], [1e-25]]) { [$0[0] / $0[1]] }.pullback([[1e-20]])
        let exact = -Double(Float(1e-20)) * Double(Float(1e-20)) / (Double(Float(1e-25)) * Double(Float(1e-25)))
        #expect(ulps(slopes[1]!.item(), from: exact) <= 1)
    }

    @Test func `casts round, truncate and test`() async {
        #expect(Tensor([0.1], dtype: .float64).cast(to: .float32).values == [Double(Float(0.1))])
        #expect(Tensor([2.9, -2.9]).cast(to: .int64).values == [2, -2])
        #expect(Tensor([0, -0.0, 0.5]).cast(to: .bool).values == [0, 0, 1])
        #expect(Tensor([true]).cast(to: .float64).values == [1])
        #expect(Tensor([Int64(1) << 24 + 1] as [Int64], shape: [1]).cast(to: .float32).dtype == .float32)
        await #expect(processExitsWith: .failure) { _ = Tensor([1e30]).cast(to: .int64) }
    }

    @Test func `embed is the adjoint of slice`() {
        let x = Tensor.arange(12).reshaped([3, 4])
        let slope = gradient(at: x) { ($0[.reversed, .every(2)] * Tensor([[1, 2], [3, 4], [5, 6]])).sum(.all) }
        #expect(slope.values == [5, 0, 6, 0, 3, 0, 4, 0, 1, 0, 2, 0])
    }
}
