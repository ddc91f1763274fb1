import Testing

@testable import PlumblineTesting

@Suite struct CheckGradientsTests {
    @Test func `right gradients pass in float32, and the report says what would have been caught`() throws {
        let x: Tensor = [[1, -2, 0.5], [0.25, 3, -1]]
        let w: Tensor = [[0.5, -1], [2, 0.75], [-0.125, 1]]
        let b: Tensor = [0.25, -0.5]
        let labels: Tensor = [[1, 0], [0, 1]]
        let report = checkGradients(of: { w, b in crossEntropy(relu(matmul(x, w) + b), labels: labels) }, at: w, b)
        #expect(try #require(report).isPass)
        #expect(try #require(report).description.contains("would have caught"))
    }

    @Test func `a wrong one is an issue at the line of its check, and names the argument`() throws {
        let wrong = Operation.softmax.variant(
            named: "softmax.scaled",
            derivative: { call in [softmaxGradient(call.inputs[0], call.cotangent) * (1 + 1e-5)] })
        let line = #line + 2
        let found = issues {
            checkGradients(of: { logits in wrong(logits) }, at: [[1, 2, 3], [3, 1, 2]])
        }
        let issue = try #require(found.first)
        #expect(found.count == 1)
        #expect(issue.sourceLocation?.line == line)
        #expect(issue.text.hasPrefix("wrong formula"))
        #expect(issue.text.contains("logits"))
    }

    @Test func `a pass that rests on less than all formulas is a warning, and says on what`() throws {
        let branching = { (x: Tensor) in
            withDerivative([x], of: { [tanh($0[0])] }) { call in
                let y = call.outputs[0]
                // Which of the two is right depends on numbers that the engine does not see being read.
                let isSmall = y.hostArray.float32!.allSatisfy { $0.magnitude < 2 }
                return [isSmall ? call.cotangent * (1 - y * y) : call.cotangent]
            }[0]
        }
        func warnings(_ body: () -> Void) -> [String] { issues(of: body).filter { !$0.makesTestFail }.map(\.text) }
        let found = warnings { checkGradients(of: { x in branching(x) }, at: [0.5, -1]) }
        #expect(found.count == 1, "\(found)")
        #expect(try #require(found.first).hasPrefix("gradients: certified for this path only"))
        #expect(try #require(found.first).contains("unseen: "))
        // A branch that no element takes is a remark; a plain pass is none.
        let remarked = warnings { checkGradients(of: { x in relu(x) }, at: [1, 2, 3]) }
        #expect(remarked.count == 1)
        #expect(try #require(remarked.first).contains("branch never taken: the negative side of relu"))
        #expect(warnings { checkGradients(of: { x in exp(x) }, at: [1, 2, 3]) }.isEmpty)
    }

    @Test func `what cannot be checked fails`() throws {
        let found = issues {
            checkGradients(of: { x in x }, at: Tensor([true, false]))
        }
        #expect(
            try #require(found.first).text
                == "gradients cannot be checked: there is nothing to differentiate: no argument is a floating-point tensor"
        )
    }
}
