import Dispatch
import Foundation

/// Ctrl-C ends long work cleanly: the task is cancelled and its caller says so; a second Ctrl-C ends the process.
///
/// Scopes may lie within each other. From the beginning of the outermost one to its end the process listens, so that there
/// is no moment between two of them in which an interrupt would end the process by force.
enum Interruption {
    /// Cancels work when somebody interrupts.
    ///
    /// - Throws: `CancellationError` when somebody did, whatever the work made of it; else what the work throws.
    static func cancellingOnInterrupt<Result: Sendable>(
        _ body: @escaping @Sendable () async throws -> Result
    ) async throws -> Result {
        let work = Task { try await body() }
        listener.begin {
            if work.isCancelled { exit(130) }
            work.cancel()
        }
        defer { listener.end() }
        return try await withTaskCancellationHandler {
            let result = await work.result
            // A run that was just about to end when the interrupt came is interrupted all the same.
            try Task.checkCancellation()
            if work.isCancelled { throw CancellationError() }
            return try result.get()
        } onCancel: {
            work.cancel()
        }
    }

    /// Work that is done in an instant and must not be done by half: Ctrl-C is not heard until it is over.
    static func holding<Result>(_ body: () throws -> Result) rethrows -> Result {
        listener.begin {}
        defer { listener.end() }
        return try body()
    }

    /// The same for work that holds other work which can be interrupted.
    static func holding<Result>(_ body: () async throws -> Result) async rethrows -> Result {
        listener.begin {}
        defer { listener.end() }
        return try await body()
    }

    private static let listener = InterruptListener()
}

/// Hears the interrupts of the process for as long as somebody wants them.
private final class InterruptListener: Sendable {
    private struct State {
        /// What to do, the innermost scope's last.
        var handlers: [@Sendable () -> Void] = []
        var source: (any DispatchSourceSignal)?
    }

    /// A source is made and cancelled under the lock, and otherwise left alone.
    private nonisolated(unsafe) var unguarded = State()
    private let lock = NSLock()

    func begin(_ handler: @escaping @Sendable () -> Void) {
        lock.withLock {
            unguarded.handlers.append(handler)
            guard unguarded.source == nil else { return }
            signal(SIGINT, SIG_IGN)
            // A queue of its own: long work on all cores keeps the global one from ever running the handler.
            let source = DispatchSource.makeSignalSource(
                signal: SIGINT, queue: DispatchQueue(label: "interruption", qos: .userInteractive))
            source.setEventHandler { [self] in lock.withLock { unguarded.handlers.last }?() }
            source.resume()
            unguarded.source = source
        }
    }

    func end() {
        lock.withLock {
            unguarded.handlers.removeLast()
            guard unguarded.handlers.isEmpty else { return }
            unguarded.source?.cancel()
            unguarded.source = nil
            signal(SIGINT, SIG_DFL)
        }
    }
}
