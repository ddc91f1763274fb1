import Testing

@testable import TensorEngine

@Suite struct ConcurrencyTests {
    private static func work() -> [HostArray] {
        var numbers = Numbers(seed: 5)
        let (x, w) = (numbers.tensor([8, 4]), numbers.tensor([4, 3]))
        let labels = softmax(numbers.tensor([8, 3]))
        let (_, gradients, graph) = captureBackward(at: [x, w], cotangents: [.ones([8], dtype: .float64)]) {
            [crossEntropy(matmul($0[0], $0[1], deterministic: true), labels: labels)]
        }
        let leaf = w.requiringGrad()
        crossEntropy(matmul(x, leaf, deterministic: true), labels: labels).sum(.all).backward()
        let names = HostArray([Int64(graph.nodes.count), Int64(graph.unseen.count)])
        return gradients.compactMap { $0?.hostArray } + [leaf.grad?.hostArray ?? HostArray([] as [Float]), names]
    }

    @Test func `concurrent tasks compute, differentiate and capture independently`() async {
        let expected = Self.work()
        await withTaskGroup(of: [HostArray].self) { group in
            for _ in 0..<32 { group.addTask { Self.work() } }
            for await result in group { #expect(result == expected) }
        }
    }

    @Test func `a shared leaf collects the gradients of concurrent passes`() async {
        let leaf = Tensor([1, 2]).requiringGrad()
        await withTaskGroup { group in
            for _ in 0..<64 { group.addTask { (leaf * 3).sum(.all).backward() } }
        }
        #expect(leaf.grad?.values == [192, 192])
    }
}
