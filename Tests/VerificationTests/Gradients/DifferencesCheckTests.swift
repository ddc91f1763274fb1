import Multiprecision
import Oracle
import Specifications
import Subjects
import Testing
import Values

@testable import Verification

@Suite("Finite differences")
struct DifferencesCheckTests {
    let softmax = Repository.catalog["softmax"]!
    let logits: Case = .vectors([1, 2.5, -3], attributes: ["axis": .integer(-1)])
    let cotangents = [HostArray([Float(1), -2, 0.5])]
    let directions = [HostArray([Float(0.5), 1, -0.75])]

    @Test("Differences in the oracle agree with its adjoint")
    func agreement() throws {
        let outcome = try DifferencesCheck(specification: softmax)
            .oracle(logits, cotangents: cotangents, directions: directions)
        #expect(outcome == .agrees)
    }

    @Test("An adjoint evaluator that is off by a factor of 1 + 1e-12 is caught by the oracle's differences")
    func wrongAdjoint() throws {
        var check = DifferencesCheck(specification: softmax)
        let right = check.adjoint
        check.adjoint = { graph, inputs, cotangents in
            right(graph, inputs, cotangents).map { gradient in
                gradient.map { $0 * Interval(1 + 1e-12, precision: 512) }
            }
        }
        let outcome = try check.oracle(logits, cotangents: cotangents, directions: directions)
        guard case .disagrees(let text) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(text.contains("central differences in the oracle give "))
    }

    @Test("A gradient that lacks one path is caught by the oracle's differences")
    func missingPath() throws {
        var check = DifferencesCheck(specification: softmax)
        // Only the diagonal: as if the sum in the denominator were constant.
        check.adjoint = { graph, inputs, cotangents in
            let outputs = EnclosureEvaluator(precision: 512).outputs(graph, inputs)[0]!
            return [
                outputs.enumerated().map { $1 * Interval(cotangents[0].double(at: $0), precision: 512) }
            ]
        }
        #expect(try check.oracle(logits, cotangents: cotangents, directions: directions) != .agrees)
    }

    @Test("A kink within a step, and the edge of a domain, are excluded")
    func excluded() throws {
        let one = [HostArray([Float(1)])]
        let absolute = DifferencesCheck(specification: try .unary("y = abs(x)"))
        #expect(try absolute.oracle(.vectors([0]), cotangents: one, directions: one) == .excluded)
        #expect(try absolute.oracle(.vectors([1]), cotangents: one, directions: one) == .agrees)
        let root = DifferencesCheck(specification: try .unary("y = sqrt(x)"))
        #expect(try root.oracle(.vectors([0]), cotangents: one, directions: one) == .excluded)
    }

    @Test("The engine's own differences agree with the definition of exp")
    func subjectAgrees() throws {
        #expect(try subject(Repository.catalog["exp"]!, at: 1.5) == .agrees)
    }

    @Test("A definition whose slope is a thousandth off is caught by the engine's differences alone")
    func wrongDefinition() throws {
        let wrong = try subject(.unary("y = 1.001 * exp(x)"), at: 1.5)
        guard case .disagrees(let text) = wrong else {
            Issue.record("\(wrong)")
            return
        }
        #expect(text.hasPrefix("central differences of the subject's own outputs give 4.48"))
        #expect(try subject(.unary("y = exp(x) + x"), at: 1.5) != .agrees)
    }

    @Test("Where noise drowns the slope, differences say nothing")
    func noise() throws {
        let outcome = try subject(Repository.catalog["exp"]!, at: 0x1p-100, budget: .ulps(1e6))
        #expect(outcome == .excluded)
        #expect(try subject(.unary("y = abs(x)"), at: 0) == .excluded)
    }

    /// Differences of the engine's exp against a definition.
    private func subject(
        _ specification: Specification, at x: Float, budget: Budget = .ulps(1)
    ) throws -> DifferencesCheck.Outcome {
        let engine = EngineSubject()
        return try DifferencesCheck(specification: specification).subject(
            .vectors([x]), cotangents: [HostArray([Float(1)])], input: 0, element: 0, budget: budget
        ) { try engine.outputs(of: "exp", on: $0, [:]) }
    }
}
