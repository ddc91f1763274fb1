import Testing

@testable import TensorEngine

@Suite struct TensorIndexTests {
    let x = Tensor.arange(24).reshaped([2, 3, 4])

    @Test func `positions drop their axis, also from the end`() {
        #expect(x[1].shape == [3, 4])
        #expect(x[1, -1].values == [20, 21, 22, 23])
        #expect(x[1, 2, 3].item() == 23)
        #expect(x[1, 2, 3].shape == [])
    }

    @Test func `ranges keep it`() {
        #expect(x[0, 1...].values == [4, 5, 6, 7, 8, 9, 10, 11])
        #expect(x[0, 0, ..<2].values == [0, 1])
        #expect(x[0, 0, 1...2].values == [1, 2])
        #expect(x[0, 0, (-2)...].values == [2, 3])
        #expect(x[0, 0, 2..<2].shape == [0])
        #expect(x[.all, 0].shape == [2, 4])
    }

    @Test func `steps can skip and go backwards`() {
        #expect(x[0, 0, .every(2)].values == [0, 2])
        #expect(x[0, 0, .every(2, of: 1..<4)].values == [1, 3])
        #expect(x[0, 0, .reversed].values == [3, 2, 1, 0])
        #expect(x[0, 0, stride(from: 3, through: 1, by: -2)].values == [3, 1])
        #expect(x[0, 0, .reversed].strides == [-1])
    }

    @Test func `ellipsis and new axes place the others`() {
        #expect(x[.ellipsis, 0].shape == [2, 3])
        #expect(x[.newAxis, 0, .ellipsis, .newAxis].shape == [1, 3, 4, 1])
        #expect(x[0, 1..., .newAxis, 2].values == [6, 10])
    }

    @Test func `assignment broadcasts and rounds to the dtype`() {
        var y = x
        y[.all, 1, .every(2)] = [[-1], [-2]]
        #expect(y[0, 1].values == [-1, 5, -1, 7])
        #expect(y[1, 1].values == [-2, 17, -2, 19])
        y[.all] = Tensor([0.1], dtype: .float64)
        #expect(y[0, 0, 0].item() == Double(Float(0.1)))
        var z = Tensor.arange(4)
        z[1...] = z[..<3]
        #expect(z.values == [0, 0, 1, 2])
        z[.reversed] = z
        #expect(z.values == [2, 1, 0, 0])
        z[0...][0] = 8
        #expect(z.values == [8, 1, 0, 0])
    }

    @Test func `an index beyond its axis traps with the shape`() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Tensor.zeros([2, 3])[0, 3]
        }
        #expect(trapMessage(result).contains("index position(3) is outside axis 1 of shape [2, 3]"))
        await #expect(processExitsWith: .failure) { _ = Tensor.zeros([2])[0, 0] }
        await #expect(processExitsWith: .failure) {
            var x = Tensor.zeros([2])
            x[.all] = [1, 2, 3]
        }
    }
}
