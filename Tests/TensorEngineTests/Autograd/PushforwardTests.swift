import Testing

@testable import TensorEngine

@Suite struct PushforwardTests {
    @Test func `the derivative along a direction`() {
        let (values, tangents) = pushforward(at: [[1, 2], [3, 4]], along: [[1, 0], [0, 2]]) { [$0[0] * $0[1]] }
        #expect(values[0].values == [3, 8])
        #expect(tangents[0].values == [3, 4])
    }

    @Test func `results that do not depend on the inputs stand still, and so do truth values`() {
        let (_, tangents) = pushforward(at: [[1, 2]], along: [[1, 1]]) { [Tensor([5]), $0[0] .> 0, exp($0[0])] }
        #expect(tangents[0].values == [0])
        #expect(tangents[1].dtype == .bool)
        #expect(tangents[2].hostArray == exp([1, 2]).hostArray)
    }
}
