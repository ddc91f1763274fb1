import Specifications
import Subjects
import Testing
import Verification

@testable import TensorEngine

/// Kernels that are right for float32 and wrong for another dtype.
@Suite("Planted mistakes of one dtype")
struct PlantedDTypeMistakesTests {
    private func findings(_ operation: TensorEngine.Operation) async throws -> [String] {
        let table = OperationTable(
            OperationTable.standard.operations.map { $0.name == operation.name ? operation : $0 })
        let record = try await Verifier(catalog: catalog, subject: EngineSubject(table: table))
            .run([operation.name], jobs: 1)
        return record.operations[0].implementations[0].findings.map(\.id)
    }

    @Test("A loop for integers that subtracts is caught")
    func integers() async throws {
        let original = TensorEngine.Operation.add
        let wrong = original.variant(named: "add") { inputs, attributes in
            inputs[0].dtype == .int64 ? [inputs[0] - inputs[1]] : original.kernel(inputs, attributes)
        }
        let found = try await findings(wrong)
        #expect(!found.isEmpty && found.allSatisfy { $0.contains("/typed-") && $0.contains(".int64.") })
    }

    @Test("A loop for float64 that goes through float32 is caught")
    func doubles() async throws {
        let original = TensorEngine.Operation.multiply
        let wrong = original.variant(named: "multiply") { inputs, attributes in
            inputs[0].dtype == .float64
                ? [(inputs[0].cast(to: .float32) * inputs[1].cast(to: .float32)).cast(to: .float64)]
                : original.kernel(inputs, attributes)
        }
        let found = try await findings(wrong)
        #expect(found.contains { $0.contains(".float64.") })
    }

    @Test("Every case in another dtype can be replayed")
    func replays() throws {
        let verifier = Verifier(catalog: catalog, subject: EngineSubject())
        for (name, id) in [("add", "typed-1.int64.1"), ("add", "typed-2.float64.3"), ("max", "typed-1.int64.2")] {
            let id = try #require(CaseID(id))
            #expect(try verifier.replay(name, id)?.isEmpty == false)
            #expect(try verifier.findings(name, id).isEmpty)
        }
    }

    @Test("The first of equal integers is the place that counts")
    func places() async throws {
        let original = TensorEngine.Operation.argmax
        let wrong = original.variant(named: "argmax") { inputs, attributes in
            guard inputs[0].rank == 1, inputs[0].elementCount > 1 else { return original.kernel(inputs, attributes) }
            // The last of equals, by looking backwards.
            let backwards = original.kernel([inputs[0][.reversed]], attributes)[0]
            return [(inputs[0].elementCount - 1) - backwards]
        }
        #expect(!(try await findings(wrong)).isEmpty)
    }
}
