import PlumblineTesting
import Testing

/// The softmax of the textbook, which overflows.
func naiveSoftmax(_ x: Tensor) -> Tensor {
    let powers = exp(x)
    return powers / powers.sum(axis: -1, keepingDimensions: true)
}

@Suite(.enabled(if: Example.isOn)) struct SoftmaxTests {
    @Test func naiveSoftmaxIsSoftmax() {
        check(
            "the naive softmax is softmax", .tensor(shape: .ranks(1...2), .float32(0...200)), within: .ulps(64)
        ) { x in
            ulps(naiveSoftmax(x), softmax(x, axis: -1))
        }
    }

    @Test func productWithAScaledColumn() {
        let scale: Tensor = [1, 1, 1.001]
        check(
            "a product is a product", .tensor(shape: [2, 3], .float32(1...9)), .tensor(shape: [3, 3], .float32(1...9)),
            within: .ulps(16)
        ) { a, b in
            ulps(matmul(a, b) * scale, matmul(a, b))
        }
    }

    @Test func gradientOfAScaledSoftmax() {
        let wrong = Operation.softmax.variant(
            named: "softmax.scaled",
            derivative: { call in [softmaxGradient(call.inputs[0], call.cotangent) * (1 + 1e-5)] })
        checkGradients(of: { x in wrong(x) }, at: [[1, 2, 3], [3, 1, 2]])
    }
}
