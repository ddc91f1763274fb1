import Multiprecision
import Specifications
import Testing
import Values

@testable import Oracle

/// Derivatives where a formula changes from one branch to another, and where it has no value.
@Suite struct TieTests {
    /// Gradients of the first output with respect to a row of numbers, under both policies.
    private func gradients(_ definition: String, at x: [Double]) throws -> [[Interval]] {
        let graph = try Specification(
            parsing: """
                operation: f
                summary: A function of a row of numbers.
                inputs: { x: {} }
                definition: |
                  \(definition.replacing("\n", with: "\n  "))
                anchors: [{ x: [1, 2, 3] }]
                budgets: { default: { float32: { forward: 1 ulp } } }
                """, file: "f.yaml"
        ).graph(shapes: [[x.count]], attributes: [:])
        let one = HostArray([1.0], shape: .scalar)
        return [.first, .last].map {
            AdjointEvaluator(precision: 128, policy: $0)
                .gradients(graph, [HostArray(x, shape: [x.count])], cotangents: [one])[0].elements
        }
    }

    @Test func anElementIsNoTieWithItself() throws {
        // The median: how many are before an element, the element itself among those that are asked.
        let median = """
            let place[j] = sum(l: where(x[l] < x[j] or x[l] == x[j] and l < j, 1, 0))
            y = sum(j: where(place[j] == 1, x[j], 0))
            """
        for gradient in try gradients(median, at: [3, 1, 2]) {
            #expect(zip(gradient, [0.0, 0, 1]).allSatisfy { $0.contains($1) && $0.isPoint })
        }
        // Another element of equal value is one.
        let tied = try gradients(median, at: [3, 2, 2])
        #expect(!zip(tied[0], tied[1]).allSatisfy { $0.intersects($1) })
    }

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
