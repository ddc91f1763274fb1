internal import CLibraryCalls
import Foundation
public import Specifications
public import Values
public import Verification

/// An operation as functions of a C library compute it, one forward and perhaps one backward.
///
/// The functions run in a child process; where one crashes or hangs, there is no answer for the case, and why.
public final class CLibrarySubject: Subject, @unchecked Sendable {
    public let name = "library"
    public let version: String
    public let libraries: [String: String]
    public let implementations: [SubjectImplementation]
    public let floatingPointDType: DType?

    private let specification: Specification
    private let interface: LibraryInterface
    private let forward: LibraryConnection
    private let backward: LibraryConnection?
    /// A child does one thing at a time.
    private let lock = NSLock()

    /// What loading the library does to the floating-point environment.
    public var loadingDefect: SubjectDefect? { forward.loadingDefect }

    /// How often a function did not come back.
    private var hangs = 0
    /// After so many, every further case would only cost the time allowed again.
    private static let mostHangs = 3

    /// The most memory that the arrays of one call may take.
    private static let dataBytes = 1 << 28

    /// - Parameters:
    ///   - interface: how the functions are declared; by default as the specification says.
    ///   - symbol: the function's name, where it is not that of the signature.
    ///   - backwardSymbol: the same for the gradients.
    /// - Throws: `LibraryError` when a function cannot be called.
    public init(
        _ specification: Specification, library: String, interface: LibraryInterface, symbol: String? = nil,
        backwardSymbol: String? = nil, executable: String? = nil, timeout: Duration = .seconds(10)
    ) throws {
        self.specification = specification
        self.interface = interface
        let executable = executable ?? LibraryFunction.runningExecutable
        func connection(_ symbol: String) throws -> LibraryConnection {
            try LibraryConnection(
                LibraryFunction(library: library, symbol: symbol, executable: executable, timeout: timeout),
                dataBytes: Self.dataBytes)
        }
        try Self.checkCallable(interface)
        let symbol = symbol ?? interface.forward.function
        forward = try connection(symbol)
        backward = try interface.backward.map { try connection(backwardSymbol ?? $0.function) }
        let facts = LibraryIdentity.facts(library: library, symbol: symbol, path: forward.resolvedPath)
        libraries = facts
        let file = (facts["library"] ?? library).split(separator: "/").last.map(String.init) ?? library
        version = "\(symbol) of \(file)"
        implementations = [
            SubjectImplementation(name: specification.operation, operation: specification.operation)
        ]
        floatingPointDType = interface.forward.numberType == .double ? .float64 : .float32
    }

    public func outputs(
        of implementation: String, on inputs: [HostArray], _ attributes: Attributes
    ) throws -> [HostArray] {
        try call(
            forward, interface.forward, interface.forwardRoles,
            Values(inputs: inputs, attributes: specification.resolved(attributes), outputs: [], cotangents: [])
        ).outputs
    }

    public func gradients(
        of implementation: String, on inputs: [HostArray], _ attributes: Attributes, cotangents: [HostArray]
    ) throws -> [HostArray?]? {
        guard let backward, let signature = interface.backward else { return nil }
        var given = Values(
            inputs: inputs, attributes: specification.resolved(attributes), outputs: [], cotangents: cotangents)
        if interface.backwardRoles.contains(where: { if case .output = $0 { true } else { false } }) {
            given.outputs = try outputs(of: implementation, on: inputs, attributes)
        }
        return try call(backward, signature, interface.backwardRoles, given).gradients
    }

    public func backwardGraph(
        of implementation: String, on inputs: [HostArray], _ attributes: Attributes, cotangents: [HostArray]
    ) throws -> OperationGraph? { nil }

    // MARK: Calls

    private struct Values {
        var inputs: [HostArray]
        var attributes: Attributes
        var outputs: [HostArray]
        var cotangents: [HostArray]
    }

    private func call(
        _ connection: LibraryConnection, _ signature: CSignature, _ roles: [LibraryInterface.Role], _ values: Values
    ) throws -> (outputs: [HostArray], gradients: [HostArray?]) {
        let graph = try specification.graph(for: values.inputs, values.attributes)
        let shapes = graph.outputs.map { $0.map { graph.nodes[$0].shape } ?? .scalar }
        let builder = CallBuilder(
            specification: specification, interface: interface, signature: signature,
            symbol: connection.function.symbol, roles: roles,
            inputs: values.inputs, attributes: values.attributes, outputs: values.outputs,
            cotangents: values.cotangents, outputShapes: shapes,
            outputDTypes: zip(graph.outputs, graph.outputNames).map { output, name in
                specification.output(named: name).dtype
                    ?? (output.map { graph.nodes[$0].isLogical } ?? false ? .bool : floatingPointDType!)
            })
        return try lock.withLock {
            guard hangs < Self.mostHangs else {
                throw LibraryError("'\(connection.function.symbol)' is not called any more: it hung \(hangs) times")
            }
            // At the end of its pages, then at the start: what lies beyond either end cannot be touched.
            var result: [[UInt8]] = []
            for placement in interface.isElementwise ? [LibraryCall.Placement.end] : [.start, .end] {
                let call = try builder.call(placement)
                do {
                    result = try connection.perform(call)
                } catch let trouble as LibraryChild.Trouble {
                    if trouble.kind == .hang { hangs += 1 }
                    throw builder.described(trouble)
                }
            }
            return builder.results(result)
        }
    }

    /// Whether the arguments fit the registers that a call can fill.
    private static func checkCallable(_ interface: LibraryInterface) throws {
        for signature in [interface.forward, interface.backward].compactMap({ $0 }) {
            let numbers = signature.parameters.filter { !$0.isPointer && $0.type.isFloatingPoint }.count
            let integers = signature.parameters.count - numbers
            guard numbers <= Int(library_number_limit), integers <= Int(library_integer_limit) else {
                throw LibraryError(
                    "'\(signature.function)' has too many parameters: at most \(library_number_limit) numbers and "
                        + "\(library_integer_limit) pointers and integers can be passed")
            }
            #if canImport(Darwin) && arch(arm64)
                let others = signature.parameters.filter { $0.isPointer || !$0.type.isFloatingPoint }
                if others.dropFirst(8).contains(where: { !$0.isPointer && $0.type != .int64 }) {
                    throw LibraryError("'\(signature.function)' passes 32-bit integers on the stack; use size_t")
                }
            #endif
        }
    }
}
