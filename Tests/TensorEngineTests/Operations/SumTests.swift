import Testing

@testable import TensorEngine

@Suite struct SumTests {
    let x: Tensor = [[1, 2, 3], [4, 5, 6]]

    @Test func `reductions name their axes`() {
        #expect(x.sum(.all).shape == [])
        #expect(x.sum(.all).item() == 21)
        #expect(x.sum(axis: 0).values == [5, 7, 9])
        #expect(x.sum(axis: -1).values == [6, 15])
        #expect(x.sum(axes: [0, 1], keepingDimensions: true).shape == [1, 1])
        #expect(x.sum(axis: 1, keepingDimensions: true).shape == [2, 1])
        #expect(x.sum(axes: []).values == x.values)
        #expect(Tensor(3).sum(.all).item() == 3)
    }

    @Test func `a sum over nothing is zero`() {
        #expect(Tensor.zeros([2, 0]).sum(axis: 1).values == [0, 0])
        #expect(Tensor.zeros([2, 0]).sum(axis: 0).shape == [0])
        #expect(Tensor.zeros([0]).sum(.all).item() == 0)
    }

    @Test func `cancelling summands lose nothing`() {
        #expect(Tensor([1e30, 1, -1e30]).sum(.all).item() == 1)
        #expect(Tensor([1e300, 1, -1e300], dtype: .float64).sum(.all).item() == 1)
        // 2^24 + 2^20 ones: a float32 accumulator would have stopped at 2^24.
        #expect(Tensor(1).expanded(to: [17 << 20]).sum(.all).item() == 17 * 0x1p20)
    }

    @Test func `infinities and NaN go through`() {
        #expect(Tensor([Float.infinity, 1], shape: [2]).sum(.all).item() == .infinity)
        #expect(Tensor([Float.infinity, -.infinity], shape: [2]).sum(.all).item().isNaN)
        #expect(Tensor([Float.nan, 1], shape: [2]).sum(.all).item().isNaN)
    }

    @Test func `integers and booleans sum as integers`() {
        #expect(Tensor([1, 2], dtype: .int64).sum(.all).hostArray == HostArray([3] as [Int64], shape: []))
        #expect(Tensor([true, true, false]).sum(.all).hostArray == HostArray([2] as [Int64], shape: []))
    }

    @Test func `wrong axes trap`() async {
        await #expect(processExitsWith: .failure) { _ = Tensor.zeros([2]).sum(axis: 1) }
        await #expect(processExitsWith: .failure) { _ = Tensor.zeros([2, 2]).sum(axes: [0, -2]) }
    }
}
