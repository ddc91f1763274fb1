import Testing

@testable import TensorEngine

@Suite struct LogSumExpTests {
    private let inf = Double.infinity

    @Test func `exponentials that sum to about 1 keep every digit`() {
        let x = Tensor([Float(-0x1.3e02420000000p-1), -0x1.8aa3720000000p-1], shape: [2])
        #expect(x.logSumExp(axis: 0).hostArray.float32 == [0x1.b7b3720000000p-43])
        #expect(Tensor([0, -80]).logSumExp(axis: 0).hostArray.float32 == [1.8048513e-35])
    }

    @Test func `large and small logits neither overflow nor vanish`() {
        #expect(Tensor([1000, 1000]).logSumExp(axis: 0).values == [Double(Float(1000 + 0x1.62e42fefa39efp-1))])
        #expect(Tensor([-1000, -1000]).logSumExp(axis: 0).values == [Double(Float(-1000 + 0x1.62e42fefa39efp-1))])
        #expect(Tensor([5]).logSumExp(axis: 0).values == [5])
    }

    @Test func `special values and nothing at all`() {
        #expect(Tensor([inf, -inf], shape: [2]).logSumExp(axis: 0).item() == inf)
        #expect(Tensor([-inf, -inf], shape: [2]).logSumExp(axis: 0).item() == -inf)
        #expect(Tensor([-inf, 0], shape: [2]).logSumExp(axis: 0).item() == 0)
        #expect(Tensor([inf, .nan], shape: [2]).logSumExp(axis: 0).item().isNaN)
        #expect(Tensor.zeros([2, 0]).logSumExp(axis: 1).values == [-inf, -inf])
        #expect(Tensor(3).logSumExp(axes: []).item() == 3)
    }

    @Test func `strides and axes do not change the bits`() {
        var numbers = Numbers(seed: 31)
        let x = numbers.tensor([3, 4, 5], in: -9...9, dtype: .float32)
        let strided = x.permuted([2, 0, 1])
        #expect(x.logSumExp(axes: [0, 2]).hostArray == strided.logSumExp(axes: [1, 0]).hostArray)
        #expect(x.logSumExp(axes: [0, 2], keepingDimensions: true).shape == [1, 4, 1])
    }

    @Test func `derivatives agree with differences`() {
        var numbers = Numbers(seed: 32)
        expectDerivatives(at: [numbers.tensor([2, 3, 2])]) { $0[0].logSumExp(axes: [2, 0]) }
    }
}
