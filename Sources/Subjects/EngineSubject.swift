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
    private var layout = InputLayout.contiguous

    public init(table: OperationTable = .standard) { self.table = table }

    public func laidOut(_ layout: InputLayout) -> (any Subject)? {
        var copy = self
        copy.layout = layout
        return copy
    }

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
        return function.call(Tensor.laidOut(inputs, layout), attributes).map(\.hostArray)
    }

    public func gradients(
        of implementation: String, on inputs: [HostArray], _ attributes: Attributes, cotangents: [HostArray]
    ) throws -> [HostArray?]? {
        let function = try function(implementation, inputs, attributes)
        let floats = FloatingInputs(inputs, layout)
        let (gradients, mistakes) = collectingMistakes {
            let (values, pull) = pullback(at: floats.tensors) { function.call(floats.all($0), attributes) }
            return pull(matched(cotangents, to: values)).map { $0?.hostArray }
        }
        if let mistake = mistakes.first { throw EngineError(description: mistake) }
        return floats.spread(gradients)
    }

    public func forwardGraph(
        of implementation: String, on inputs: [HostArray], _ attributes: Attributes
    ) throws -> OperationGraph? {
        let function = try function(implementation, inputs, attributes)
        let (captured, mistakes) = collectingMistakes {
            capture(inputs: Tensor.laidOut(inputs, layout)) { function.call($0, attributes) }
        }
        if let mistake = mistakes.first { throw EngineError(description: mistake) }
        return OperationGraph(
            inputs: inputs.map { GraphInput($0) }, nodes: captured.nodes.map(translated), outputs: captured.outputs,
            unseen: captured.unseen)
    }

    public func backwardGraph(
        of implementation: String, on inputs: [HostArray], _ attributes: Attributes, cotangents: [HostArray]
    ) throws -> OperationGraph? {
        let function = try function(implementation, inputs, attributes)
        let floats = FloatingInputs(inputs, layout)
        let values = function.call(floats.all(floats.tensors), attributes)
        let (captured, mistakes) = collectingMistakes {
            captureBackward(at: floats.tensors, cotangents: matched(cotangents, to: values)) {
                function.call(floats.all($0), attributes)
            }
        }
        if let mistake = mistakes.first { throw EngineError(description: mistake) }
        return OperationGraph(
            inputs: (inputs + cotangents).map { GraphInput($0) },
            nodes: captured.graph.nodes.map { floats.renumbered(translated($0)) },
            outputs: floats.spread(captured.graph.outputs), unseen: captured.graph.unseen)
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

    /// Cotangents have the dtype of what they belong to; widening float32 is exact, and what has no gradient has zeros.
    private func matched(_ cotangents: [HostArray], to values: [Tensor]) -> [Tensor] {
        zip(cotangents, values).map { Tensor($0).cast(to: $1.dtype) }
    }

    private func translated(_ node: CapturedGraph.Node) -> OperationGraph.Node {
        switch node {
        case .input(let place): .input(place)
        case .constant(let array): .constant(array)
        case .call(let operation, let attributes, let operands): .call(operation, attributes, operands: operands)
        case .result(let position, let call): .result(position, call: call)
        }
    }
}

/// Why the engine has no answer.
public struct EngineError: Error, CustomStringConvertible {
    public let description: String
}

/// The inputs of a call that gradients can flow to, and how they lie among the others, which the engine captures as
/// constants.
private struct FloatingInputs {
    let tensors: [Tensor]
    private let inputs: [Tensor]
    private let places: [Int]

    init(_ arrays: [HostArray], _ layout: InputLayout) {
        inputs = Tensor.laidOut(arrays, layout)
        places = arrays.indices.filter { arrays[$0].dtype.isFloatingPoint }
        tensors = places.map { [inputs] in inputs[$0] }
    }

    /// All inputs, with these in place of the floating ones.
    func all(_ floating: [Tensor]) -> [Tensor] {
        var all = inputs
        for (place, tensor) in zip(places, floating) { all[place] = tensor }
        return all
    }

    /// One for each input; nil for those without gradients.
    func spread<Value>(_ values: [Value?]) -> [Value?] {
        var all = [Value?](repeating: nil, count: inputs.count)
        for (place, value) in zip(places, values) { all[place] = value }
        return all
    }

    /// A node whose number of an input counts all of them; cotangents follow the inputs.
    func renumbered(_ node: OperationGraph.Node) -> OperationGraph.Node {
        guard case .input(let place) = node else { return node }
        return .input(place < places.count ? places[place] : place - places.count + inputs.count)
    }
}
