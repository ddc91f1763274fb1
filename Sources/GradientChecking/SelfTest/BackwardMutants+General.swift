internal import Synchronization
internal import TensorEngine

extension BackwardMutant {
    /// Mistakes that any derivative can have, in many of them.
    static var general: [BackwardMutant] {
        victims.flatMap { victim in
            changes.filter { !victim.except.contains($0.kind) }.map { change in
                BackwardMutant(
                    change.kind, victim.operation, at: victim.inputs, victim.attributes, change: change.apply())
            }
        }
    }

    private struct Victim {
        let operation: TensorEngine.Operation
        let inputs: [Tensor]
        let attributes: Attributes
        /// Mistakes that would be none here.
        let except: Set<String>

        init(
            _ operation: TensorEngine.Operation, _ inputs: [Tensor], _ attributes: Attributes = [:],
            except: Set<String> = []
        ) {
            self.operation = operation
            self.inputs = inputs
            self.attributes = attributes
            self.except = except
        }
    }

    private static var victims: [Victim] {
        let x = sample(3, 5, seed: 1)
        let positive = sample(3, 5, seed: 2, from: 0.25, to: 3)
        let last: Attributes = ["axis": .integer(-1)]
        let rows: Attributes = ["axes": .integers([1]), "keepingDimensions": .bool(false)]
        return [
            Victim(.exp, [x]), Victim(.log, [positive]), Victim(.tanh, [x]), Victim(.sigmoid, [x]), Victim(.gelu, [x]),
            Victim(.silu, [x]), Victim(.softplus, [x]), Victim(.sqrt, [positive]), Victim(.sin, [x]), Victim(.erf, [x]),
            Victim(.square, [x]), Victim(.reciprocal, [positive]), Victim(.elu, [x]),
            Victim(.multiply, [x, sample(5, seed: 3)]), Victim(.divide, [x, sample(3, 1, seed: 4, from: 1, to: 3)]),
            Victim(.add, [x, sample(5, seed: 3)]), Victim(.pow, [positive, sample(5, seed: 5)]),
            Victim(.matmul, [x, sample(5, 4, seed: 6)]), Victim(.softmax, [x], last), Victim(.logSoftmax, [x], last),
            Victim(.logSumExp, [x], ["axes": .integers([1])]), Victim(.sum, [x], rows), Victim(.mean, [x], rows),
            Victim(.`var`, [x], rows), Victim(.norm, [x], rows), Victim(.max, [x], rows),
            Victim(.crossEntropy, [x, sample(3, 5, seed: 8, from: 0, to: 1)], last),
            Victim(.transpose, [x]), Victim(.reshape, [x], ["shape": .integers([5, 3])]),
        ]
    }

    private struct Change: Sendable {
        let kind: String
        /// A fresh one for each victim: some remember.
        let apply: @Sendable () -> @Sendable (RightDerivative) -> [Tensor?]

        init(_ kind: String, _ change: @escaping @Sendable (Tensor) -> Tensor) {
            self.init(kind) { { right in right.values.map { $0.map(change) } } }
        }

        init(_ kind: String, _ apply: @escaping @Sendable () -> @Sendable (RightDerivative) -> [Tensor?]) {
            self.kind = kind
            self.apply = apply
        }
    }

    private static let changes: [Change] = [
        Change("sign flipped") { -$0 },
        Change("twice too large") { 2 * $0 },
        Change("half too small") { 0.5 * $0 },
        Change("off by 1 + 2^-10") { $0 * (1 + 0x1p-10) },
        Change("off by 1 + 1e-5") { $0 * (1 + 1e-5) },
        Change("sign lost") { TensorEngine.abs($0) },
        Change("order reversed") { reversed($0) },
        Change("one element dropped") { withoutFirst($0) },
        Change("clipped") { clamp($0, lower: -0.25, upper: 0.25) },
        Change("coarsely rounded") { TensorEngine.floor($0 * 1024) / 1024 },
        Change("shifted by 1e-4") { $0 + 1e-4 },
        Change("all zero") { 0 * $0 },
        Change("cotangent ignored") { { right in right.values(for: .ones(right.call.cotangent.shape)) } },
        Change("cotangent squared") { { right in right.values(for: right.call.cotangent * right.call.cotangent) } },
        Change("stale cotangent") {
            let first = Mutex<Tensor?>(nil)
            return { right in
                let stale = first.withLock { stored in
                    let kept = stored ?? right.call.cotangent.detached()
                    stored = kept
                    return kept
                }
                return right.values(for: stale.shape == right.call.cotangent.shape ? stale : right.call.cotangent)
            }
        },
    ]

    private static func reversed(_ gradient: Tensor) -> Tensor {
        let count = gradient.elementCount
        let order = Tensor((0..<count).map { Int64(count - 1 - $0) }, shape: [count])
        return gradient.reshaped([count]).selected(axis: 0, order).reshaped(gradient.shape)
    }

    private static func withoutFirst(_ gradient: Tensor) -> Tensor {
        let mask = (0..<gradient.elementCount).map { Float($0 == 0 ? 0 : 1) }
        return gradient * Tensor(mask, shape: gradient.shape)
    }
}
