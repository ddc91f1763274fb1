/// Marks the task that runs an intercepted body, and the tasks that it starts as children.
///
/// Swift Testing posts an issue that is recorded without a test, as in a detached task or on a thread of somebody's own,
/// to every configuration that is in use, those of interceptions included. Such an issue may be any test's. What a task
/// carries tells them apart: whoever records an issue without this mark is not the body.
final class Interception: Sendable {
    @TaskLocal private static var innermost: Interception?

    private let outer: Interception?

    /// An interception inside of those that are active.
    init() { outer = Self.innermost }

    /// Whether the running task is part of an intercepted body, whatever framework runs the test.
    static var isActive: Bool { innermost != nil }

    /// Whether the running task is part of this one's body; bodies of interceptions inside of it are.
    var isCurrent: Bool {
        var interception = Self.innermost
        while let one = interception {
            if one === self { return true }
            interception = one.outer
        }
        return false
    }

    func mark<Result>(_ body: () -> Result) -> Result { Self.$innermost.withValue(self) { body() } }

    func mark<Result: Sendable>(
        isolation: isolated (any Actor)? = #isolation, _ body: () async -> Result
    ) async -> Result {
        await Self.$innermost.withValue(self) { await body() }
    }
}
