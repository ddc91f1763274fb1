import Multiprecision
import Specifications
import Testing
import Values

@testable import Oracle

/// Derivatives where a formula changes from one branch to another, and where it has no value.
@Suite struct TieTests {
    private func gradient(_ definition: String, at x: Double, _ policy: KinkPolicy) throws -> Interval {
        let graph = try Specification(
            parsing: """
                operation: f
                summary: A function of one number.
                inputs: { x: {} }
                definition: "\(definition)"
                anchors: [{ x: 1 }]
                budgets: { default: { float32: { forward: 1 ulp } } }
                """, file: "f.yaml"
        ).graph(shapes: [.scalar], attributes: [:])
        let one = HostArray([1.0], shape: .scalar)
        return AdjointEvaluator(precision: 128, policy: policy)
            .gradients(graph, [HostArray([x], shape: .scalar)], cotangents: [one])[0].elements[0]
    }

    @Test func aConditionThatHoldsByATieHasTwoSides() throws {
        // The same function as -x, written with a branch at 0 that a derivative must not follow blindly.
        let definition = "y = where(x == 0, 0, -x)"
        #expect(try !gradient(definition, at: 0, .first).intersects(gradient(definition, at: 0, .last)))
        #expect(try gradient(definition, at: 0, .last).contains(-1.0))
        #expect(try gradient(definition, at: 1, .first).contains(-1.0))
    }

    @Test func bothBranchesOfASmoothFunctionAgreeAtTheirTie() throws {
        let definition = "y = where(x <= 0, x ^ 3 + x, x)"
        #expect(try gradient(definition, at: 0, .first).intersects(gradient(definition, at: 0, .last)))
    }

    @Test func aFunctionHasNoDerivativeWhereItHasNoValue() throws {
        // The slope 1 / x of log exists at -1; log does not.
        #expect(try gradient("y = log(x)", at: -1, .first).isEmpty)
        #expect(try gradient("y = -x + 0 * log(-abs(x) - 1)", at: 2, .first).isEmpty)
        #expect(try gradient("y = log(x)", at: 2, .first).contains(0.5))
    }
}
