internal import Foundation

/// An executor that runs an asynchronous function to its end on the thread that waits for it.
///
/// Swift Testing intercepts issues only around asynchronous functions. A property that does not wait must stay on the
/// thread, and in the isolation, of the test that it belongs to; so that thread does the work itself, and nothing is sent
/// anywhere.
final class CallingThread: TaskExecutor, @unchecked Sendable {
    private let condition = NSCondition()
    private var jobs: [UnownedJob] = []
    private var isDone = false

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        condition.withLock {
            jobs.append(job)
            condition.signal()
        }
    }

    /// Runs a function, here and now. Task-local values are those of the caller.
    static func run(_ function: @escaping @Sendable () async -> Void) {
        let executor = CallingThread()
        Task(executorPreference: executor) {
            await function()
            executor.finish()
        }
        while let job = executor.next() { job.runSynchronously(on: executor.asUnownedTaskExecutor()) }
    }

    private func finish() {
        condition.withLock {
            isDone = true
            condition.signal()
        }
    }

    private func next() -> UnownedJob? {
        condition.withLock {
            while jobs.isEmpty, !isDone { condition.wait() }
            return jobs.isEmpty ? nil : jobs.removeFirst()
        }
    }
}
