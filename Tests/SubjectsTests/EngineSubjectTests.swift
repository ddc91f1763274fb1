import Foundation
import Specifications
import TensorEngine
import Testing
import Values
import Verification

@testable import Subjects

@Suite("The engine as a subject")
struct EngineSubjectTests {
    static let subject = EngineSubject()
    static let catalog: SpecificationCatalog = {
        let folder = URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Specs").path
        do { return try SpecificationCatalog(folder: folder) } catch { fatalError("\(error)") }
    }()

    @Test("Every operation of the table is an implementation, and others come after")
    func implementations() {
        let names = Self.subject.implementations.map(\.name)
        #expect(names.starts(with: OperationTable.standard.operations.map(\.name)))
        #expect(Self.subject.implementations.contains(.init(name: "softmax.naive", operation: "softmax")))
        #expect(Set(names).count == names.count)
        #expect(Self.subject.name == "engine")
        #expect(Self.subject.libraries["BLAS"]?.isEmpty == false)
    }

    @Test("Outputs come back with the bits and shapes of the engine")
    func outputs() throws {
        let inputs = [HostArray([Float(-0.0), 1], shape: [2, 1]), HostArray([Float(-0.0)])]
        let sum = try Self.subject.outputs(of: "add", on: inputs, [:])
        #expect(sum == [HostArray([Float(-0.0), 1], shape: [2, 1])])
        let total = try Self.subject.outputs(
            of: "sum", on: [HostArray([Float(1), 2, 3, 4], shape: [2, 2])], ["axes": .integers([0])])
        #expect(total == [HostArray([Float(4), 6])])
    }

    @Test("Gradients are those of the sum of cotangent times output, summed over broadcast axes")
    func gradients() throws {
        let inputs = [HostArray([Float(2), 3]), HostArray([Float(5)], shape: [])]
        let gradients = try Self.subject.gradients(
            of: "multiply", on: inputs, [:], cotangents: [HostArray([Float(1), 10])])
        #expect(gradients?[0] == HostArray([Float(5), 50]))
        #expect(gradients?[1] == HostArray([Float(32)], shape: []))
    }

    @Test("An output in float64 gets its cotangent in float64, and the gradient is float32 again")
    func wideOutputs() throws {
        let attributes: Attributes = ["dtype": .text("float64")]
        let inputs = [HostArray([Float(1), 2])]
        #expect(try Self.subject.outputs(of: "cast", on: inputs, attributes) == [HostArray([1.0, 2.0])])
        let cotangents = [HostArray([Float(0.1), -3])]
        let gradients = try Self.subject.gradients(of: "cast", on: inputs, attributes, cotangents: cotangents)
        #expect(gradients?[0] == cotangents[0])
        let graph = try Self.subject.backwardGraph(of: "cast", on: inputs, attributes, cotangents: cotangents)
        #expect(graph?.unseen == [])
    }

    @Test("An implementation that the table lacks is an error that names it")
    func unknown() {
        let error = #expect(throws: EngineError.self) {
            try Self.subject.outputs(of: "softmaxx", on: [], [:])
        }
        #expect(error?.description == "the engine has no implementation 'softmaxx'")
    }

    @Test("A mistake in a table's operation answers in its place")
    func plantedTable() throws {
        let wrong = Operation.exp.variant(named: "exp", kernel: { inputs, _ in [inputs[0]] })
        let subject = EngineSubject(table: OperationTable([wrong]))
        #expect(subject.implementations == [.init(name: "exp", operation: "exp")])
        #expect(try subject.outputs(of: "exp", on: [HostArray([Float(3)])], [:]) == [HostArray([Float(3)])])
    }

    @Test(
        "The backward pass of every implementation translates into one formula, with nothing unseen",
        arguments: subject.implementations.map(\.name))
    func backwardGraphs(name: String) throws {
        let described = try #require(Self.subject.implementations.first { $0.name == name })
        let specification = try #require(Self.catalog[described.operation])
        let plan = Plan(specification, seed: 0, casesPerTuple: 1)
        let cases = plan.ids.compactMap(plan.makeCase).filter(\.isFinite)
        let subjectCase = try #require(cases.first { $0.inputs.allSatisfy { $0.count > 1 } } ?? cases.first)
        let outputs = try Self.subject.outputs(of: name, on: subjectCase.inputs, subjectCase.attributes)
        let cotangents = plan.cotangents(for: subjectCase.id, shapes: outputs.map(\.shape))
        let captured = try #require(
            try Self.subject.backwardGraph(
                of: name, on: subjectCase.inputs, subjectCase.attributes, cotangents: cotangents))
        #expect(captured.unseen == [])
        #expect(captured.inputShapes == (subjectCase.inputs + cotangents).map(\.shape))
        let graph = try Self.catalog.expressionGraph(of: captured)
        #expect(graph.outputs.count == subjectCase.inputs.count)
        for (place, input) in specification.inputs.enumerated() where input.isDifferentiable {
            let node = try #require(graph.outputs[place])
            #expect(graph.nodes[node].shape == subjectCase.inputs[place].shape)
        }
    }
}
