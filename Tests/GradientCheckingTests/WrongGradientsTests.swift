import GradientChecking
import Specifications
import TensorEngine
import Testing

/// What is wrong is found, and named.
@Suite struct WrongGradientsTests {
    @Test func `softmax of [16, 32] off by a factor of 1 + 1e-5 is a wrong formula`() throws {
        let wrong = Operation.softmax.changing("softmax.scaled") { $0 * (1 + 1e-5) }
        let report = try gradientReport(of: { wrong($0) }, at: numbers(16, 32, seed: 1, scale: 3))
        #expect(report.verdict == .wrongFormula)
        let finding = try #require(report.findings.first)
        #expect(finding.operation == "softmax.scaled")
        #expect(finding.message.contains("512 of 512 elements are wrong: a relative 1e-05 too large"))
        #expect(finding.message.contains("the derivative of softmax.scaled (call 1, of float32[16, 32]) is wrong"))
        #expect(
            finding.message.contains(/in float32: got \S+ \(\S+, 0x[0-9A-F]{8}\), expected \S+ \(\S+, 0x[0-9A-F]{8}\)/))
    }

    @Test func `one entry of a 100 by 100 Jacobian off by 1e-4 is named`() throws {
        let matrix = numbers(100, 100, seed: 11)
        var elements = matrix.hostArray.float32!
        elements[37 * 100 + 58] *= 1 + 1e-4
        let wrong = Tensor(elements, shape: [100, 100])
        let report = try gradientReport(
            of: { x in
                withDerivative([x], of: { [matmul(matrix, $0[0].reshaped([100, 1])).reshaped([100])] }) { call in
                    [matmul(wrong.transposed(), call.cotangent.reshaped([100, 1])).reshaped([100])]
                }[0]
            }, at: numbers(100, seed: 12))
        let finding = try #require(report.findings.first)
        #expect(report.verdict == .wrongFormula)
        #expect(finding.input == 0 && finding.index == [58])
        #expect(finding.output == 0 && finding.outputIndex == [37])
        #expect(finding.message.contains("1 of 100 elements are wrong"))
        #expect(
            finding.message.contains(
                /the wrong entry of the Jacobian: d\(result\)\[37\] \/ d\(argument 1\)\[58\] is \S+, should be \S+: a relative 0.0001 too large/
            ))
        #expect(finding.message.contains("WrongGradientsTests.swift:"))
    }

    @Test func `the guilty operation is found among many`() throws {
        let wrong = Operation.tanh.variant(
            named: "tanh.wrong", derivative: { call in [call.cotangent * (1 - call.outputs[0])] })
        let report = try gradientReport(
            of: { x, w in softmax(wrong(matmul(relu(x), w)) * 2).sum(axis: 0) * exp(x[0, 0]) },
            at: numbers(3, 4, seed: 41), numbers(4, 5, seed: 42))
        let finding = try #require(report.findings.first)
        #expect(finding.operation == "tanh.wrong")
        #expect(finding.message.contains("the derivative of tanh.wrong (call 3, of float32[3, 5]) is wrong"))
        #expect(
            finding.reproduction?.contains(
                /the derivative of tanh.wrong at \S+ \(\S+, 0x[0-9A-F]{8}\) is \S+, should be \S+/) == true)
    }

    @Test func `what is wrong is said in words`() throws {
        func words(_ operation: TensorEngine.Operation, at x: Tensor) throws -> String {
            try gradientReport(of: { operation($0) }, at: x).description
        }
        let x = numbers(3, 3, seed: 51)
        #expect(try words(Operation.exp.changing("e") { -$0 }, at: x).contains("its sign is flipped"))
        #expect(try words(Operation.exp.changing("e") { 2 * $0 }, at: x).contains("twice as large as it should be"))
        #expect(try words(Operation.exp.changing("e") { 3 * $0 }, at: x).contains("3 times too large"))
        #expect(try words(Operation.exp.changing("e") { $0 / 2 }, at: x).contains("half of what it should be"))
        #expect(try words(Operation.exp.changing("e") { 0 * $0 }, at: x).contains("it is missing"))
        #expect(try words(Operation.exp.changing("e") { $0.transposed() }, at: x).contains("it is transposed"))
        let square = Operation.square.variant(named: "square.wrong", derivative: { call in [2 * call.cotangent] })
        #expect(try words(square, at: x).contains("a factor of the input is missing"))
        let cut = try gradientReport(of: { $0 * sigmoid($0.detached()) }, at: x).description
        #expect(cut.contains("no operation's derivative is wrong on its own: a path was cut on the way"))
        let none = try gradientReport(of: { exp($0.detached()) }, at: x).description
        #expect(none.contains("the engine has no gradient at all: nothing flows back to argument 1"))
    }

    @Test func `a wrong second derivative passes in first order and fails in second`() throws {
        @Sendable func f(_ x: Tensor) -> Tensor {
            withDerivative([x], of: { [tanh($0[0])] }) { call in
                [call.cotangent * (1 - square(tanh(call.inputs[0].detached())))]
            }[0]
        }
        let x = numbers(4, seed: 61)
        let first = try gradientReport(of: { f($0) }, at: x)
        #expect(first.verdict == .correct, "\(first)")
        let second = try gradientReport(of: { f($0) }, at: x, options: GradientCheckOptions(order: 2))
        #expect(second.verdict == .wrongFormula)
        #expect(second.description.hasPrefix("second order: wrong formula: d(argument 1)"))
    }

    @Test func `a derivative that is wrong with respect to its cotangent is found by forward mode`() throws {
        // The gradient is right; but differentiated with respect to its cotangent it gives nothing.
        @Sendable func f(_ x: Tensor) -> Tensor {
            withDerivative([x], of: { [exp($0[0])] }) { call in
                [
                    withDerivative([call.cotangent, call.inputs[0]], of: { [$0[0] * exp($0[1])] }) { inner in
                        [0 * inner.cotangent, inner.cotangent * inner.outputs[0]]
                    }[0]
                ]
            }[0]
        }
        let report = try gradientReport(of: { f($0) }, at: numbers(4, seed: 62))
        #expect(report.verdict == .wrongFormula)
        #expect(report.description.contains("wrong formula in forward mode"))
        var options = GradientCheckOptions()
        options.checksForwardMode = false
        #expect(try gradientReport(of: { f($0) }, at: numbers(4, seed: 62), options: options).isPass)
    }

    @Test func `a missing derivative is an error with a message, not a trap`() throws {
        let none = Operation(name: "mystery", specification: "exp", shapeRule: Operation.sameType) { inputs, _ in
            [exp(inputs[0])]
        }
        #expect(throws: GradientCheckError.self) { try gradientReport(of: { none($0) }, at: [1]) }
        do {
            _ = try gradientReport(of: { none($0) }, at: [1])
        } catch {
            #expect("\(error)" == "mystery has no derivative")
        }
    }

    @Test func `what cannot be differentiated is an error`() {
        #expect(throws: GradientCheckError.self) {
            try gradientReport(of: { $0 }, at: Tensor([1, 2] as [Int64], shape: [2]))
        }
        #expect(throws: GradientCheckError.self) {
            try gradientReport(of: { exp($0) }, at: Tensor([Float.nan], shape: [1]))
        }
        #expect(throws: GradientCheckError.self) {
            try gradientReport(of: { exp($0) }, at: [1], options: GradientCheckOptions(order: 3))
        }
        #expect(throws: (any Error).self) {
            try SpecificationCatalog(folder: "/nowhere")
        }
    }
}
