internal import Specifications
internal import Values

/// A subject whose answers have the number, the shapes and the dtypes that a specification gives them. Any other answer
/// is an error, so that no check has to fear for its indices.
struct CheckedSubject: Subject {
    let specification: Specification
    let subject: any Subject

    var name: String { subject.name }
    var version: String { subject.version }
    var libraries: [String: String] { subject.libraries }
    var implementations: [SubjectImplementation] { subject.implementations }

    var floatingPointDType: DType? { subject.floatingPointDType }

    func laidOut(_ layout: InputLayout) -> (any Subject)? { subject.laidOut(layout) }

    /// - Throws: `CheckError` for outputs that do not fit the definition.
    func outputs(
        of implementation: String, on inputs: [HostArray], _ attributes: Attributes
    ) throws -> [HostArray] {
        let outputs = try subject.outputs(of: implementation, on: inputs, attributes)
        let graph = try specification.graph(for: inputs, attributes)
        guard outputs.count == graph.outputs.count else {
            throw CheckError("there are \(outputs.count) outputs; the definition gives \(graph.outputs.count)")
        }
        let floats = specification.outputDType(attributes) ?? inputs.first { $0.dtype.isFloatingPoint }?.dtype
        for (place, output) in outputs.enumerated() {
            guard let node = graph.outputs[place].map({ graph.nodes[$0] }) else { continue }
            if output.shape != node.shape {
                throw CheckError("the output has shape \(output.shape); the definition gives \(node.shape)")
            }
            let stated = specification.output(named: graph.outputNames[place]).dtype
            if let dtype = stated ?? (node.isLogical ? .bool : floats), output.dtype != dtype {
                throw CheckError("the output has dtype \(output.dtype), not \(dtype)")
            }
        }
        return outputs
    }

    /// - Throws: `CheckError` for gradients that do not fit their inputs.
    func gradients(
        of implementation: String, on inputs: [HostArray], _ attributes: Attributes, cotangents: [HostArray]
    ) throws -> [HostArray?]? {
        guard
            let gradients = try subject.gradients(
                of: implementation, on: inputs, attributes, cotangents: cotangents)
        else { return nil }
        guard gradients.count == inputs.count else {
            throw CheckError("there are \(gradients.count) gradients for \(inputs.count) inputs")
        }
        for (place, input) in (specification.arguments(count: inputs.count) ?? []).enumerated()
        where input.isDifferentiable {
            guard let gradient = gradients[place] else {
                throw CheckError("there is no gradient for input '\(input.name)'")
            }
            guard gradient.shape == inputs[place].shape, gradient.dtype == inputs[place].dtype else {
                throw CheckError(
                    "the gradient for '\(input.name)' is \(gradient.dtype)\(gradient.shape); the input is \(inputs[place].dtype)\(inputs[place].shape)"
                )
            }
        }
        return gradients
    }

    func forwardGraph(
        of implementation: String, on inputs: [HostArray], _ attributes: Attributes
    ) throws -> OperationGraph? {
        try subject.forwardGraph(of: implementation, on: inputs, attributes)
    }

    func backwardGraph(
        of implementation: String, on inputs: [HostArray], _ attributes: Attributes, cotangents: [HostArray]
    ) throws -> OperationGraph? {
        try subject.backwardGraph(of: implementation, on: inputs, attributes, cotangents: cotangents)
    }
}

extension Specification {
    /// The dtype that an attribute asks for, or nil where results have the dtype of the inputs.
    fileprivate func outputDType(_ attributes: Attributes) -> DType? {
        guard let attribute = self.attributes.first(where: { $0.kind == .dtype }),
            case .text(let name) = resolved(attributes)[attribute.name]
        else { return nil }
        return DType(rawValue: name)
    }
}
