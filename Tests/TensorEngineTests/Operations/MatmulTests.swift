import Testing

@testable import TensorEngine

@Suite struct MatmulTests {
    @Test(arguments: [true, false]) func `matrices multiply, in batches that broadcast`(deterministic: Bool) {
        let a: Tensor = [[1, 2], [3, 4], [5, 6]]
        let b: Tensor = [[1, 0, 2], [0, 1, 3]]
        #expect(matmul(a, b, deterministic: deterministic).values == [1, 2, 8, 3, 4, 18, 5, 6, 28])
        let batch = Tensor.arange(24).reshaped([4, 1, 3, 2])
        let product = matmul(batch, b.expanded(to: [5, 2, 3]), deterministic: deterministic)
        #expect(product.shape == [4, 5, 3, 3])
        #expect(product[3, 2].values == matmul(batch[3, 0], b).values)
    }

    @Test(arguments: [true, false]) func `every view multiplies like its copy`(deterministic: Bool) {
        var numbers = Numbers(seed: 12)
        let x = numbers.tensor([6, 5, 7])
        let views = [
            x[0], x[.all, 0].transposed(), x[0, .reversed], x[.all, 1, .every(2)].transposed(), x[1..., 2, ..<5],
            x[0, 0..<1].expanded(to: [3, 7]), x[0, .all, 0..<1], x[0, .all, 2..<3].transposed(), x[0][.all, 1...3],
        ]
        for view in views {
            let copy = Tensor(view.hostArray)
            let other = numbers.tensor([view.shape[1], 4])
            let (first, second) = (
                matmul(view, other, deterministic: deterministic).values,
                matmul(copy, other, deterministic: deterministic).values
            )
            for (a, b) in zip(first, second) { #expect(abs(a - b) < 1e-14) }
            let (third, fourth) = (
                matmul(other.transposed(), view.transposed(), deterministic: deterministic).values,
                matmul(copy, other, deterministic: deterministic).transposed().values
            )
            for (a, b) in zip(third, fourth) { #expect(abs(a - b) < 1e-14) }
        }
    }

    @Test func `an empty sum is zero and an empty result is empty`() {
        #expect(matmul(.zeros([2, 0]), .zeros([0, 3])).values == [0, 0, 0, 0, 0, 0])
        #expect(matmul(.zeros([0, 2]), .zeros([2, 3])).shape == [0, 3])
        #expect(matmul(.zeros([0, 2, 2]), .zeros([2, 2])).shape == [0, 2, 2])
    }

    @Test(arguments: [true, false]) func `NaN and infinity go through`(deterministic: Bool) {
        let a = Tensor([Float.nan, 0, 0, .infinity], shape: [2, 2])
        let values = matmul(a, Tensor([[0, 1], [1, 0]]), deterministic: deterministic).values
        #expect(values[0].isNaN && values[1].isNaN && values[3].isNaN)
        #expect(values[2] == .infinity)
    }

    @Test func `the fixed-order kernel rounds once and does not depend on the shape`() {
        #expect(matmul([[1e20, 1, -1e20]], [[1], [1], [1]], deterministic: true).values == [0])
        #expect(matmul([[0x1p24, 1, 1]], [[1], [1], [1]], deterministic: true).values == [0x1p24 + 2])
        var numbers = Numbers(seed: 13)
        let (a, b) = (numbers.tensor([9, 31], dtype: .float32), numbers.tensor([31, 8], dtype: .float32))
        let whole = matmul(a, b, deterministic: true)
        for row in 0..<9 {
            #expect(matmul(a[row...row], b, deterministic: true)[0].hostArray == whole[row].hostArray)
        }
    }

    @Test func `wrong shapes trap with both`() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = matmul(.zeros([2, 3]), .zeros([2, 3]))
        }
        #expect(trapMessage(result).contains("matmul: shapes [2, 3] and [2, 3] are not [..., i, k] and [..., k, j]"))
    }
}
