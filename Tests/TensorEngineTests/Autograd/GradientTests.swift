import Testing

@testable import TensorEngine

@Suite struct GradientTests {
    @Test func `gradients have the shape of their argument`() {
        let (value, slope) = valueWithGradient(at: [[1, 2], [3, 4]]) { ($0 * $0).sum(.all) }
        #expect(value.item() == 30)
        #expect(slope.hostArray == Tensor([[2, 4], [6, 8]]).hostArray)
        #expect(slope.history == nil && value.history == nil)
    }

    @Test func `two and three arguments`() {
        let (dx, dy) = gradient(at: 2, 3) { $0 * $1 * $1 }
        #expect((dx.item(), dy.item()) == (9, 12))
        let slopes = gradient(at: 2, 3, 4) { $0 * $1 - $2 }
        #expect((slopes.0.item(), slopes.1.item(), slopes.2.item()) == (3, 2, -1))
    }

    @Test func `what a result does not depend on has gradient zero`() {
        #expect(gradient(at: [1, 2]) { _ in 3 }.values == [0, 0])
        #expect(pullback(at: [[1], [2]]) { [$0[0]] }.pullback([[5]]).map { $0?.values } == [[5], nil])
    }

    @Test func `an argument that is used twice collects both`() {
        #expect(gradient(at: 3) { x in x * x * x + x }.item() == 28)
    }

    @Test func `gradients nest`() {
        let second = gradient(at: 2) { x in gradient(at: x) { $0 * $0 * $0 * $0 } }
        #expect(second.item() == 48)
        let third = gradient(at: 2) { x in gradient(at: x) { y in gradient(at: y) { $0 * $0 * $0 * $0 } } }
        #expect(third.item() == 48)
        #expect(third.history == nil)
    }

    @Test func `an outer argument inside an inner function is a constant there`() {
        // d/dx [x * d/dy (x + y) at y = x] = d/dx x = 1: a mix-up of the two levels would give 2.
        #expect(gradient(at: 5) { x in x * gradient(at: x) { y in x + y } }.item() == 1)
        // d/dx [d/dy (x * y * y) at y = 3] = 6.
        #expect(gradient(at: 5) { x in gradient(at: 3) { y in x * y * y } }.item() == 6)
        #expect(gradient(at: 5) { x in gradient(at: 3) { y in x * y * y } }.history == nil)
    }

    @Test func `functional gradients work inside withoutGradients and leave no history`() {
        let leaf = Tensor([2]).requiringGrad()
        let slope = withoutGradients { gradient(at: leaf) { ($0 * $0).sum(.all) } }
        #expect(slope.values == [4])
        #expect(slope.history == nil)
    }

    @Test func `a pullback can be used for many cotangents`() {
        let (values, pull) = pullback(at: [[1, 2]]) { [$0[0] * $0[0]] }
        #expect(values[0].values == [1, 4])
        #expect(pull([[1, 0]])[0]?.values == [2, 0])
        #expect(pull([[0, 1]])[0]?.values == [0, 4])
    }

    @Test func `what cannot be differentiated traps and says why`() async {
        let vector = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = gradient(at: [1, 2]) { $0 * 2 }
        }
        #expect(trapMessage(vector).contains("a gradient needs a function with a scalar result, got float32[2]"))
        await #expect(processExitsWith: .failure) { _ = gradient(at: Tensor([1], dtype: .int64)) { $0.sum(.all) } }
        await #expect(processExitsWith: .failure) { _ = pullback(at: [[1]]) { $0 }.pullback([[1, 2]]) }
        await #expect(processExitsWith: .failure) {
            let opaque = Operation(name: "opaque", shapeRule: Operation.sameType) { inputs, _ in inputs }
            _ = gradient(at: 1) { opaque($0) }
        }
    }
}
