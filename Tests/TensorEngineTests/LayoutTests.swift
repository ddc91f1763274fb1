import Testing

@testable import TensorEngine

@Suite struct LayoutTests {
    @Test func `views share storage where strides can express them`() {
        let x = Tensor.arange(24).reshaped([2, 3, 4])
        #expect(x.transposed().strides == [12, 1, 4])
        #expect(x.transposed().storage === x.storage)
        #expect(x.permuted([2, 0, 1]).shape == [4, 2, 3])
        #expect(x.permuted([-1, 0, 1]).strides == [1, 12, 4])
        #expect(Tensor([1, 2]).expanded(to: [3, 2]).strides == [0, 1])
        #expect(x[0].reshaped([12]).storage === x.storage)
    }

    @Test func `reshaping keeps row-major order, as a view if it can`() {
        let x = Tensor.arange(24).reshaped([2, 3, 4])
        let part = x[.all, 1...]
        #expect(part.reshaped([2, 8]).storage === x.storage)
        #expect(part.reshaped([16]).storage !== x.storage)
        #expect(part.reshaped([16]).values == part.values)
        #expect(x.transposed().unsqueezed(axis: 1).storage === x.storage)
        #expect(x.transposed().unsqueezed(axis: -1).shape == [2, 4, 3, 1])
        #expect(x[0..<1].squeezed(axis: 0).shape == [3, 4])
        let repeated = Tensor([1, 2]).expanded(to: [3, 2]).reshaped([6])
        #expect(repeated.values == [1, 2, 1, 2, 1, 2])
    }

    @Test func `every reshape of every view agrees with the reshape of its copy`() {
        let x = Tensor.arange(48).reshaped([2, 3, 2, 4])
        let views = [
            x, x.transposed(), x.permuted([1, 0, 3, 2]), x[.all, .reversed], x[.ellipsis, .every(2)], x[1, .every(2)],
            x[.all, 1...1], x[0...0, 0].expanded(to: [3, 2, 4]),
        ]
        for view in views {
            let count = view.elementCount
            for first in 1...count where count % first == 0 {
                for second in 1...(count / first) where count / first % second == 0 {
                    let shape = Shape([first, second, 1, count / first / second])
                    #expect(view.reshaped(shape).hostArray == view.hostArray.reshaped(shape))
                }
            }
        }
    }

    @Test func `contiguity ignores axes of one element`() {
        #expect(Tensor.zeros([3, 1]).transposed().isContiguous)
        #expect(!Tensor.zeros([3, 2]).transposed().isContiguous)
        #expect(Tensor.zeros([0, 2]).transposed().isContiguous)
    }

    @Test func `shapes that do not fit trap with both`() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Tensor.zeros([2, 3]).reshaped([4])
        }
        #expect(
            trapMessage(result).contains("reshape: shape [2, 3] cannot become [4]: the numbers of elements differ"))
        await #expect(processExitsWith: .failure) { _ = Tensor.zeros([2, 3]).expanded(to: [2, 2]) }
        await #expect(processExitsWith: .failure) { _ = Tensor.zeros([2, 3]).permuted([0, 0]) }
        await #expect(processExitsWith: .failure) { _ = Tensor.zeros([2, 3]).squeezed(axis: 0) }
        await #expect(processExitsWith: .failure) { _ = Tensor.zeros([2]).transposed() }
    }
}
