import Testing

@testable import TensorEngine

/// First and second derivatives of every operation against central differences in float64.
@Suite struct DerivativeTests {
    struct Subject: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let shapes: [Shape]
        var range = -1.0...1.0
        let function: @Sendable ([Tensor]) -> Tensor
    }

    static let subjects = [
        Subject(testDescription: "add", shapes: [[2, 3], [3]]) { $0[0] + $0[1] },
        Subject(testDescription: "subtract", shapes: [[2, 1], [1, 3]]) { $0[0] - $0[1] },
        Subject(testDescription: "multiply", shapes: [[2, 3], [2, 1]]) { $0[0] * $0[1] },
        Subject(testDescription: "multiply, same shape", shapes: [[3], [3]]) { $0[0] * $0[1] },
        Subject(testDescription: "divide", shapes: [[2, 3], [3]], range: 0.5...2) { $0[0] / $0[1] },
        Subject(testDescription: "divide, broadcast numerator", shapes: [[], [3]], range: 0.5...2) { $0[0] / $0[1] },
        Subject(testDescription: "negate", shapes: [[3]]) { -$0[0] },
        Subject(testDescription: "exp", shapes: [[4]]) { exp($0[0]) },
        Subject(testDescription: "log", shapes: [[4]], range: 0.5...2) { log($0[0]) },
        Subject(testDescription: "sum", shapes: [[2, 3, 2]]) { ($0[0] * $0[0]).sum(axes: [0, 2]) },
        Subject(testDescription: "sum, kept", shapes: [[2, 3]]) { $0[0] * $0[0].sum(axis: 1, keepingDimensions: true) },
        Subject(testDescription: "softmax", shapes: [[2, 3]], range: -2...2) { softmax($0[0]) },
        Subject(testDescription: "softmax, axis 0", shapes: [[3, 2]], range: -2...2) { softmax($0[0], axis: 0) },
        Subject(testDescription: "logSoftmax", shapes: [[2, 3]], range: -2...2) { logSoftmax($0[0]) },
        Subject(testDescription: "logSoftmax, axis 1", shapes: [[2, 3, 2]], range: -2...2) {
            logSoftmax($0[0], axis: 1)
        },
        Subject(testDescription: "softmaxGradient", shapes: [[2, 3], [2, 3]], range: -2...2) {
            softmaxGradient($0[0], $0[1])
        },
        Subject(testDescription: "crossEntropy", shapes: [[2, 3], [2, 3]], range: 0.1...2) {
            crossEntropy($0[0], labels: $0[1])
        },
        Subject(testDescription: "crossEntropy, axis 0", shapes: [[3, 2], [3, 2]], range: 0.1...2) {
            crossEntropy($0[0], labels: $0[1], axis: 0)
        },
        Subject(testDescription: "crossEntropyGradient", shapes: [[2, 3], [2, 3], [2]], range: 0.1...2) {
            crossEntropyGradient($0[0], labels: $0[1], $0[2])
        },
        Subject(testDescription: "matmul", shapes: [[2, 3], [3, 2]]) { matmul($0[0], $0[1]) },
        Subject(testDescription: "matmul, batches", shapes: [[2, 1, 2, 3], [2, 3, 1]]) {
            matmul($0[0], $0[1], deterministic: true)
        },
        Subject(testDescription: "views", shapes: [[2, 3, 2]]) { inputs in
            let x = inputs[0] * inputs[0]
            return x.transposed().permuted([1, 0, 2]).reshaped([4, 3])[.every(2), .reversed] * x[0, .newAxis, .all, 1]
        },
        Subject(testDescription: "expand", shapes: [[3, 1]]) { ($0[0] * $0[0]).expanded(to: [2, 3, 2]) },
    ]

    @Test(arguments: subjects) func `derivatives agree with differences`(_ subject: Subject) {
        var numbers = Numbers(seed: 42)
        let inputs = subject.shapes.map { numbers.tensor($0, in: subject.range) }
        expectDerivatives(at: inputs, of: subject.function)
    }

    @Test func `casts carry gradients between float dtypes only`() {
        let slope = gradient(at: [1.5]) { ($0.cast(to: .float64) * 3).cast(to: .float32).sum(.all) }
        #expect(slope.type == TensorType(.float32, [1]))
        #expect(slope.values == [3])
        #expect(gradient(at: [1.5]) { ($0.cast(to: .int64) * $0).sum(.all) }.values == [1])
    }

    @Test func `gradients of empty tensors are empty`() {
        #expect(gradient(at: .zeros([2, 0])) { softmax($0).sum(.all) }.shape == [2, 0])
        #expect(gradient(at: .zeros([0])) { ($0 * $0).sum(.all) }.shape == [0])
    }
}
