import Dispatch
import Foundation

/// Ctrl-C ends long work cleanly: the task is cancelled and its caller says so; a second Ctrl-C ends the process.
enum Interruption {
    static func cancellingOnInterrupt<Result: Sendable>(
        _ body: @escaping @Sendable () async throws -> Result
    ) async throws -> Result {
        let work = Task { try await body() }
        signal(SIGINT, SIG_IGN)
        // A queue of its own: long work on all cores keeps the global one from ever running the handler.
        let source = DispatchSource.makeSignalSource(
            signal: SIGINT, queue: DispatchQueue(label: "interruption", qos: .userInteractive))
        source.setEventHandler {
            if work.isCancelled { exit(130) }
            work.cancel()
        }
        source.resume()
        defer {
            source.cancel()
            signal(SIGINT, SIG_DFL)
        }
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
        signal(SIGINT, SIG_IGN)
        defer { signal(SIGINT, SIG_DFL) }
        return try body()
    }
}
