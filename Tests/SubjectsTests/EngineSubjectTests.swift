import Foundation
import Specifications
import Subjects
import TensorEngine
import Testing
import Values

@testable import Verification

/// The repository's own specifications.
let catalog: SpecificationCatalog = {
    let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    do {
        return try SpecificationCatalog(folder: root.appendingPathComponent("Specs").path)
    } catch {
        fatalError("the specifications do not load: \(error)")
    }
}()

@Suite("The engine as a subject")
struct EngineSubjectTests {
    private let engine = EngineSubject()

    @Test("It answers with the engine's results, bit for bit")
    func outputs() throws {
        #expect(
            try engine.outputs(of: "exp", on: [HostArray([Float(0), .infinity])], [:])
                == [HostArray([Float(1), .infinity])])
        #expect(
            try engine.outputs(of: "negate", on: [HostArray([Float(0)], shape: [1, 1])], [:])
                == [HostArray([Float(-0.0)], shape: [1, 1])])
    }

    @Test("It knows every implementation of the table and what it is held to")
    func implementations() {
        #expect(engine.name == "engine")
        #expect(engine.implementations.map(\.name) == OperationTable.standard.implementations.map(\.name))
        #expect(engine.implementations.contains(SubjectImplementation(name: "softmax.naive", operation: "softmax")))
        #expect(engine.libraries.keys.sorted() == ["BLAS"])
    }

    @Test("Gradients are those of the weighted sum of outputs, one for each input")
    func gradients() throws {
        let gradients = try engine.gradients(
            of: "multiply", on: [HostArray([Float(2), 3]), HostArray([Float(5), 7])], [:],
            cotangents: [HostArray([Float(1), -0.5])])
        #expect(gradients == [HostArray([Float(5), -3.5]), HostArray([Float(2), -1.5])])
    }

    @Test("Cotangents of float64 outputs are float64, gradients have the dtype of the input")
    func float64() throws {
        let attributes: Attributes = ["dtype": .text("float64")]
        let x = HostArray([Float(1), 2])
        #expect(try engine.outputs(of: "cast", on: [x], attributes) == [HostArray([1.0, 2.0])])
        let cotangents = [HostArray([Float(0.75), -3])]
        #expect(try engine.gradients(of: "cast", on: [x], attributes, cotangents: cotangents) == cotangents)
        let graph = try #require(
            try engine.backwardGraph(of: "cast", on: [x], attributes, cotangents: cotangents))
        #expect(graph.inputs.map(\.shape) == [[2], [2]])
        #expect(graph.unseen == [])
    }

    @Test("An implementation that the table does not list is an error with its name")
    func unknown() throws {
        let x = [HostArray([Float(1)])]
        let error = #expect(throws: EngineError.self) { try engine.outputs(of: "nosuch", on: x, [:]) }
        #expect(error?.description == "the engine has no implementation 'nosuch'")
        #expect(throws: EngineError.self) {
            try engine.gradients(of: "nosuch", on: x, [:], cotangents: x)
        }
        #expect(throws: EngineError.self) {
            try engine.backwardGraph(of: "nosuch", on: x, [:], cotangents: x)
        }
        #expect(throws: EngineError.self) {
            try EngineSubject(table: OperationTable([.exp])).outputs(of: "log", on: x, [:])
        }
    }

    @Test(
        "The backward pass of every implementation is a formula, at all shapes of its specification",
        arguments: OperationTable.standard.implementations.map(\.name))
    func backwardGraphs(name: String) throws {
        let implementation = try #require(OperationTable.standard.implementation(named: name))
        let specification = try #require(catalog[implementation.specification])
        // An operation without a derivative promises none.
        if let operation = OperationTable.standard.operation(named: name), operation.derivative == nil {
            let isReal = specification.outputs.contains {
                $0.isDifferentiable && $0.dtype != .int64 && $0.dtype != .bool
            }
            let promised = isReal ? specification.inputs.filter(\.isDifferentiable).map(\.name) : []
            #expect(promised == [])
            return
        }
        let plan = Plan(specification, seed: 0, casesPerTuple: 1)
        #expect(!specification.shapes.isEmpty)
        for id in plan.ids {
            let made = try #require(plan.makeCase(id))
            let outputs = try engine.outputs(of: name, on: made.inputs, made.attributes)
            let cotangents = plan.cotangents(for: id, outputs: outputs.map { CotangentShape($0.shape) })
            let captured = try #require(
                try engine.backwardGraph(of: name, on: made.inputs, made.attributes, cotangents: cotangents))
            #expect(captured.unseen == [], "\(id)")
            #expect(captured.inputs.map(\.shape) == (made.inputs + cotangents).map(\.shape))
            let graph = try catalog.expressionGraph(of: captured)
            #expect(graph.outputs.count == made.inputs.count)
            for (output, input) in zip(graph.outputs, made.inputs) {
                if let output { #expect(graph.nodes[output].shape == input.shape, "\(id)") }
            }
        }
    }
}
