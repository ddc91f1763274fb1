import Testing

@testable import TensorEngine

@Suite struct CustomDerivativeTests {
    @Test func `gradients flow through the derivative that is given`() {
        let (value, slope) = valueWithGradient(at: [1, 2]) { x in
            withDerivative([x], of: { [$0[0] * $0[0]] }) { call in [7 * call.cotangent] }[0].sum(.all)
        }
        #expect(value.item() == 5)
        #expect(slope.values == [7, 7])
    }

    @Test func `the derivative can be differentiated again`() {
        let second = gradient(at: [3]) { x in
            gradient(at: x) { x in
                withDerivative([x], of: { [exp($0[0])] }) { call in [call.cotangent * square(call.inputs[0])] }[0].sum(
                    .all)
            }.sum(.all)
        }
        #expect(second.values == [6])
    }

    @Test func `a capture records what the function consists of`() {
        let graph = capture(inputs: [[1]]) { inputs in
            withDerivative(inputs, of: { [exp(sin($0[0]))] }) { call in [call.cotangent] }
        }
        #expect(graph.operationNames == ["sin", "exp"])
        #expect(graph.unseen.isEmpty && graph.opaque.isEmpty)
    }

    @Test func `recorded calls tell what gradients flow through`() {
        let calls = recordedCalls(at: [[1, 2]]) { inputs in
            let constant = exp(Tensor([1, 2]))
            return [sin(inputs[0]) * constant]
        }
        #expect(calls.map(\.operation.name) == ["sin", "multiply"])
        #expect(calls.map(\.isPassing) == [[true], [true, false]])
        #expect(calls[0].outputs[0].hostArray == sin([1, 2]).hostArray)
    }
}
