public import Verification

/// A float32 function of one float32 in a C library, to be swept.
///
/// It runs in child processes, one a worker, so that its crashes and hangs are findings.
public struct CLibrarySweepSubject: SweepSubject {
    /// How the function is declared.
    public enum Form: String, Sendable, CaseIterable {
        /// `float f(float)`
        case scalar
        /// `void f(const float *x, float *y, size_t n)`
        case array
    }

    public var name: String { "library" }
    public var function: String { called.symbol }
    public let identity: [String: String]
    public let form: Form

    let called: LibraryFunction

    /// - Parameters:
    ///   - library: a file, or a bare name that the loader looks for.
    ///   - executable: the `verify` that is started as a worker; by default the running one.
    ///   - timeout: how long a call may take without progress.
    /// - Throws: `LibraryError` when there is no such library or no such function in it.
    public init(
        library: String, symbol: String, form: Form, executable: String? = nil, timeout: Duration = .seconds(10)
    ) throws {
        self.form = form
        called = LibraryFunction(
            library: library, symbol: symbol, executable: executable ?? LibraryFunction.runningExecutable,
            timeout: timeout)
        let connection = try LibraryConnection(called, dataBytes: CLibrarySweepWorker.inputBytes)
        identity = LibraryIdentity.facts(library: library, symbol: symbol, path: connection.resolvedPath)
            .merging(["form": form == .array ? "array" : "float"]) { $1 }
    }

    public func makeWorker() throws -> any SweepWorker { try CLibrarySweepWorker(called, form: form) }

    public func defects() throws -> [SubjectDefect] {
        switch form {
        case .scalar: return try ScalarProbes(called).defects()
        case .array:
            let connection = try LibraryConnection(called, dataBytes: 1 << 20)
            return [connection.loadingDefect].compactMap { $0 } + (try ArrayProbes(connection).defects())
        }
    }
}
