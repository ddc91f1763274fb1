internal import Testing

/// Runs a body whose issues come to a handler first, which may change them or keep them to itself (nil).
///
/// Outside of Swift Testing there is nobody to pass an issue on to; the handler sees it all the same.
func intercepting<Result>(_ handler: @escaping @Sendable (Issue) -> Issue?, _ body: () -> Result) -> Result {
    nonisolated(unsafe) var result: Result?
    withoutActuallyEscaping(body) { body in
        nonisolated(unsafe) let body = body
        guard let test = Test.current else {
            withKnownIssue(isIntermittent: true) {
                result = body()
            } when: {
                true
            } matching: { issue in
                _ = handler(issue)
                return true
            }
            return
        }
        let testCase = Test.Case.current
        CallingThread.run {
            // Nothing in it throws.
            try? await IssueHandlingTrait.compactMapIssues(handler).provideScope(for: test, testCase: testCase) {
                result = body()
            }
        }
    }
    return result!
}

/// The same for a body that waits. It runs where the caller runs.
func intercepting<Result: Sendable>(
    _ handler: @escaping @Sendable (Issue) -> Issue?, isolation: isolated (any Actor)? = #isolation,
    _ body: () async -> Result
) async -> Result {
    nonisolated(unsafe) var result: Result?
    await withoutActuallyEscaping(body) { body in
        nonisolated(unsafe) let body = body
        guard let test = Test.current else {
            await withKnownIssue(isIntermittent: true) {
                result = await body()
            } when: {
                true
            } matching: { issue in
                _ = handler(issue)
                return true
            }
            return
        }
        try? await IssueHandlingTrait.compactMapIssues(handler).provideScope(for: test, testCase: Test.Case.current) {
            result = await run(body, isolation: isolation)
        }
    }
    return result!
}

private func run<Result: Sendable>(_ body: () async -> Result, isolation: isolated (any Actor)?) async -> Result {
    await body()
}
