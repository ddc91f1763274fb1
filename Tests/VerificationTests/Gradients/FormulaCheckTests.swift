import Specifications
import Testing
import Values

@testable import Verification

@Suite("Comparing backward formulas")
struct FormulaCheckTests {
    let exponents: Case = .vectors([-2, 0, 1.5])
    let cotangents = [HostArray([Float(0.75), -1.25, 2])]

    @Test("The derivative of exp, written another way, agrees")
    func right() throws {
        let result = try check(factor: nil)
        #expect(result.disagreements.isEmpty)
        #expect(result.elements == 3)
        #expect(result.undecided == 0)
        #expect(result.detectable.map { $0 < 0x1p-40 } == true)
    }

    @Test("A factor of 1 + 1e-12 disagrees everywhere")
    func wrongFactor() throws {
        let result = try check(factor: 1 + 1e-12)
        #expect(result.disagreements.map(\.position) == [0, 1, 2])
        let first = try #require(result.disagreements.first)
        #expect(!first.formula.intersects(first.adjoint))
    }

    @Test("A factor of exactly one agrees")
    func unitFactor() throws {
        #expect(try check(factor: 1).disagreements.isEmpty)
    }

    @Test("A gradient that does not depend on anything is zero, and wrong")
    func vanished() throws {
        let graph = OperationGraph(inputShapes: [[3], [3]], nodes: [], outputs: [nil], unseen: [])
        let result = try FormulaCheck(specification: Repository.catalog["exp"]!, catalog: Repository.catalog)
            .check(graph, of: exponents, cotangents: cotangents)
        #expect(result.disagreements.count == 3)
    }

    @Test("A call without specification cannot be translated, and says which")
    func untranslatable() throws {
        let graph = OperationGraph(
            inputShapes: [[3], [3]], nodes: [.input(0), .call("sine", [:], operands: [0])], outputs: [1], unseen: [])
        let error = #expect(throws: UntranslatableGraph.self) {
            try FormulaCheck(specification: Repository.catalog["exp"]!, catalog: Repository.catalog)
                .check(graph, of: exponents, cotangents: cotangents)
        }
        #expect(error?.description == "operation 'sine' has no specification")
    }

    @Test("At a kink either formula will do")
    func kink() throws {
        // The derivative of abs at 0, taken as the cotangent itself.
        let graph = OperationGraph(inputShapes: [[1], [1]], nodes: [.input(1)], outputs: [0], unseen: [])
        let check = FormulaCheck(specification: try .unary("y = abs(x)"), catalog: Repository.catalog)
        let one = [HostArray([Float(1)])]
        let kink = try check.check(graph, of: .vectors([0]), cotangents: one)
        #expect(kink.elements == 0)
        #expect(try check.check(graph, of: .vectors([1]), cotangents: one).disagreements.isEmpty)
        #expect(try check.check(graph, of: .vectors([-1]), cotangents: one).disagreements.count == 1)
    }

    /// The check of g exp(x), multiplied by a binary64 factor.
    private func check(factor: Double?) throws -> FormulaCheck.Result {
        var nodes: [OperationGraph.Node] = [
            .input(0), .input(1), .call("exp", [:], operands: [0]), .call("multiply", [:], operands: [1, 2]),
        ]
        if let factor {
            nodes += [.constant(HostArray([factor], shape: [])), .call("multiply", [:], operands: [3, 4])]
        }
        let graph = OperationGraph(
            inputShapes: [[3], [3]], nodes: nodes, outputs: [nodes.count - 1], unseen: [])
        return try FormulaCheck(specification: Repository.catalog["exp"]!, catalog: Repository.catalog)
            .check(graph, of: exponents, cotangents: cotangents)
    }
}
