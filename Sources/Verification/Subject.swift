public import Specifications
public import Values

/// Whatever computes operations and is being verified: an engine, a C library, another process.
///
/// A subject knows nothing of definitions or budgets; it answers cases.
public protocol Subject: Sendable {
    /// The name by which budgets are looked up: `engine`.
    var name: String { get }
    var version: String { get }
    /// Facts about libraries behind the subject, which may differ between machines.
    var libraries: [String: String] { get }

    /// The subject's ways of computing operations.
    var implementations: [SubjectImplementation] { get }

    /// The one floating-point dtype that the subject computes in; nil for one that takes any.
    var floatingPointDType: DType? { get }

    /// The outputs of an operation.
    ///
    /// - Throws: whatever keeps the subject from answering; it becomes a finding.
    func outputs(of implementation: String, on inputs: [HostArray], _ attributes: Attributes) throws -> [HostArray]

    /// The gradient of the sum of cotangent times output, for each input; nil for an input that the subject treats as
    /// a constant. Nil altogether for a subject without gradients.
    func gradients(
        of implementation: String, on inputs: [HostArray], _ attributes: Attributes, cotangents: [HostArray]
    ) throws -> [HostArray?]?

    /// The backward computation that `gradients` carries out, as calls of operations with specifications: a graph
    /// from the inputs followed by the cotangents to the gradients. Nil for a subject that cannot show it.
    func backwardGraph(
        of implementation: String, on inputs: [HostArray], _ attributes: Attributes, cotangents: [HostArray]
    ) throws -> OperationGraph?

    /// The forward computation, as calls of operations with specifications: a graph from the inputs to the outputs. Nil for
    /// a subject that cannot show it.
    func forwardGraph(
        of implementation: String, on inputs: [HostArray], _ attributes: Attributes
    ) throws -> OperationGraph?

    /// The same subject, whose inputs lie in memory in another way; nil for one that takes contiguous inputs only.
    func laidOut(_ layout: InputLayout) -> (any Subject)?
}

extension Subject {
    public var floatingPointDType: DType? { nil }

    public func forwardGraph(
        of implementation: String, on inputs: [HostArray], _ attributes: Attributes
    ) throws -> OperationGraph? { nil }

    public func laidOut(_ layout: InputLayout) -> (any Subject)? { nil }
}

/// One of a subject's ways of computing an operation.
public struct SubjectImplementation: Sendable, Hashable {
    /// `softmax.naive`; the default way has the operation's own name.
    public let name: String
    /// The specification's name.
    public let operation: String

    public init(name: String, operation: String) {
        self.name = name
        self.operation = operation
    }
}
