import Testing

@testable import TensorEngine

@Suite struct CrossEntropyTests {
    private func naive(_ x: Tensor, _ p: Tensor) -> Tensor {
        OperationTable.standard.implementation(named: "crossEntropy.naive")!.call([x, p], ["axis": .integer(-1)])[0]
    }

    @Test func `a wrong and certain prediction has a finite loss, where the naive formula is infinite`() {
        #expect(crossEntropy([1000, 0], labels: [0.5, 0.5]).item() == 500)
        #expect(naive([1000, 0], [0.5, 0.5]).item() == .infinity)
        let slope = gradient(at: [1000, 0]) { crossEntropy($0, labels: [0.5, 0.5]) }
        #expect(slope.values == [0.5, -0.5])
    }

    @Test func `a right and certain prediction keeps the digits of its small loss`() {
        #expect(crossEntropy([20, 0], labels: [1, 0]).hostArray.float32 == [2.0611536e-09])
        let slope = gradient(at: [20, 0]) { crossEntropy($0, labels: [1, 0]) }
        #expect(slope.hostArray.float32 == [-2.0611536e-09, 2.0611536e-09])
    }

    @Test func `an impossible class with weight zero costs nothing`() {
        let x = Tensor([0, -.infinity], shape: [2])
        #expect(crossEntropy(x, labels: [1, 0]).item() == 0)
        #expect(crossEntropy(x, labels: [0.5, 0.5]).item() == .infinity)
        #expect(gradient(at: x) { crossEntropy($0, labels: [1, 0]) }.values == [0, 0])
    }

    @Test func `the axis goes`() {
        var numbers = Numbers(seed: 9)
        let (x, p) = (numbers.tensor([2, 3, 4]), numbers.tensor([2, 3, 4], in: 0...1))
        #expect(crossEntropy(x, labels: p, axis: 1).shape == [2, 4])
        let moved = crossEntropy(x.permuted([0, 2, 1]), labels: p.permuted([0, 2, 1]))
        #expect(crossEntropy(x, labels: p, axis: 1).hostArray == moved.hostArray)
    }

    @Test func `gradients are within two ulps of float64`() {
        var numbers = Numbers(seed: 10)
        let x = numbers.tensor([60, 5], in: -30...30, dtype: .float32)
        let p = numbers.tensor([60, 5], in: 0...1, dtype: .float32)
        let g = numbers.tensor([60], dtype: .float32)
        func gradients(_ dtype: DType) -> [[Double]] {
            let (_, pull) = pullback(at: [x.cast(to: dtype), p.cast(to: dtype)]) {
                [crossEntropy($0[0], labels: $0[1])]
            }
            return pull([g.cast(to: dtype)]).map { $0!.values }
        }
        for (single, double) in zip(gradients(.float32), gradients(.float64)) {
            for (value, exact) in zip(single, double) { #expect(ulps(value, from: exact) <= 2) }
        }
    }

    @Test func `labels of another shape trap with both shapes`() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = crossEntropy(.zeros([2, 3]), labels: .zeros([3]))
        }
        #expect(trapMessage(result).contains("logits and labels must have one shape, got [2, 3] and [3]"))
    }
}
