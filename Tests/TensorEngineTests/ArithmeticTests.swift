import Testing

@testable import TensorEngine

@Suite struct ArithmeticTests {
    @Test func `shapes broadcast from their last axes`() {
        #expect((Tensor([[1], [2]]) + Tensor([10, 20, 30])).values == [11, 21, 31, 12, 22, 32])
        #expect((Tensor.zeros([2, 1, 3]) * Tensor.zeros([4, 1])).shape == [2, 4, 3])
        #expect((Tensor.zeros([0, 3]) + Tensor([1, 2, 3])).shape == [0, 3])
        #expect((Tensor.zeros([1]) + Tensor.zeros([0])).shape == [0])
        #expect((Tensor(2) - Tensor(3)).item() == -1)
        #expect((-Tensor([1, -2])).values == [-1, 2])
        #expect((Tensor([3]) / Tensor([2])).values == [1.5])
    }

    @Test func `views and contiguous tensors give the same bits`() {
        var numbers = Numbers(seed: 1)
        let a = numbers.tensor([5, 7], dtype: .float32)
        let b = numbers.tensor([7, 5], dtype: .float32)
        let copy = Tensor(b.transposed().hostArray)
        #expect((a / b.transposed()).hostArray == (a / copy).hostArray)
        #expect((a[.reversed] + 1)[.reversed].hostArray == (a + 1).hostArray)
    }

    @Test func `a broadcast nobody wanted is seen where everything is summed`() {
        // Adding a column to a row makes a matrix. The sum over everything has to be asked for, and is 12, not 6;
        // `sum()` does not exist.
        let total = (Tensor([[1], [2]]) + Tensor([1, 2])).sum(.all)
        #expect(total.item() == 12)
    }

    @Test func `compound assignment leaves copies alone`() {
        var x: Tensor = [1, 2]
        let copy = x
        x += 1
        x *= [2, 3]
        x -= 1
        x /= 2
        #expect(x.values == [1.5, 4])
        #expect(copy.values == [1, 2])
    }

    @Test func `mismatched shapes trap with both`() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Tensor.zeros([2, 3]) + Tensor.zeros([2])
        }
        #expect(trapMessage(result).contains("add: shapes [2, 3] and [2] do not broadcast"))
    }

    @Test func `int64 traps where it overflows, and does not divide`() async {
        await #expect(processExitsWith: .failure) { _ = Tensor([Int64.max] as [Int64], shape: [1]) + 1 }
        await #expect(processExitsWith: .failure) { _ = -Tensor([Int64.min] as [Int64], shape: [1]) }
        await #expect(processExitsWith: .failure) { _ = Tensor([4], dtype: .int64) / 2 }
    }
}
