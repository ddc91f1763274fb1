import Testing

@testable import TensorEngine

@Suite struct SoftmaxTests {
    private func naive(_ x: Tensor) -> Tensor {
        OperationTable.standard.implementation(named: "softmax.naive")!.call([x], ["axis": .integer(-1)])[0]
    }

    @Test func `large logits do not overflow, where the naive formula does`() {
        #expect(softmax([1000, 0]).values == [1, 0])
        let values = naive([1000, 0]).values
        #expect(values[0].isNaN)
        #expect(values[1] == 0)
    }

    @Test func `very negative logits do not vanish, where the naive formula is silently wrong`() {
        #expect(softmax([-103, -104]).hostArray.float32 == [0.7310586, 0.26894143])
        #expect(naive([-103, -104]).values != softmax([-103, -104]).values)
    }

    @Test func `results are within an ulp, subnormal ones too`() {
        var numbers = Numbers(seed: 2)
        for scale in [1.0, 10, 100, 1000] {
            let x = numbers.tensor([40, 9], in: -scale...scale, dtype: .float32)
            let y = softmax(x).values
            for row in 0..<40 {
                let logits = x[row].values
                let largest = logits.max()!
                let total = logits.reduce(0) { $0 + exp(Tensor(scalar: $1 - largest, dtype: .float64)).item() }
                for (i, logit) in logits.enumerated() {
                    let exact = exp(Tensor(scalar: logit - largest, dtype: .float64)).item() / total
                    #expect(ulps(y[row * 9 + i], from: exact) <= 0.5001)
                }
            }
        }
        #expect(softmax([0, -100]).values[1] > 0)
    }

    @Test func `nonfinite rows follow their rules`() {
        let inf = Float.infinity
        #expect(softmax(Tensor([-inf, 0], shape: [2])).values == [0, 1])
        for row in [[inf, 0], [.nan, 0], [0, .nan], [-inf, -inf]] {
            #expect(softmax(Tensor(row, shape: [2])).values.allSatisfy { $0.isNaN })
            #expect(logSoftmax(Tensor(row, shape: [2])).values.allSatisfy { $0.isNaN })
        }
        #expect(logSoftmax(Tensor([-inf, 0], shape: [2])).values == [-.infinity, 0])
    }

    @Test func `any axis, also an empty one`() {
        let x: Tensor = [[0, 1, 2], [3, 5, 7]]
        #expect(softmax(x, axis: 0).hostArray == Tensor(softmax(x.transposed()).transposed().hostArray).hostArray)
        #expect(softmax(.zeros([2, 0])).shape == [2, 0])
        #expect(softmax(.zeros([0, 2])).shape == [0, 2])
        #expect(softmax(.zeros([3, 0]), axis: 0).shape == [3, 0])
        #expect(crossEntropy(.zeros([2, 0]), labels: .zeros([2, 0])).values == [0, 0])
    }

    @Test func `a row's result does not depend on the other rows`() {
        var numbers = Numbers(seed: 4)
        let x = numbers.tensor([17, 5], dtype: .float32)
        for row in 0..<17 { #expect(softmax(x)[row].hostArray == softmax(x[row]).hostArray) }
    }

    @Test func `the logarithm keeps its digits next to zero`() {
        #expect(logSoftmax([20, 0]).hostArray.float32 == [-2.0611537e-09, -20])
        #expect(logSoftmax([5]).hostArray.bits(at: 0) == 0)
        #expect(logSoftmax([1000, 0]).values == [0, -1000])
    }

    @Test func `the gradient does not cancel where one logit dominates`() {
        #expect(softmaxGradient([30, 0], [1, 0]).hostArray.float32 == [9.357623e-14, -9.357623e-14])
        #expect(softmaxGradient([0, 30], [1, 0]).hostArray.float32 == [9.357623e-14, -9.357623e-14])
        let slope = gradient(at: [30, 0]) { logSoftmax($0)[0] }
        #expect(slope.hostArray.float32 == [9.357623e-14, -9.357623e-14])
    }

    @Test func `a constant cotangent gives exact zeros`() {
        var numbers = Numbers(seed: 6)
        let x = numbers.tensor([50, 6], in: -50...50, dtype: .float32)
        #expect(softmaxGradient(x, .full([50, 6], 0.1)).values.allSatisfy { $0 == 0 })
    }

    @Test func `the gradient is within two ulps for random cotangents`() {
        var numbers = Numbers(seed: 8)
        for scale in [1.0, 20, 80] {
            let (x, g) = (
                numbers.tensor([60, 5], in: -scale...scale, dtype: .float32), numbers.tensor([60, 5], dtype: .float32)
            )
            let single = softmaxGradient(x, g).values
            let double = softmaxGradient(x.cast(to: .float64), g.cast(to: .float64)).values
            for (value, exact) in zip(single, double) { #expect(ulps(value, from: exact) <= 2) }
        }
    }
}
