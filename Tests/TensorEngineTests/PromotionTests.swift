import Testing

@testable import TensorEngine

@Suite struct PromotionTests {
    @Test func `operands meet in the later of bool, int64, float32 and float64`() {
        let order: [DType] = [.bool, .int64, .float32, .float64]
        for (i, a) in order.enumerated() {
            for (j, b) in order.enumerated() {
                #expect(a.promoted(with: b) == order[max(i, j)])
                let sum = Tensor.ones([1], dtype: a) + Tensor.ones([1], dtype: b)
                #expect(sum.dtype == order[max(i, j, 1)])
                #expect(sum.values == [2])
            }
        }
    }

    @Test func `Swift numbers take the tensor's dtype`() {
        let x = Tensor([1, 2])
        #expect((x + 1).dtype == .float32)
        #expect((0.5 * x).values == [0.5, 1])
        #expect((1 / Tensor([4], dtype: .float64)).dtype == .float64)
        #expect((Tensor([1], dtype: .float64) * 0.1).values == [0.1])
        #expect((Tensor([1], dtype: .int64) + 1).dtype == .int64)
        #expect((Tensor([1], dtype: .int64) + 0.5).dtype == .float32)
        #expect((Tensor([true]) + 1).hostArray == HostArray([2] as [Int64]))
        #expect((Tensor([1], dtype: .float64) + [0.1, 0.2]).values == [1.1, 1.2])
        #expect(
            ([[1], [2]] * Tensor([1, 2], dtype: .int64)).hostArray
                == HostArray([1, 2, 2, 4] as [Int64], shape: [2, 2]))
        var y = Tensor([1], dtype: .float64)
        y *= 0.1
        #expect(y.values == [0.1])
        let count = 3
        #expect((x - count).values == [-2, -1])
        #expect((x * Float(0.1)).hostArray.float32 == [0.1, 0.2])
    }
}
