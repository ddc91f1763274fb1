import Testing

@testable import TensorEngine

@Suite struct CaptureTests {
    @Test func `calls, operands and constants are recorded in order`() {
        let graph = capture(inputs: [[1, 2], [3, 4]]) { [exp($0[0]) * $0[1] + 1] }
        #expect(
            graph.nodes == [
                .input(0), .input(1), .call(operation: "exp", attributes: [:], operands: [0]),
                .call(operation: "multiply", attributes: [:], operands: [2, 1]),
                .constant(HostArray([1] as [Float], shape: [])),
                .call(operation: "add", attributes: [:], operands: [3, 4]),
            ])
        #expect(graph.outputs == [5])
        #expect(graph.unseen.isEmpty)
    }

    @Test func `the backward pass of softmax is its gradient operation`() {
        let (values, gradients, graph) = captureBackward(at: [[1, 2]], cotangents: [[1, 0]]) { [softmax($0[0])] }
        #expect(values[0].hostArray == softmax([1, 2]).hostArray)
        #expect(gradients[0]?.hostArray == softmaxGradient([1, 2], [1, 0]).hostArray)
        let call = CapturedGraph.Node.call(
            operation: "softmaxGradient", attributes: ["axis": .integer(-1)], operands: [0, 1])
        #expect(graph.nodes == [.input(0), .input(1), call])
        #expect(graph.outputs == [2])
    }

    @Test func `a broadcast is undone by sums, and an unused input has no output`() {
        let (_, gradients, graph) = captureBackward(at: [[1], [1, 2], [9]], cotangents: [[1, 1]]) { [$0[0] * $0[1]] }
        #expect(graph.operationNames == ["cast", "cast", "multiply", "sum", "cast", "multiply"])
        #expect(graph.outputs[2] == nil)
        #expect(gradients[2] == nil)
    }

    @Test func `views and casts are recorded too`() {
        let graph = capture(inputs: [[[1, 2], [3, 4]]]) { [$0[0].transposed()[0] + Tensor([1], dtype: .int64)] }
        #expect(graph.operationNames == ["transpose", "slice", "reshape", "cast", "add"])
    }

    @Test func `what capture cannot see is noted`() {
        let reads = capture(inputs: [[1]]) { [$0[0].item() > 0 ? $0[0] : -$0[0]] }
        #expect(reads.unseen == ["item() of a float32[1] tensor"])
        let arrays = capture(inputs: [[1]]) { [Tensor(exp($0[0]).hostArray)] }
        #expect(arrays.unseen == ["host read of a float32[1] tensor"])
        #expect(arrays.operationNames.isEmpty)
        let mutation = capture(inputs: [[1, 2]]) { inputs in
            var x = inputs[0]
            x[0] = 3
            return [x]
        }
        #expect(mutation.unseen == ["mutation of a float32[2] tensor"])
        #expect(capture(inputs: [[1]]) { [$0[0] + Tensor([Float(Tensor(2).item())], shape: [1])] }.unseen.isEmpty)
    }

    @Test func `a derivative outside the engine is noted`() {
        let foreign = Operation.exp.variant(
            named: "foreign",
            derivative: { call in
                [Tensor(call.inputs[0].hostArray)]
            })
        let graph = captureBackward(at: [[1]], cotangents: [[1]]) { [foreign($0[0])] }.graph
        #expect(
            graph.unseen == [
                "host read of a float32[1] tensor", "the derivative of foreign is not made of engine operations",
            ])
    }

    @Test func `a cotangent from outside that a derivative hands on is a constant`() {
        let graph = capture(inputs: [[1, 2]]) { inputs in
            pullback(at: inputs, of: { [exp($0[0]) + sin($0[0])] }).pullback([[0.5, 2]]).compactMap { $0 }
        }
        #expect(graph.unseen.isEmpty)
        #expect(graph.operationNames.contains("cos"))
    }

    @Test func `a kernel's own operations are not recorded`() {
        let composed = Operation.exp.variant(named: "composed") { inputs, _ in
            [exp(inputs[0]) + Tensor([0 * inputs[0].item()].map(Float.init), shape: [1])]
        }
        let graph = capture(inputs: [[1]]) { [composed($0[0])] }
        #expect(graph.operationNames == ["exp"])
        #expect(graph.unseen.isEmpty)
    }

    @Test func `captures nest, and the same tensor can be two inputs`() {
        let x: Tensor = [1]
        let outer = capture(inputs: [x, x]) { outside in
            let inner = capture(inputs: [outside[0]]) { [exp($0[0])] }
            #expect(inner.operationNames == ["exp"])
            return [outside[0] - outside[1]]
        }
        #expect(outer.operationNames == ["subtract"])
        #expect(outer.nodes.last == .call(operation: "subtract", attributes: [:], operands: [0, 1]))
    }

    @Test func `gradients are captured inside a capture`() {
        let graph = capture(inputs: [[1, 2]]) { inputs in [gradient(at: inputs[0]) { softmax($0)[0] }] }
        #expect(graph.operationNames == ["reshape", "embed", "softmaxGradient"])
        #expect(graph.unseen.isEmpty)
    }

    @Test func `kernels of operations that are not known are recorded in their place`() {
        let double = Operation(name: "double", shapeRule: Operation.sameType) { inputs, _ in [inputs[0] + inputs[0]] }
        let graph = capture(inputs: [[1]], isKnown: { $0 != "double" }) { [exp(double($0[0]))] }
        #expect(graph.operationNames == ["add", "exp"])
        #expect(graph.opaque.isEmpty)
        #expect(graph.values.map(\.values) == [[1], [2], exp([2]).values])
        let foreign = Operation(name: "foreign", shapeRule: Operation.sameType) { inputs, _ in
            [Tensor(inputs[0].hostArray)]
        }
        let opaque = capture(inputs: [[1]], isKnown: { $0 != "foreign" }) { [exp(foreign($0[0]))] }
        #expect(opaque.opaque == ["foreign"])
        #expect(opaque.unseen == ["host read of a float32[1] tensor"])
    }

    @Test func `values and gradients are one graph`() {
        let (values, gradients, graph) = captureGradients(at: [[1, 2]], isKnown: { _ in true }) {
            [exp($0[0])]
        } cotangents: {
            $0.map { .ones($0.shape) }
        }
        #expect(graph.operationNames == ["exp", "expGradient"])
        #expect(graph.outputs == [1, 3])
        #expect(graph.values[3].hostArray == gradients[0]?.hostArray)
        #expect(graph.values[1].hostArray == values[0].hostArray)
    }
}
