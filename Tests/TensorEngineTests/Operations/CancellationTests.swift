import Foundation
import Testing

@testable import TensorEngine

/// Backward kernels where terms cancel: each of these was once wrong by millions of ulps.
@Suite struct CancellationTests {
    private func floats(_ bits: [UInt32]) -> [Float] { bits.map(Float.init(bitPattern:)) }

    @Test func softmaxGradientKeepsNearTiesApart() {
        let x = Tensor(floats([0xBE95_2D88, 0xBE95_2D82, 0xBE95_2D8A, 0xBE95_2D8A, 0xBE95_2D85]), shape: [5])
        let g = Tensor(floats([0xBE95_2D84, 0xBE95_2D89, 0xBE95_2D89, 0xBE95_2D8A, 0xBE95_2D88]), shape: [5])
        #expect(softmaxGradient(x, g).hostArray.float32![4] == 2.5410990184677315e-23)
    }

    @Test func softmaxGradientOfAConstantCotangentIsExactlyZero() {
        let x = Tensor([0.1, -3, 7, 7, 2.5])
        #expect(softmaxGradient(x, Tensor([0.3, 0.3, 0.3, 0.3, 0.3])).hostArray.float32! == [0, 0, 0, 0, 0])
    }

    @Test func crossEntropyGradientKeepsLogitsApartThatExpCannot() {
        let x = Tensor([Float(0x1p-60), 0], shape: [2])
        let result = crossEntropyGradient(x, labels: [0.5, 0.5], Tensor(scalar: 1, dtype: .float32))
        #expect(result.hostArray.float32! == [0x1p-62, -0x1p-62])
    }

    @Test func crossEntropyGradientCancelsHugeWeightsExactly() {
        let huge = Float.greatestFiniteMagnitude
        let x = Tensor([Float(0), 0, -21.5], shape: [3])
        let labels = Tensor([huge, -huge, 1e-9], shape: [3])
        let result = crossEntropyGradient(x, labels: labels, Tensor(scalar: 1, dtype: .float32)).hostArray.float32!
        #expect(result[2] == Float(-Double(Float(1e-9)) * 2 / (2 + Foundation.exp(-21.5))))
    }

    @Test func crossEntropyGradientOfEqualLogitsAndWeightsIsExactlyZero() {
        let x = Tensor.full([7], 2.58260083)
        let result = crossEntropyGradient(x, labels: .full([7], 1.85220575), Tensor(scalar: 1, dtype: .float32))
        #expect(result.hostArray.float32! == [Float](repeating: 0, count: 7))
    }

    @Test func expGradientIsRightWhereExpItselfOverflowsOrVanishes() {
        let result = expGradient(Tensor([Float(88.8), 1000], shape: [2]), Tensor([0.25, 0])).hostArray.float32!
        #expect(result[0] == Float(0.25 * Foundation.exp(Double(Float(88.8)))))
        #expect(result[1] == 0)
    }
}
