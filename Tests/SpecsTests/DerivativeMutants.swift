import Specifications
import TensorEngine

/// Mistakes in the engine's derivatives, made around them: a sign, a factor, two cotangents exchanged.
struct DerivativeMutants {
    struct Candidate: Sendable {
        let mutant: Mutant
        let operation: TensorEngine.Operation
    }

    private static let steps: Set<String> = ["floor", "ceil", "round", "trunc", "sign"]

    static func candidates() -> [Candidate] {
        OperationTable.standard.operations.flatMap { operation -> [Candidate] in
            guard operation.derivative != nil else { return [] }
            if steps.contains(operation.name) {
                // No multiple of zero is a mistake, but to pass the cotangent on is one.
                let mutated = operation.variant(named: operation.name, derivative: { [$0.cotangent] })
                let change = "the first gradient that of the identity"
                return [
                    Candidate(
                        mutant: Mutant(kind: "derivative straight through", place: operation.name, change: change),
                        operation: mutated)
                ]
            }
            let arguments = catalog[operation.specification]?.inputs ?? []
            let pairs = arguments.count > 1 && arguments[0].isDifferentiable && arguments[1].isDifferentiable
            let all = [
                candidate(operation, "sign", "the first gradient negated") { gradients in
                    changed(gradients) { -$0 }
                },
                candidate(operation, "factor", "the first gradient 1 + 2^-14 times as large") { gradients in
                    changed(gradients) { $0 * (1 + 0x1p-14) }
                },
                candidate(operation, "swapped operands", "the first two gradients exchanged") { gradients in
                    guard gradients.count > 1, let a = gradients[0], let b = gradients[1], a.type == b.type else {
                        return nil
                    }
                    return [b, a] + gradients.dropFirst(2)
                },
            ]
            return pairs ? all : Array(all.dropLast())
        }
    }

    private static func changed(_ gradients: [Tensor?], _ change: (Tensor) -> Tensor) -> [Tensor?]? {
        guard let place = gradients.firstIndex(where: { $0 != nil }), gradients[place]!.dtype.isFloatingPoint else {
            return nil
        }
        var result = gradients
        result[place] = change(gradients[place]!)
        return result
    }

    /// A change that does not apply leaves the derivative as it is.
    private static func candidate(
        _ operation: TensorEngine.Operation, _ kind: String, _ change: String,
        _ mutation: @escaping @Sendable ([Tensor?]) -> [Tensor?]?
    ) -> Candidate {
        let original = operation.derivative!
        let mutated = operation.variant(
            named: operation.name,
            derivative: { call in
                let gradients = original(call)
                return mutation(gradients) ?? gradients
            })
        return Candidate(
            mutant: Mutant(kind: "derivative " + kind, place: operation.name, change: change), operation: mutated)
    }
}
