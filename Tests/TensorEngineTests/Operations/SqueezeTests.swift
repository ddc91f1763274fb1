import Testing

@testable import TensorEngine

@Suite struct SqueezeTests {
    @Test(arguments: DType.allCases) func `axes of extent 1 come and go in every dtype`(_ dtype: DType) {
        let x = Tensor([[0, 1, 1], [1, 0, 1]], dtype: .float32).cast(to: dtype).transposed()
        let grown = x.unsqueezed(axes: [0, -1])
        #expect(grown.type == TensorType(dtype, [1, 3, 2, 1]))
        #expect(grown.squeezed(axes: [-1, 0]).hostArray == x.hostArray)
        #expect(grown.squeezed(axes: [0]).shape == [3, 2, 1])
        #expect(x.squeezed(axes: []).hostArray == x.hostArray)
        #expect(x.unsqueezed(axis: 1).storage === x.storage)
    }

    @Test func `scalars gain axes`() {
        #expect(Tensor(3).unsqueezed(axes: [0, 1]).shape == [1, 1])
        #expect(Tensor([[3]]).squeezed(axes: [0, 1]).shape == [])
    }

    @Test func `derivatives agree with differences`() {
        var numbers = Numbers(seed: 35)
        expectDerivatives(at: [numbers.tensor([2, 1, 3])]) { ($0[0] * $0[0]).squeezed(axes: [-2]) }
        expectDerivatives(at: [numbers.tensor([2, 3])]) { ($0[0] * $0[0]).unsqueezed(axes: [-1, 1]) }
    }

    @Test func `an axis of another extent traps with the shape`() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Tensor.zeros([2, 1]).squeezed(axes: [0])
        }
        #expect(trapMessage(result).contains("axes [0] must have extent 1, got shape [2, 1]"))
        await #expect(processExitsWith: .failure) { _ = Tensor(1).unsqueezed(axis: 2) }
    }
}
