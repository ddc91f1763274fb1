import Subjects
import TensorEngine
import Testing
import Values
import Verification

/// Wrong derivatives are proved wrong as mathematics, whatever float32 makes of them.
@Suite("Mistakes planted in derivatives are caught")
struct PlantedDerivativeMistakesTests {
    @Test("A factor of 1 + 1e-5 is a wrong formula", arguments: [1 + 1e-5, 1 + 1e-6])
    func factor(_ factor: Double) async throws {
        let wrong = Operation.exp.differentiating { call in
            [Operation.expGradient(call.inputs[0], call.cotangent * factor)]
        }
        let run = try await PlantedRun(of: "exp", EngineSubject(wrong))
        #expect(run.status == 1)
        #expect(
            run.findings.contains(/exp: wrong formula: the backward pass computes dx\[\d+\] = .*\(0x[0-9A-F]{8}\)/))
        let formula = try #require(run.implementation("exp")?.formula)
        #expect(formula.status == .failed)
        #expect(formula.operations.contains("multiply"))
    }

    @Test("A factor that float32 rounds away is still a wrong formula")
    func tinyFactor() async throws {
        let wrong = Operation.multiply.differentiating { call in
            let wide = call.cotangent.cast(to: .float64) * (1 + 1e-9)
            return [
                reduced((wide * call.inputs[1].cast(to: .float64)).cast(to: .float32), to: call.inputs[0].shape),
                call.cotangent(ofInput: 1) {
                    reduced(call.cotangent * call.inputs[0], to: call.inputs[1].shape)
                },
            ]
        }
        let run = try await PlantedRun(of: "multiply", EngineSubject(wrong))
        #expect(run.status == 1)
        #expect(run.findings.contains("multiply: wrong formula: the backward pass computes da["))
        #expect(!run.findings.contains("computes db["))
    }

    @Test("A broadcast term that gets only one of its cotangents is seen in numbers and as a formula")
    func missingReduction() async throws {
        @Sendable func first(_ cotangent: Tensor, _ shape: Shape) -> Tensor {
            guard cotangent.elementCount > 0 else { return reduced(cotangent, to: shape) }
            // The first of the rows (or columns) that should have been summed.
            var part = cotangent
            while part.rank > shape.rank { part = part[0] }
            for axis in 0..<shape.rank where part.shape[axis] != shape[axis] {
                part = axis == 0 ? part[0..<1] : part[.ellipsis, 0..<1]
            }
            return part.shape == shape ? part : reduced(cotangent, to: shape)
        }
        let wrong = Operation.add.differentiating { call in
            call.inputs.map { first(call.cotangent, $0.shape) }
        }
        let run = try await PlantedRun(of: "add", EngineSubject(wrong))
        #expect(run.status == 1)
        #expect(run.kinds == [.gradient, .formula])
        #expect(run.findings.contains(/add: .*: da\[0,0\] is .*\(0x[0-9A-F]{8}\)/))
        #expect(run.findings.contains("add: wrong formula: the backward pass computes da[0,0] = "))
    }

    @Test("A reshape in the place of a transpose is seen in matmul's derivative")
    func transposedOperand() async throws {
        let wrong = Operation.matmul.differentiating { call in
            let (a, b, g) = (call.inputs[0], call.inputs[1], call.cotangent)
            var swapped = b.shape
            (swapped[b.rank - 1], swapped[b.rank - 2]) = (swapped[b.rank - 2], swapped[b.rank - 1])
            return [
                reduced(matmul(g, b.reshaped(swapped)), to: a.shape), reduced(matmul(a.transposed(), g), to: b.shape),
            ]
        }
        let run = try await PlantedRun(of: "matmul", EngineSubject(wrong))
        #expect(run.status == 1)
        #expect(run.kinds == [.gradient, .formula])
        #expect(run.findings.contains(/matmul: (over budget|wrong class|silently wrong).*: da\[0,0\] is/))
        #expect(run.findings.contains("matmul: wrong formula: the backward pass computes da[0,0] = "))
        #expect(!run.findings.contains("computes db["))
    }

    @Test("A derivative with the wrong sign is seen")
    func wrongSign() async throws {
        let wrong = Operation.subtract.differentiating { call in
            call.inputs.map { reduced(call.cotangent, to: $0.shape) }
        }
        let run = try await PlantedRun(of: "subtract", EngineSubject(wrong))
        #expect(run.status == 1)
        #expect(run.findings.contains("subtract: wrong formula: the backward pass computes db["))
    }

    @Test("A derivative that is not made of engine operations is judged by its numbers, and said to be unseen")
    func foreignArithmetic() async throws {
        let wrong = Operation.exp.differentiating { call in
            let right = Operation.expGradient(call.inputs[0], call.cotangent).hostArray
            return [Tensor(right.float32!.map { $0 * 1.00001 }, shape: right.shape)]
        }
        let run = try await PlantedRun(of: "exp", EngineSubject(wrong))
        #expect(run.status == 1)
        #expect(run.kinds.contains(.gradient))
        #expect(run.implementation("exp")?.formula?.unseen.isEmpty == false)
    }

    @Test("A zero that detaches the gradient is seen")
    func vanishedGradient() async throws {
        let wrong = Operation.exp.differentiating { [.zeros($0.inputs[0].shape)] }
        let run = try await PlantedRun(of: "exp", EngineSubject(wrong))
        #expect(run.status == 1)
        #expect(
            run.findings.contains(/exp: (wrong class|silently wrong \(wrong class\)): dx\[\d+\] is 0 \(0x00000000\)/))
        #expect(run.kinds.contains(.formula))
    }
}
