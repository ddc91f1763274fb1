internal import ArgumentParser
internal import Specifications
internal import Subjects
internal import Values
internal import Verification

/// A function of a C library, on the command line.
struct LibraryOptions: ParsableArguments {
    @Option(name: .long, help: ArgumentHelp("The C library: a file, or a name the loader knows.", valueName: "file"))
    var library: String?

    @Option(name: .long, help: ArgumentHelp("The specification file of what it should compute.", valueName: "file"))
    var spec: String?

    @Option(
        name: .long,
        help: ArgumentHelp("The function; by default that of the specification's signature.", valueName: "name"))
    var symbol: String?

    @Option(
        name: .long,
        help: ArgumentHelp("The function for gradients; by default that of 'backward'.", valueName: "name"))
    var backwardSymbol: String?

    @Option(
        name: .long,
        help: """
            How the function is declared, where the specification has no signature: float or double for one result \
            from one of each input, array or double-array for f(const float *x, float *y, size_t n).
            """)
    var form: LibraryForm?

    @Option(
        name: .long, parsing: .unconditional,
        help: ArgumentHelp("How long a call may take without progress.", valueName: "seconds"))
    var timeout: Double = 10

    func validate() throws {
        guard timeout >= 0.001, timeout <= 86400 else {
            throw ValidationError("--timeout must be from 0.001 to 86400 seconds, got \(timeout)")
        }
    }

    var timeLimit: Duration { .milliseconds(Int64(timeout * 1000)) }

    /// What a replay command has to say to call the same function.
    var replaySuffix: String {
        func option(_ name: String, _ value: String?) -> String { value.map { " \(name) \(shellQuoted($0))" } ?? "" }
        return option("--library", library) + option("--spec", spec) + option("--symbol", symbol)
            + option("--backward-symbol", backwardSymbol) + (form.map { " --form \($0.rawValue)" } ?? "")
            + (timeout == 10 ? "" : " --timeout \(timeout)")
    }

    /// The function as a subject.
    ///
    /// - Throws: `CommandError` where it is not said how to call it, `LibraryError` where it cannot be called.
    func subject(_ specification: Specification) throws -> CLibrarySubject {
        guard let library else { throw CommandError("name the library with --library") }
        let interface = try interface(specification)
        if backwardSymbol != nil, interface.backward == nil {
            throw CommandError(
                "--backward-symbol needs a specification that says how gradients are declared: 'backward: ...'")
        }
        return try CLibrarySubject(
            specification, library: library, interface: interface, symbol: symbol, backwardSymbol: backwardSymbol,
            timeout: timeLimit)
    }

    /// How the function is declared: as the specification says, or else as the form does.
    func interface(_ specification: Specification) throws -> LibraryInterface {
        if form == nil, let interface = specification.library { return interface }
        guard specification.isElementwise else {
            throw CommandError(
                "'\(specification.operation)' is not elementwise; say in its specification how the function is declared, "
                    + "such as 'signature: void f(const float *x, float *y, size_t rows, size_t cols)'")
        }
        guard specification.attributes.isEmpty else {
            throw CommandError(
                "'\(specification.operation)' has attributes; say in its specification how the function takes them, such as "
                    + "'signature: float f(float x, float \(specification.attributes[0].name))'")
        }
        guard let symbol else { throw CommandError("name the function with --symbol") }
        return try (form ?? .float).interface(specification, symbol: symbol)
    }
}

/// Declarations that need no signature.
enum LibraryForm: String, CaseIterable, ExpressibleByArgument {
    case float, double, array
    case doubleArray = "double-array"

    /// - Throws: `CommandError` where the operation has too many inputs for an array form.
    func interface(_ specification: Specification, symbol: String) throws -> LibraryInterface {
        let number: CSignature.Scalar = self == .float || self == .array ? .float : .double
        let names = specification.inputs.map(\.name)
        let outputs = specification.definition.outputs.map(\.name)
        let signature: CSignature
        switch self {
        case .float, .double:
            signature = CSignature(
                function: symbol, returned: number == .float ? .float : .double,
                parameters: names.map { .init($0, number) })
        case .array, .doubleArray:
            guard names.count == 1 else {
                throw CommandError(
                    "--form \(rawValue) is for operations of one input; '\(specification.operation)' has \(names.count)"
                )
            }
            let count = ["n", "count", "length"].first { !names.contains($0) && !outputs.contains($0) } ?? "size"
            signature = CSignature(
                function: symbol, returned: .nothing,
                parameters: [
                    .init(names[0], number, isPointer: true, isConstant: true),
                    .init(outputs[0], number, isPointer: true), .init(count, .int64),
                ])
        }
        return try LibraryInterface(
            forward: signature, inputs: specification.inputs, outputs: outputs, attributes: specification.attributes
        ) { _, message in CommandError(message) }
    }

    /// The form of sweeps, for those that can be swept.
    var sweepForm: CLibrarySweepSubject.Form? {
        switch self {
        case .float: .scalar
        case .array: .array
        case .double, .doubleArray: nil
        }
    }
}

extension Specification {
    /// Whether each element of the one output depends on one element of each input, all of them floating-point numbers.
    var isElementwise: Bool {
        guard definition.outputs.count == 1, (1...3).contains(inputs.count),
            inputs.allSatisfy({ $0.dtype == nil && !$0.isVariadic }), outputs[0].dtype == nil
        else { return false }
        let tried =
            shapes.map { ($0.shapes, $0.attributes) } + anchors.map { ($0.inputs.map(\.shape), $0.attributes) }
        return tried.allSatisfy { shapes, attributes in
            guard let graph = try? graph(shapes: shapes, attributes: attributes), let output = graph.outputs[0],
                !graph.nodes[output].isLogical
            else { return false }
            let hasReductions = graph.nodes.contains { if case .reduce = $0.operation { true } else { false } }
            let longest = shapes.map(\.rank).max() ?? 0
            return !hasReductions && graph.nodes[output].shape.rank == longest
        }
    }
}
