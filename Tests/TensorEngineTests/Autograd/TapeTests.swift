import Testing

@testable import TensorEngine

@Suite struct TapeTests {
    @Test func `backward fills the gradients of leaves, and adds to them`() {
        let w = Tensor([1, 2]).requiringGrad()
        #expect(w.grad == nil)
        let loss = (w * w * 3).sum(.all)
        loss.backward()
        #expect(w.grad?.values == [6, 12])
        loss.backward()
        #expect(w.grad?.values == [12, 24])
        w.zeroGrad()
        #expect(w.grad == nil)
        (w * 2).backward([1, 10])
        #expect(w.grad?.values == [2, 20])
    }

    @Test func `a leaf is its own result`() {
        let w = Tensor(1).requiringGrad()
        w.backward()
        #expect(w.grad?.item() == 1)
    }

    @Test func `copies are the same leaf`() {
        var x = Tensor([1, 2])
        x.requiresGrad = true
        let copy = x
        (copy * 5).sum(.all).backward()
        #expect(x.grad?.values == [5, 5])
        x.requiresGrad = false
        #expect(copy.requiresGrad && !x.requiresGrad)
        x[0] = 7
        #expect(copy.values == [1, 2])
    }

    @Test func `nothing flows through detached tensors or without gradients`() {
        let w = Tensor([2]).requiringGrad()
        (w.detached() * w).sum(.all).backward()
        #expect(w.grad?.values == [2])
        #expect(withoutGradients { w * 2 }.requiresGrad == false)
        #expect((w * 2).requiresGrad && !(w * 2).isLeaf)
    }

    @Test func `a training step makes a new leaf`() {
        var w = Tensor([4]).requiringGrad()
        (w * w).sum(.all).backward()
        w = (w.detached() - 0.25 * w.grad!).requiringGrad()
        #expect(w.values == [2])
        #expect(w.grad == nil)
    }

    @Test func `functional gradients of leaves stay on the tape`() {
        let w = Tensor(3).requiringGrad()
        let slope = gradient(at: 2) { x in w * x * x }
        #expect(slope.item() == 12)
        slope.backward()
        #expect(w.grad?.item() == 4)
    }

    @Test func `long chains do not exhaust the stack`() {
        let w = Tensor(1).requiringGrad()
        var x = w
        for _ in 0..<100_000 { x = x + 1 }
        x.backward()
        #expect(w.grad?.item() == 1)
    }

    @Test func `leaves and results cannot be mutated`() async {
        let leaf = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            var w = Tensor([1, 2]).requiringGrad()
            w[0] = 3
        }
        #expect(trapMessage(leaf).contains("cannot mutate a float32[2] leaf that requires gradients"))
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            var y = Tensor([1, 2]).requiringGrad() * 2
            y[0] = 3
        }
        #expect(trapMessage(result).contains("cannot mutate a float32[2] tensor with a gradient history"))
        await #expect(processExitsWith: .failure) {
            var w = Tensor([1, 2]).requiringGrad()
            w += 1
        }
        await #expect(processExitsWith: .failure) {
            var plain = Tensor([1, 2])
            plain[0] = Tensor(1).requiringGrad()
        }
    }

    @Test func `backward says what it needs`() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            (Tensor([1, 2]).requiringGrad() * 2).backward()
        }
        #expect(trapMessage(result).contains("backward() needs a scalar, got float32[2]"))
        await #expect(processExitsWith: .failure) { Tensor(1).backward() }
    }
}
