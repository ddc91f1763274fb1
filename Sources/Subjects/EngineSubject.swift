public import Specifications
public import TensorEngine
public import Values
public import Verification

/// Plumbline's own tensor engine, as something to be verified.
///
/// It answers with the public operations of a table, so whoever plants a mistake in an operation, a kernel or a
/// derivative, and lists it in the table, sees what the verification makes of it.
public struct EngineSubject: Subject {
    private let table: OperationTable

    public init(table: OperationTable = .standard) { self.table = table }

    public var name: String { "engine" }

    public var version: String { "0.1.0" }

    public var libraries: [String: String] { ["BLAS": EngineLibraries.blas] }

    public var implementations: [SubjectImplementation] {
        table.implementations.map { SubjectImplementation(name: $0.name, operation: $0.specification) }
    }

    public func outputs(
        of implementation: String, on inputs: [HostArray], _ attributes: Attributes
    ) throws -> [HostArray] {
        let function = try function(implementation, inputs, attributes)
        return function.call(inputs.map { Tensor($0) }, attributes).map(\.hostArray)
    }

    public func gradients(
        of implementation: String, on inputs: [HostArray], _ attributes: Attributes, cotangents: [HostArray]
    ) throws -> [HostArray?]? {
        let function = try function(implementation, inputs, attributes)
        let (gradients, mistakes) = collectingMistakes {
            let (values, pull) = pullback(at: inputs.map { Tensor($0) }) { function.call($0, attributes) }
            return pull(matched(cotangents, to: values)).map { $0?.hostArray }
        }
        if let mistake = mistakes.first { throw EngineError(description: mistake) }
        return gradients
    }

    public func backwardGraph(
        of implementation: String, on inputs: [HostArray], _ attributes: Attributes, cotangents: [HostArray]
    ) throws -> OperationGraph? {
        let function = try function(implementation, inputs, attributes)
        let tensors = inputs.map { Tensor($0) }
        let values = function.call(tensors, attributes)
        let (captured, mistakes) = collectingMistakes {
            captureBackward(at: tensors, cotangents: matched(cotangents, to: values)) {
                function.call($0, attributes)
            }
        }
        if let mistake = mistakes.first { throw EngineError(description: mistake) }
        return try OperationGraph(
            inputShapes: (inputs + cotangents).map(\.shape), nodes: captured.graph.nodes.map(translated),
            outputs: captured.graph.outputs, unseen: captured.graph.unseen)
    }

    /// The implementation, once it is sure that its operation accepts the inputs: the engine traps where it does not.
    private func function(
        _ name: String, _ inputs: [HostArray], _ attributes: Attributes
    ) throws -> Implementation {
        guard let implementation = table.implementation(named: name) else {
            throw EngineError(description: "the engine has no implementation '\(name)'")
        }
        if let operation = table.operation(named: implementation.specification) {
            do {
                _ = try operation.shapeRule(
                    inputs.map { TensorType($0.dtype, $0.shape) }, attributes)
            } catch {
                throw EngineError(description: "\(operation.name) does not accept the inputs: \(error)")
            }
        }
        return implementation
    }

    /// Cotangents have the dtype of what they belong to; widening float32 is exact.
    private func matched(_ cotangents: [HostArray], to values: [Tensor]) -> [Tensor] {
        zip(cotangents, values).map { cotangent, value in
            value.dtype == .float64
                ? Tensor(HostArray((0..<cotangent.count).map(cotangent.double), shape: cotangent.shape))
                : Tensor(cotangent)
        }
    }

    private func translated(_ node: CapturedGraph.Node) throws -> OperationGraph.Node {
        switch node {
        case .input(let place): .input(place)
        case .constant(let array): .constant(array)
        case .call(let operation, let attributes, let operands): .call(operation, attributes, operands: operands)
        case .result(_, let call):
            throw UntranslatableGraph(description: "call \(call) has several results, which have no formula yet")
        }
    }
}

/// Why the engine has no answer.
public struct EngineError: Error, CustomStringConvertible {
    public let description: String
}
