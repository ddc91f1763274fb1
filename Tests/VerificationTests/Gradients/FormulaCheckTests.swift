import Specifications
import Subjects
import Testing
import Values

@testable import Verification

@Suite("Backward formulas")
struct FormulaCheckTests {
    private let cotangents = [HostArray([Float(0.75), -1.5])]
    private let logits = inputs(HostArray([Float(1), -0.5]), attributes: ["axis": .integer(-1)])

    private func captured(_ implementation: String, _ subjectCase: Case) throws -> OperationGraph {
        try #require(
            try EngineSubject().backwardGraph(
                of: implementation, on: subjectCase.inputs, subjectCase.attributes, cotangents: cotangents))
    }

    private func check(
        _ graph: OperationGraph, _ operation: String, _ subjectCase: Case
    ) throws -> FormulaCheck.Result {
        try FormulaCheck(specification: try specification(operation), catalog: catalog)
            .check(graph, of: subjectCase, cotangents: cotangents)
    }

    /// The graph with each result multiplied by a number.
    private func scaled(_ graph: OperationGraph, by factor: Double) -> OperationGraph {
        var nodes = graph.nodes
        nodes.append(.constant(HostArray([factor], shape: [])))
        let constant = nodes.count - 1
        let outputs = graph.outputs.map { output -> Int? in
            guard let output else { return nil }
            nodes.append(.call("multiply", [:], operands: [output, constant]))
            return nodes.count - 1
        }
        return OperationGraph(inputs: graph.inputs, nodes: nodes, outputs: outputs, unseen: [])
    }

    @Test("The engine's own formulas are the derivatives", arguments: ["softmax", "softmax.naive"])
    func right(implementation: String) throws {
        let result = try check(captured(implementation, logits), "softmax", logits)
        #expect(result.elements == 2)
        #expect(result.undecided == 0)
        #expect(result.disagreements.isEmpty)
        #expect(try #require(result.detectable) < 0x1p-40)
    }

    @Test("A factor of 1 + 1e-12 is a wrong formula, and one of 1 is not")
    func factor() throws {
        let graph = try captured("softmax", logits)
        let wrong = try check(scaled(graph, by: 1 + 1e-12), "softmax", logits)
        #expect(wrong.disagreements.map(\.position) == [0, 1])
        #expect(wrong.disagreements.allSatisfy { $0.input == 0 && !$0.formula.intersects($0.adjoint) })
        #expect(try check(scaled(graph, by: 1), "softmax", logits).disagreements.isEmpty)
        #expect(try check(scaled(graph, by: -1), "softmax", logits).disagreements.count == 2)
    }

    @Test("A missing gradient counts as zero, which is wrong where the derivative is not")
    func missing() throws {
        let graph = try captured("exp", logits)
        let none = OperationGraph(inputs: graph.inputs, nodes: graph.nodes, outputs: [nil], unseen: [])
        #expect(try check(none, "exp", logits).disagreements.count == 2)
    }

    @Test("The formula for log at zero has nothing to compare with")
    func pole() throws {
        let zero = inputs(HostArray([Float(0), 2]))
        let result = try check(captured("log", zero), "log", zero)
        #expect(result.disagreements.isEmpty)
    }

    @Test("A call without specification, or with other operands, has no formula")
    func untranslatable() {
        for node in [OperationGraph.Node.call("nosuch", [:], operands: [0]), .call("multiply", [:], operands: [0])] {
            let graph = OperationGraph(
                inputs: [GraphInput(shape: [2]), GraphInput(shape: [2])], nodes: [.input(0), node], outputs: [1],
                unseen: [])
            #expect(throws: UntranslatableGraph.self) { try check(graph, "softmax", logits) }
        }
    }
}
