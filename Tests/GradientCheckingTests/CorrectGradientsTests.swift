import GradientChecking
import Specifications
import TensorEngine
import Testing

/// What is right passes, in float32, without a tolerance.
@Suite struct CorrectGradientsTests {
    /// A call of an operation at inputs of its domain.
    struct Call: Sendable, CustomTestStringConvertible {
        let operation: TensorEngine.Operation
        let inputs: [HostArray]
        let attributes: Attributes

        var testDescription: String { "\(operation.name) \(inputs.map(\.shape)) \(attributes)" }
    }

    /// The calls of one operation: the shapes of its specification with random numbers, and its finite anchors.
    static func calls(of operation: TensorEngine.Operation, _ catalog: SpecificationCatalog) throws -> [Call] {
        guard let specification = catalog[operation.specification] else { return [] }
        var calls: [Call] = []
        for (number, tuple) in specification.shapes.enumerated() {
            guard let arguments = specification.arguments(count: tuple.shapes.count) else { continue }
            var inputs: [HostArray] = []
            for (place, (argument, shape)) in zip(arguments, tuple.shapes).enumerated() {
                switch argument.dtype {
                case .int64:
                    guard
                        let domain = try specification.integerDomain(
                            ofArgument: place, shapes: tuple.shapes, tuple.attributes)
                    else { break }
                    let elements = (0..<shape.elementCount).map {
                        Int64(domain.lowerBound + ($0 * 7 + 3) % domain.count)
                    }
                    inputs.append(HostArray(elements, shape: shape))
                case .bool: inputs.append(HostArray((0..<shape.elementCount).map { $0 * 5 % 3 == 0 }, shape: shape))
                default:
                    let (least, greatest) = (max(argument.domain.lowerBound, -3), min(argument.domain.upperBound, 3))
                    let elements = numbers(shape.elementCount, seed: UInt64(31 * number + place)).hostArray.float32!
                    inputs.append(
                        HostArray(
                            elements.map { Float(least + (greatest - least) * (0.49 * Double($0) + 0.5)) }, shape: shape
                        ))
                }
            }
            guard inputs.count == arguments.count else { continue }
            calls.append(
                Call(operation: operation, inputs: inputs, attributes: specification.resolved(tuple.attributes)))
        }
        for anchor in specification.anchors where anchor.inputs.allSatisfy(\.isFinite) {
            calls.append(
                Call(
                    operation: operation, inputs: anchor.inputs, attributes: specification.resolved(anchor.attributes)))
        }
        return calls.filter { call in
            let types = call.inputs.map { TensorType($0.dtype, $0.shape) }
            return call.inputs.contains { $0.dtype.isFloatingPoint }
                && (try? call.operation.shapeRule(types, call.attributes)) != nil
        }
    }

    /// Every operation of the engine, wherever its specification wants it tried; second derivatives, too, where they exist.
    @Test(arguments: OperationTable.standard.operations.map(\.name))
    func `operations pass`(name: String) throws {
        let catalog = try SpecificationCatalog.standard()
        let operation = try #require(OperationTable.standard.operation(named: name))
        var passes = 0
        for call in try Self.calls(of: operation, catalog) {
            // geluCurvature is the last of its derivatives.
            guard operation.name != "geluCurvature" else { continue }
            let order = operation.name == "geluGradient" ? 1 : 2
            let report = try gradientReport(
                of: { apply(call.operation, $0, call.attributes) }, at: call.inputs.map { Tensor($0) },
                options: GradientCheckOptions(order: order))
            // Operations that compare, round or choose have no gradient to test.
            #expect(report.isPass || report.verdict == .vacuous, "\(call.testDescription)\n\(report)")
            if report.isPass { passes += 1 }
        }
        let hasNone: Set = [
            "equal", "notEqual", "less", "lessOrEqual", "greater", "greaterOrEqual", "logicalAnd", "logicalOr",
            "logicalXor", "logicalNot", "floorDivide", "floor", "ceil", "round", "trunc", "sign", "toInteger", "argmax",
            "argmin", "geluCurvature",
        ]
        #expect(passes > 0 || hasNone.contains(operation.name), "nothing was tested")
    }

    @Test func `log_softmax(relu(xW)) passes`() throws {
        let report = try gradientReport(
            of: { logSoftmax(relu(matmul($0, $1))) }, at: numbers(8, 16, seed: 3), numbers(16, 10, seed: 4))
        #expect(report.verdict == .correct, "\(report)")
        #expect(try #require(report.power?.formula) < 1e-9)
        #expect(try #require(report.power?.rounding) < 1e-3)
    }

    @Test func `a network of 4,810 parameters with cross-entropy passes`() throws {
        var labels = [Float](repeating: 0, count: 320)
        for row in 0..<32 { labels[row * 10 + row % 10] = 1 }
        let targets = Tensor(labels, shape: [32, 10])
        let x = numbers(32, 64, seed: 5)
        let report = try gradientReport(
            of: { parameters in
                let hidden = relu(matmul(x, parameters[0]) + parameters[1])
                let logits = matmul(hidden, parameters[2]) + parameters[3]
                return [crossEntropy(logits, labels: targets).mean(.all)]
            },
            at: [
                numbers(64, 64, seed: 6, scale: 0.2), numbers(64, seed: 7, scale: 0.1),
                numbers(64, 10, seed: 8, scale: 0.2), numbers(10, seed: 9, scale: 0.1),
            ])
        #expect(report.verdict == .correct, "\(report)")
        #expect(report.extent.elements == 2 * 4810)
        #expect(try #require(report.power?.formula) < 1e-5)
    }

    @Test func `layer normalisation and attention pass, in second order, too`() throws {
        let layerNorm = try gradientReport(
            of: { x, scale, shift in
                let deviation = x - x.mean(axis: -1, keepingDimensions: true)
                let variance = square(deviation).mean(axis: -1, keepingDimensions: true)
                return deviation * rsqrt(variance + 1e-5) * scale + shift
            }, at: numbers(4, 16, seed: 20), numbers(16, seed: 21), numbers(16, seed: 22),
            options: GradientCheckOptions(order: 2))
        #expect(layerNorm.verdict == .correct, "\(layerNorm)")
        let attention = try gradientReport(
            of: { q, k, v in matmul(softmax(matmul(q, k.transposed()) / 4), v) }, at: numbers(5, 8, seed: 23),
            numbers(6, 8, seed: 24), numbers(6, 8, seed: 25), options: GradientCheckOptions(order: 2))
        #expect(attention.verdict == .correct, "\(attention)")
    }

    @Test func `several results, several dtypes and arguments that are no floats`() throws {
        let indices = Tensor([2, 0, 2] as [Int64], shape: [3])
        let report = try gradientReport(
            of: { arguments in
                let (x, w) = (arguments[0], arguments[2])
                return [exp(x), x.selected(axis: 0, arguments[1]) * w, (x .> 0)]
            }, at: [numbers(4, seed: 30), indices, numbers(3, seed: 31).cast(to: .float64)])
        #expect(report.verdict == .correct, "\(report)")
        #expect(report.inputs.map(\.name) == ["argument 1", "argument 2", "argument 3"])
    }

    @Test func `a pass says what it would have caught`() throws {
        let report = try gradientReport(of: { softmax($0) }, at: numbers(16, 32, seed: 1, scale: 3))
        #expect(report.verdict == .correct)
        #expect(report.findings.isEmpty && report.unseen.isEmpty)
        #expect(try #require(report.power?.formula) < 1e-10)
        // No better than float32 can be, and not much worse.
        #expect((0x1p-25...0x1p-20).contains(try #require(report.power?.rounding)))
        #expect(
            report.description.firstMatch(
                of:
                    /^correct: 2048 elements of gradients; would have caught a relative error of \S+ in the formula, \S+ in its rounding$/
            ) != nil)
        let again = try gradientReport(of: { softmax($0) }, at: numbers(16, 32, seed: 1, scale: 3))
        #expect(report.description == again.description)
    }
}
