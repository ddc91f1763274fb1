import Specifications
import Subjects
import TensorEngine
import Values
import Verification

extension EngineSubject {
    /// An engine that has nothing but these.
    init(_ operations: Operation..., others: [Implementation] = []) {
        self.init(table: OperationTable(operations, otherImplementations: others))
    }
}

extension Operation {
    /// The operation with another kernel for float32 under its own name.
    func computing(_ kernel: @escaping Kernel) -> Operation {
        let right = self.kernel
        return variant(named: name) { inputs, attributes in
            inputs[0].dtype == .float32 ? kernel(inputs, attributes) : right(inputs, attributes)
        }
    }

    /// The operation with each float32 result changed, knowing the first input's element at the same place.
    func changing(_ change: @escaping @Sendable (_ x: Float, _ y: Float) -> Float) -> Operation {
        let right = kernel
        return computing { inputs, attributes in
            let y = right(inputs, attributes)[0]
            let x = inputs[0].expanded(to: y.shape).hostArray.float32!
            return [Tensor(zip(x, y.hostArray.float32!).map(change), shape: y.shape)]
        }
    }

    /// The operation with another derivative under its own name.
    func differentiating(_ derivative: @escaping Derivative) -> Operation {
        variant(named: name, derivative: derivative)
    }
}

/// The engine with some of its answers changed on their way out: for answers that the engine itself would refuse to
/// give.
struct ChangedSubject: Subject {
    typealias Question = (implementation: String, inputs: [HostArray], cotangents: [HostArray])

    var engine = EngineSubject()
    var changeOutputs: @Sendable (Question, [HostArray]) throws -> [HostArray] = { $1 }
    var changeGradients: @Sendable (Question, [HostArray?]) throws -> [HostArray?]? = { $1 }

    var name: String { engine.name }
    var version: String { engine.version }
    var libraries: [String: String] { engine.libraries }
    var implementations: [SubjectImplementation] { engine.implementations }

    func outputs(
        of implementation: String, on inputs: [HostArray], _ attributes: Attributes
    ) throws -> [HostArray] {
        try changeOutputs((implementation, inputs, []), engine.outputs(of: implementation, on: inputs, attributes))
    }

    func gradients(
        of implementation: String, on inputs: [HostArray], _ attributes: Attributes, cotangents: [HostArray]
    ) throws -> [HostArray?]? {
        let gradients = try engine.gradients(of: implementation, on: inputs, attributes, cotangents: cotangents)
        return try changeGradients((implementation, inputs, cotangents), gradients!)
    }

    func backwardGraph(
        of implementation: String, on inputs: [HostArray], _ attributes: Attributes, cotangents: [HostArray]
    ) throws -> OperationGraph? {
        try engine.backwardGraph(of: implementation, on: inputs, attributes, cotangents: cotangents)
    }
}
