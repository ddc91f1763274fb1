import GradientChecking
import TensorEngine
import Testing

@Suite struct CheckGradientsTests {
    @Test func `a right gradient passes in float32, without a tolerance`() throws {
        let x: Tensor = [[1, -2, 0.5], [0.25, 3, -1]]
        let w: Tensor = [[0.5, -1], [2, 0.75], [-0.125, 1]]
        let report = try gradientReport(of: { logSoftmax(relu(matmul($0, $1))) }, at: x, w)
        #expect(report.isPass, "\(report)")
    }

    @Test func `a factor of 1 + 1e-5 in a backward pass is a wrong formula`() throws {
        let wrong = Operation.softmax.variant(
            named: "softmax.scaled",
            derivative: { call in [softmaxGradient(call.inputs[0], call.cotangent) * (1 + 1e-5)] })
        let report = try gradientReport(of: { wrong($0) }, at: [[1, 2, 3], [3, 1, 2]])
        #expect(report.verdict == .wrongFormula)
    }
}
