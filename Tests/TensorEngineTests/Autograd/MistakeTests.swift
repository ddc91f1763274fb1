import Testing

@testable import TensorEngine

/// Wrong derivatives, seen by those who came to find them.
@Suite struct MistakeTests {
    @Test func aCotangentOfTheWrongShapeIsListedAndDropped() {
        let wrong = Operation.add.variant(named: "add.unreduced", derivative: { [$0.cotangent, $0.cotangent] })
        let a = Tensor([[1, 2], [3, 4]])
        let (gradients, mistakes) = collectingMistakes {
            let (values, pull) = pullback(at: [a, Tensor([1, 2])]) { [wrong($0[0], $0[1])] }
            return pull([.ones(values[0].shape, dtype: .float32)])
        }
        #expect(mistakes == ["the derivative of add.unreduced returned float32[2, 2] for an input float32[2]"])
        #expect(gradients[0]?.shape == [2, 2])
        #expect(gradients[1] == nil)
    }
}
