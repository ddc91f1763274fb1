import Foundation
import Subjects
import Synchronization
import TensorEngine
import Testing
import Values
import Verification

/// Answers that do not even fit the question are findings too, and end no run early.
@Suite("Answers that do not fit are caught")
struct PlantedAnswerMistakesTests {
    @Test("An output of the wrong shape is a finding for every case")
    func wrongShape() async throws {
        let flat = Implementation(name: "exp", specification: "exp") { inputs, _ in
            [exp(inputs[0]).reshaped([inputs[0].elementCount])]
        }
        let run = try await PlantedRun(of: "exp", EngineSubject(others: [flat]))
        #expect(run.status == 1)
        #expect(
            run.findings.contains(
                "exp: no answer for case special-2: the output has shape [35]; the definition gives [5, 7]"))
        #expect(run.kinds == [.subject])
    }

    @Test("An output with too few elements ends neither frontiers nor differences in a trap")
    func missingElements() async throws {
        let subject = ChangedSubject(changeOutputs: { question, outputs in
            question.inputs[0].shape == [1] ? [HostArray([Float]())] : outputs
        })
        let run = try await PlantedRun(of: "exp", subject)
        #expect(run.status == 1)
        #expect(run.findings.contains("exp: no answer for a probe: the output has shape [0]; the definition gives [1]"))
    }

    @Test("No output at all is a finding")
    func noOutput() async throws {
        let run = try await PlantedRun(of: "exp", ChangedSubject(changeOutputs: { _, _ in [] }))
        #expect(run.status == 1)
        #expect(run.findings.contains("exp: no answer for case anchor-1: there are 0 outputs; the definition gives 1"))
    }

    @Test("An output of another dtype is a finding, however accurate")
    func wrongDType() async throws {
        let wide = Implementation(name: "add", specification: "add") { inputs, _ in
            [inputs[0].cast(to: .float64) + inputs[1].cast(to: .float64)]
        }
        let run = try await PlantedRun(of: "add", EngineSubject(others: [wide]))
        #expect(run.status == 1)
        #expect(run.findings.contains("add: no answer for case anchor-1: the output has dtype float64, not float32"))
    }

    @Test("A binary64 result that is one ulp off is printed with all its bits")
    func wideUlp() async throws {
        let subject = ChangedSubject(changeOutputs: { question, outputs in
            guard question.implementation == "cast", let wide = outputs[0].float64 else { return outputs }
            return [HostArray(wide.map { $0 == 1 ? $0.nextUp : $0 }, shape: outputs[0].shape)]
        })
        let run = try await PlantedRun(of: "cast", subject)
        #expect(run.status == 1)
        #expect(
            run.findings.contains(
                "cast: over budget: y[3] is 1.0000000000000002 (0x3FF0000000000001), expected 1, off by 1 ulp"),
            "\(run.findings)")
    }

    @Test("An error of the subject is a finding")
    func error() async throws {
        struct Broken: Error, CustomStringConvertible { let description = "the library is gone" }
        let run = try await PlantedRun(of: "exp", ChangedSubject(changeOutputs: { _, _ in throw Broken() }))
        #expect(run.status == 1)
        #expect(run.findings.contains("exp: no answer for case anchor-1: the library is gone"))
        #expect(run.findings.contains("    verify replay exp/anchor-1"))
    }

    @Test("A sum over the wrong axis has the wrong shape, or the wrong numbers where shapes agree")
    func wrongAxis() async throws {
        let wrong = Implementation(name: "sum", specification: "sum") { inputs, attributes in
            guard case .integers(let axes)? = attributes["axes"], inputs[0].rank == 2, axes.count == 1 else {
                return apply(.sum, inputs, attributes)
            }
            let other = (axes[0] + 1) % 2
            return apply(.sum, inputs, attributes.merging(["axes": .integers([other])]) { $1 })
        }
        let run = try await PlantedRun(of: "sum", EngineSubject(others: [wrong]))
        #expect(run.status == 1)
        #expect(
            run.findings.contains(
                "sum: no answer for case anchor-7: the output has shape [0]; the definition gives [2]"))
        // Where the shapes agree, a square tensor, the numbers and the formula tell.
        #expect(run.findings.contains("sum: silently wrong (over budget): y[0] is "))
        #expect(run.findings.contains("sum: wrong formula: "))
    }

    @Test("A missing gradient is a finding")
    func noGradient() async throws {
        let run = try await PlantedRun(of: "exp", EngineSubject(Operation.exp.differentiating { _ in [nil] }))
        #expect(run.status == 1)
        #expect(run.findings.contains("exp: no answer for case anchor-1: there is no gradient for input 'x'"))
    }

    @Test("A gradient that was not summed over the broadcast axis has the wrong shape")
    func unreducedGradient() async throws {
        let subject = ChangedSubject(changeGradients: { question, gradients in
            question.implementation == "add" ? [question.cotangents[0], question.cotangents[0]] : gradients
        })
        let run = try await PlantedRun(of: "add", subject)
        #expect(run.status == 1)
        #expect(
            run.findings.contains(
                "add: no answer for case anchor-1: the gradient for 'a' is float32[2, 2]; the input is float32[2, 1]"))
    }

    @Test("Gradients whose last bit comes and goes do not repeat, even within their budget")
    func nonDeterministicGradient() async throws {
        let calls = Mutex(0)
        let subject = ChangedSubject(changeGradients: { question, gradients in
            let isOdd = calls.withLock {
                $0 += 1; return $0 % 2 == 1
            }
            guard question.implementation == "matmul.deterministic", isOdd, let first = gradients[0] else {
                return gradients
            }
            return [HostArray(first.float32!.map(\.nextUp), shape: first.shape), gradients[1]]
        })
        let run = try await PlantedRun(of: "matmul", subject)
        #expect(run.status == 1)
        #expect(run.findings.contains("matmul.deterministic: the same inputs gave other gradients when run again"))
    }
}
