import Multiprecision
import Oracle
import Specifications
import Subjects
import Testing
import Values

@testable import Verification

extension DifferencesCheck.Outcome {
    /// The outcome without its text.
    fileprivate var name: String {
        switch self {
        case .agrees: "agrees"
        case .disagrees: "disagrees"
        case .excluded: "excluded"
        }
    }
}

@Suite("Finite differences")
struct DifferencesCheckTests {
    private func oracle(_ operation: String, _ subjectCase: Case, _ direction: [Float]) throws -> String {
        let shape = subjectCase.inputs[0].shape
        return try DifferencesCheck(specification: try specification(operation)).oracle(
            subjectCase, cotangents: [HostArray([Float(0.75), -1.5], shape: shape)],
            directions: [HostArray(direction, shape: shape)]
        ).name
    }

    private func subject(
        _ operation: String, _ subjectCase: Case, element: Int = 0, change: (Float) -> Float = { $0 }
    ) throws -> DifferencesCheck.Outcome {
        let engine = EngineSubject()
        return try DifferencesCheck(specification: try specification(operation)).subject(
            subjectCase, cotangents: [HostArray([Float(0.75), -1.5])], input: 0, element: element, budget: .ulps(1)
        ) { inputs in
            let output = try engine.outputs(of: operation, on: inputs, subjectCase.attributes)[0]
            return [HostArray(output.float32!.map(change), shape: output.shape)]
        }
    }

    @Test("The oracle's adjoint and its central differences agree", arguments: ["exp", "log", "softmax", "logSoftmax"])
    func oracleAgrees(operation: String) throws {
        let attributes: Attributes = operation.contains("oftmax") ? ["axis": .integer(-1)] : [:]
        let subjectCase = inputs(HostArray([Float(1), 2.5]), attributes: attributes)
        #expect(try oracle(operation, subjectCase, [0.75, -1.25]) == "agrees")
    }

    @Test("An adjoint that is off by a factor of 1 + 1e-12, or lacks a path, is told from differences in the oracle")
    func wrongAdjoint() throws {
        let logits = inputs(HostArray([Float(1), 2.5, -3]), attributes: ["axis": .integer(-1)])
        let cotangents = [HostArray([Float(1), -2, 0.5])]
        func outcome(_ change: (inout DifferencesCheck) -> Void) throws -> DifferencesCheck.Outcome {
            var check = DifferencesCheck(specification: try specification("softmax"))
            change(&check)
            return try check.oracle(logits, cotangents: cotangents, directions: [HostArray([Float(0.5), 1, -0.75])])
        }
        #expect(try outcome { _ in }.name == "agrees")
        let scaled = try outcome { check in
            let right = check.adjoint
            check.adjoint = { graph, inputs, cotangents in
                right(graph, inputs, cotangents).map { $0.map { $0 * Interval(1 + 1e-12, precision: 512) } }
            }
        }
        guard case .disagrees(let text) = scaled else {
            Issue.record("a factor of 1 + 1e-12 is not seen: \(scaled)")
            return
        }
        #expect(text.hasPrefix("central differences in the oracle give "))
        // The diagonal alone, as if the sum in the denominator did not depend on its terms.
        let diagonal = try outcome { check in
            check.adjoint = { graph, inputs, cotangents in
                let outputs = EnclosureEvaluator(precision: 512).outputs(graph, inputs)[0]!
                return [outputs.enumerated().map { $1 * Interval(cotangents[0].double(at: $0), precision: 512) }]
            }
        }
        #expect(diagonal.name == "disagrees")
    }

    @Test("A pole within a step is left out")
    func oracleExcludes() throws {
        #expect(try oracle("log", inputs(HostArray([Float(0), 1])), [1, 1]) == "excluded")
    }

    @Test("The engine's outputs have the derivative of the definition", arguments: [0, 1])
    func subjectAgrees(element: Int) throws {
        #expect(try subject("exp", inputs(HostArray([Float(1.25), -2.75])), element: element).name == "agrees")
    }

    @Test("Outputs of another function are told from those of the definition")
    func subjectDisagrees() throws {
        let outcome = try subject("exp", inputs(HostArray([Float(1.25), -2.75]))) { $0 * 1.01 }
        guard case .disagrees(let text) = outcome else {
            Issue.record("a factor of 1.01 is not seen: \(outcome)")
            return
        }
        #expect(text.hasPrefix("central differences of the subject's own outputs give 2.64"), "\(text)")
        #expect(text.hasSuffix("the definition's adjoint 2.617757218096381"), "\(text)")
    }

    @Test("Steps from a power of two are exact on both sides")
    func powerOfTwo() throws {
        #expect(try subject("exp", inputs(HostArray([Float(1), -2]))).name == "agrees")
    }

    @Test("Outputs that are not finite, or steps out of the domain, are left out")
    func subjectExcludes() throws {
        #expect(try subject("exp", inputs(HostArray([Float(100), 0]))).name == "excluded")
        #expect(try subject("log", inputs(HostArray([Float(0), 1]))).name == "excluded")
        #expect(try subject("exp", inputs(HostArray([Float(0x1.62e42ep+6), 0]))).name == "excluded")
    }
}
