import Testing

@testable import TensorEngine

@Suite struct MeanTests {
    @Test func `a mean is the sum divided, and may be a number where a float32 sum is not`() {
        let largest = Float.greatestFiniteMagnitude
        #expect(Tensor([largest, largest], shape: [2]).mean(.all).item() == Double(largest))
        #expect(Tensor([[1, 2], [3, 6]]).mean(axis: 0).values == [2, 4])
        #expect(Tensor([[1, 2], [3, 6]]).mean(axes: [0, 1], keepingDimensions: true).shape == [1, 1])
        #expect(Tensor(3).mean(.all).item() == 3)
    }

    @Test func `the mean of nothing is NaN`() {
        #expect(Tensor.zeros([0]).mean(.all).item().isNaN)
        #expect(Tensor.zeros([0, 2]).mean(axis: 1).shape == [0])
    }

    @Test func `strided elements give the same mean`() {
        var numbers = Numbers(seed: 33)
        let x = numbers.tensor([5, 7], dtype: .float32)
        #expect(x.mean(axis: 1).hostArray == Tensor(x.transposed().hostArray).mean(axis: 0).hostArray)
        #expect(x.transposed().mean(axis: 0).hostArray == x.mean(axis: 1).hostArray)
    }

    @Test func `derivatives agree with differences`() {
        var numbers = Numbers(seed: 34)
        expectDerivatives(at: [numbers.tensor([2, 3, 2])]) { ($0[0] * $0[0]).mean(axes: [0, -1]) }
    }

    @Test func `integers have no mean`() async {
        await #expect(processExitsWith: .failure) { _ = Tensor([1, 2], dtype: .int64).mean(.all) }
    }
}
