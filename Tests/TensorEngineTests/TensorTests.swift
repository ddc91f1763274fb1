import Testing

@testable import TensorEngine

@Suite struct TensorTests {
    @Test func `nested literals make float32 tensors`() {
        let x: Tensor = [[1, 2.5], [3, 4]]
        #expect(x.type == TensorType(.float32, [2, 2]))
        #expect(x.values == [1, 2.5, 3, 4])
        #expect(Tensor([true, false]).hostArray == HostArray([true, false]))
        #expect(Tensor([0.1], dtype: .float64).values == [0.1])
        #expect(Tensor(3).shape == [])
        #expect(Tensor([]).shape == [0])
        #expect(Tensor([[], []]).shape == [2, 0])
    }

    @Test func `creation functions know shapes and dtypes`() {
        #expect(Tensor.zeros([2, 0]).shape == [2, 0])
        #expect(Tensor.ones([2], dtype: .bool).hostArray == HostArray([true, true]))
        #expect(Tensor.full([2], 0.1).values == [Double(Float(0.1)), Double(Float(0.1))])
        #expect(Tensor.arange(3, dtype: .int64).hostArray == HostArray([0, 1, 2] as [Int64]))
        #expect(Tensor.arange(from: 1, to: 0, by: -0.25).values == [1, 0.75, 0.5, 0.25])
        #expect(Tensor.eye(2).values == [1, 0, 0, 1])
        #expect(Tensor([1, 2], shape: [2, 1]).type == TensorType(.float32, [2, 1]))
        #expect(Tensor([1, 2] as [Double], shape: [2]).dtype == .float64)
    }

    @Test func `host arrays keep every bit`() {
        let odd: [Float] = [.init(bitPattern: 0x7FC0_1234), -0.0, .leastNonzeroMagnitude, -.infinity]
        let array = HostArray(odd, shape: [2, 2])
        #expect(Tensor(array).hostArray == array)
        #expect(Tensor(array).transposed().transposed().hostArray == array)
        #expect(Tensor(array).transposed().hostArray.bits(at: 1) == UInt64(Float.leastNonzeroMagnitude.bitPattern))
    }

    @Test func `item is for one element`() async {
        #expect(Tensor([[2.5]]).item() == 2.5)
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Tensor([1, 2]).item()
        }
        #expect(trapMessage(result).contains("item() needs a tensor with one element, got shape [2]"))
    }

    @Test func `descriptions show nested rows with aligned columns`() {
        #expect(Tensor([[1, -2.5], [30, 4]]).description == "tensor([[ 1.0, -2.5],\n        [30.0,  4.0]])")
        #expect(Tensor([1], dtype: .int64).description == "tensor([1], dtype=int64)")
        #expect(Tensor(1.5).description == "tensor(1.5)")
        #expect(Tensor.zeros([2, 0]).description == "tensor([], shape=[2, 0])")
        #expect(
            Tensor.arange(2000).description == "tensor([   0.0,    1.0,    2.0, ..., 1997.0, 1998.0, 1999.0])")
    }

    @Test func `a copy keeps its values when the other is mutated`() {
        var x: Tensor = [[1, 2], [3, 4]]
        let copy = x
        let row = x[0]
        x[0, 1] = 9
        #expect(x.values == [1, 9, 3, 4])
        #expect(copy.values == [1, 2, 3, 4])
        #expect(row.values == [1, 2])
    }

    @Test func `a mutated view leaves its base alone`() {
        let x: Tensor = [[1, 2], [3, 4]]
        var column = x[.all, 0]
        column[1] = 7
        #expect(column.values == [1, 7])
        #expect(x.values == [1, 2, 3, 4])
        var repeated = Tensor([1]).expanded(to: [3])
        repeated[0] = 5
        #expect(repeated.values == [5, 1, 1])
    }
}
