import Specifications
import Subjects
import Testing
import Verification

@testable import TensorEngine

/// Kernels that look at where elements lie, beside what, or how many there are.
@Suite("Planted mistakes of layout and position")
struct PlantedLayoutMistakesTests {
    private func findings(_ operation: TensorEngine.Operation) async throws -> [FindingRecord] {
        let table = OperationTable(
            OperationTable.standard.operations.map { $0.name == operation.name ? operation : $0 })
        let record = try await Verifier(catalog: catalog, subject: EngineSubject(table: table))
            .run([operation.name], jobs: 1)
        return record.operations[0].implementations[0].findings
    }

    @Test("A kernel that ignores strides gives other bits where inputs lie otherwise")
    func strides() async throws {
        let original = TensorEngine.Operation.exp
        let wrong = original.variant(named: "exp") { inputs, attributes in
            let x = inputs[0]
            // The storage from its beginning, whatever the view.
            let dense = Tensor(storage: x.storage, layout: Layout(rowMajor: x.shape))
            return original.kernel(
                [x.storage.count >= x.elementCount ? dense : x.contiguous()], attributes)
        }
        let found = try await findings(wrong)
        #expect(found.contains { $0.kind == .layout && $0.message.contains("reversed") })
        #expect(!found.contains { $0.kind == .forward })
    }

    @Test("A kernel whose last elements take another path gives other bits in another place")
    func tails() async throws {
        let original = TensorEngine.Operation.exp
        let wrong = original.variant(named: "exp") { inputs, attributes in
            var y = original.kernel(inputs, attributes)[0]
            // What does not fill a group of four is rounded the other way, within a budget of one ulp.
            guard y.dtype == .float32, y.rank == 1, y.elementCount % 4 != 0 else { return [y] }
            let last = y.elementCount - 1
            let value = Float(y[last].item())
            y[last] = Tensor([value.nextUp], shape: [])
            return [y]
        }
        let found = try await findings(wrong)
        #expect(found.contains { $0.kind == .layout && $0.message.contains("in other places or alone") })
    }

    @Test("A kernel that writes into its operand shows where inputs share memory")
    func aliasing() async throws {
        let original = TensorEngine.Operation.add
        let wrong = original.variant(named: "add") { inputs, attributes in
            let result = original.kernel(inputs, attributes)
            // Nonsense for operands that are one and the same.
            guard inputs[0].storage === inputs[1].storage, inputs[0].dtype == .float32 else { return result }
            return [result[0] * 2]
        }
        let found = try await findings(wrong)
        #expect(found.contains { $0.kind == .layout && $0.message.contains("aliased") })
    }
}
