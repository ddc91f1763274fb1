internal import CLibraryCalls
import Foundation
import Verification

/// A function of a library: which, and who calls it.
struct LibraryFunction: Sendable {
    /// The file as the user names it. A bare name is looked for where the loader looks.
    var library: String
    var symbol: String
    /// The executable that is started as a worker.
    var executable: String
    /// How long a call may take without progress.
    var timeout: Duration

    /// The running executable.
    static var runningExecutable: String { Bundle.main.executablePath ?? CommandLine.arguments[0] }
}

/// A function, loaded in a child process, which is started again after each crash. For one thread at a time.
final class LibraryConnection {
    let function: LibraryFunction
    let memory: SharedMemory
    private var child: LibraryChild?

    /// The file that the function is in, with all links followed; nil where the loader does not say.
    private(set) var resolvedPath: String?
    /// What loading the library does to the floating-point environment.
    private(set) var loadingDefect: SubjectDefect?

    /// - Throws: `LibraryError` when the function cannot be called.
    init(_ function: LibraryFunction, dataBytes: Int) throws {
        self.function = function
        memory = try SharedMemory(dataBytes: dataBytes)
        _ = try connected()
    }

    /// The number of the process in which the function is loaded; 0 when there is none.
    var process: Int32 { child?.process ?? 0 }

    /// What came of a command; an error is a mistake of ours.
    func ask(
        _ operation: library_operation, first: Int = 0, count: Int = 0, chunk: Int = 0, timeout: Duration? = nil
    ) throws -> Outcome {
        let child = try connected()
        switch child.ask(operation, first: first, count: count, chunk: chunk, timeout: timeout ?? function.timeout) {
        case .trouble(let trouble):
            self.child = nil
            return .trouble(trouble)
        case .answered(let answer):
            let status = library_status(answer.status)
            switch status {
            case library_missing_result:
                return .trouble(
                    .init(
                        kind: .missingResult, message: "the result was left as it was", progress: Int(answer.value)))
            case library_refused: return .refused(Int(answer.value))
            case library_done:
                guard let message = Self.change(answer.environment_before, answer.environment_after) else {
                    return .done
                }
                return .trouble(
                    .init(kind: .floatingPointEnvironment, message: "the function \(message)", progress: 0))
            default: throw LibraryError("the worker cannot call '\(function.symbol)': \(memory.text)")
            }
        }
    }

    enum Outcome {
        case done
        /// The function returned an int other than 0.
        case refused(Int)
        case trouble(LibraryChild.Trouble)
    }

    // MARK: Loading

    private func connected() throws -> LibraryChild {
        if let child { return child }
        let child = try LibraryChild(executable: function.executable, memory: memory)
        try open(child)
        self.child = child
        return child
    }

    private func open(_ child: LibraryChild) throws {
        for text in [function.library, function.symbol]
        where text.isEmpty || text.utf8.contains(0) || text.utf8.count >= Int(library_text_limit) {
            throw LibraryError("'\(text)' can be the name of no library and no symbol")
        }
        memory.text = function.library
        memory.symbol = function.symbol
        let answer: library_answer
        switch child.ask(library_open, timeout: max(function.timeout, .seconds(10))) {
        case .answered(let given): answer = given
        case .trouble(let trouble):
            throw LibraryError(
                "library '\(function.library)' cannot be loaded: loading it ends in \(trouble.description)")
        }
        switch library_status(answer.status) {
        case library_done: break
        case library_not_loaded:
            throw LibraryError("library '\(function.library)' cannot be loaded: \(loaderText)\(hint)")
        case library_no_symbol:
            throw LibraryError("library '\(function.library)' has no symbol '\(function.symbol)'\(suggestion)")
        case library_no_function:
            throw LibraryError("'\(function.symbol)' of library '\(function.library)' is data, not a function")
        default: throw LibraryError("library '\(function.library)' cannot be loaded: \(memory.text)")
        }
        resolvedPath = memory.text.isEmpty ? nil : memory.text
        if let message = Self.change(0, answer.environment_before) {
            loadingDefect = SubjectDefect(.floatingPointEnvironment, "loading the library \(message)")
        }
    }

    /// What the loader said, without the name that stands before it already.
    private var loaderText: String {
        let prefix = function.library + ": "
        return memory.text.hasPrefix(prefix) ? String(memory.text.dropFirst(prefix.count)) : memory.text
    }

    /// The loader does not look in the current folder, which surprises most people once.
    private var hint: String {
        guard !function.library.contains("/"), FileManager.default.fileExists(atPath: function.library) else {
            return ""
        }
        return "; for the file in the current folder write './\(function.library)'"
    }

    private var suggestion: String {
        let name = memory.text
        if name.isEmpty { return "" }
        return name.hasPrefix("_Z\(function.symbol.utf8.count)\(function.symbol)")
            ? "; it has '\(name)', the same name as C++ compiles it: declare the function extern \"C\""
            : "; did you mean '\(name)'?"
    }

    /// How an environment differs from what it was before; nil where it does not.
    private static func change(_ before: UInt32, _ after: UInt32) -> String? {
        let flags: [(UInt32, on: String, off: String)] = [
            (UInt32(library_rounds_otherwise), "changes the rounding mode", "changes the rounding mode"),
            (
                UInt32(library_flushes_results), "makes the processor flush subnormal results to zero (FTZ)",
                "makes the processor keep subnormal results"
            ),
            (
                UInt32(library_flushes_arguments), "makes the processor take subnormal arguments for zero (DAZ)",
                "makes the processor read subnormal arguments"
            ),
        ]
        let changes = flags.filter { (before ^ after) & $0.0 != 0 }.map { after & $0.0 != 0 ? $0.on : $0.off }
        return changes.isEmpty ? nil : changes.joined(separator: " and ")
    }
}
