import Testing

@testable import TensorEngine

@Suite struct OperationTests {
    @Test func `a wrong kernel can be planted and run as an implementation`() {
        let wrong = Operation.softmax.variant(named: "softmax.wrong") { inputs, attributes in
            Operation.softmax.kernel(inputs, attributes).map { $0 * 1.5 }
        }
        var table = OperationTable.standard
        table.add(wrong)
        let results = table.implementation(named: "softmax.wrong")?.call([[0, 0]], ["axis": .integer(-1)])
        #expect(results?[0].values == [0.75, 0.75])
        #expect(table.implementations(of: "softmax").map(\.name) == ["softmax", "softmax.naive", "softmax.wrong"])
    }

    @Test func `a wrong derivative can be planted`() {
        let wrong = Operation.exp.variant(
            named: "exp.wrong",
            derivative: { call in
                [call.cotangent]
            })
        #expect(gradient(at: [1]) { wrong($0).sum(.all) }.values == [1])
    }

    @Test func `a custom operation has gradients of all orders`() {
        let cube = Operation(name: "cube", shapeRule: Operation.sameFloatType) { inputs, _ in
            let array = inputs[0].hostArray
            return [
                Tensor(
                    (0..<array.count).map { array.double(at: $0) }.map { $0 * $0 * $0 } as [Double], shape: array.shape)
            ]
        } derivative: { call in
            [call.cotangent * 3 * call.inputs[0] * call.inputs[0]]
        }
        var numbers = Numbers(seed: 3)
        expectDerivatives(at: [numbers.tensor([3])]) { cube($0[0]) }
    }

    @Test func `operations may have several results`() {
        let parts = Operation(name: "parts") { types, _ throws(OperandError) in
            [types[0], types[0]]
        } kernel: { inputs, _ in
            [inputs[0] * 2, inputs[0] * 3]
        } derivative: { call in
            [call.cotangents[0] * 2 + call.cotangents[1] * 3]
        }
        #expect(gradient(at: [1]) { apply(parts, [$0])[1].sum(.all) }.values == [3])
        let graph = capture(inputs: [[1]]) { [apply(parts, $0)[1] + 1] }
        #expect(graph.operationNames == ["parts", "add"])
        #expect(graph.nodes.contains(.result(1, of: 1)))
    }

    @Test func `a kernel that breaks its shape rule traps`() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            let wrong = Operation.exp.variant(named: "short") { _, _ in [Tensor([1])] }
            _ = wrong([1, 2])
        }
        #expect(
            trapMessage(result).contains("short: the kernel returned [float32[1]], the shape rule says [float32[2]]"))
    }

    @Test func `the standard table names every operation once`() {
        let names = OperationTable.standard.operations.map(\.name)
        #expect(Set(names).count == names.count)
        #expect(names.allSatisfy { OperationTable.standard.implementation(named: $0)?.specification == $0 })
        #expect(
            OperationTable.standard.implementations.filter { $0.name.contains(".") }.map(\.name)
                == [
                    "softmax.naive", "crossEntropy.naive", "matmul.deterministic", "sigmoid.naive", "logSigmoid.naive",
                    "softplus.naive", "silu.naive", "gelu.naive", "mish.naive",
                ])
    }
}
