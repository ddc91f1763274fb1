internal import Testing

/// Runs a body whose issues come to a handler first, which may change them or keep them to itself (nil).
///
/// The handler sees issues of the body's own task and of its child tasks, and no others: see `Interception`. The framework
/// hears of the others by itself.
///
/// Outside of Swift Testing there is nobody to pass an issue on to; the handler sees it all the same.
func intercepting<Result>(_ handler: @escaping @Sendable (Issue) -> Issue?, _ body: () -> Result) -> Result {
    let interception = Interception()
    nonisolated(unsafe) var result: Result?
    withoutActuallyEscaping(body) { body in
        nonisolated(unsafe) let body = body
        guard let test = Test.current else {
            withKnownIssue(isIntermittent: true) {
                result = interception.mark(body)
            } when: {
                true
            } matching: { issue in
                if interception.isCurrent { _ = handler(issue) }
                return true
            }
            return
        }
        let testCase = Test.Case.current
        CallingThread.run {
            // Nothing in it throws.
            try? await interception.trait(handler).provideScope(for: test, testCase: testCase) {
                result = interception.mark(body)
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
    let interception = Interception()
    nonisolated(unsafe) var result: Result?
    await withoutActuallyEscaping(body) { body in
        nonisolated(unsafe) let body = body
        guard let test = Test.current else {
            await withKnownIssue(isIntermittent: true) {
                result = await interception.mark(body)
            } when: {
                true
            } matching: { issue in
                if interception.isCurrent { _ = handler(issue) }
                return true
            }
            return
        }
        try? await interception.trait(handler).provideScope(for: test, testCase: Test.Case.current) {
            result = await interception.mark(isolation: isolation, body)
        }
    }
    return result!
}

extension Interception {
    /// Swift Testing's own way of handling issues. An issue of somebody else goes to whoever it is posted to besides, so
    /// that keeping it here loses nothing; passing it on would report it twice.
    fileprivate func trait(_ handler: @escaping @Sendable (Issue) -> Issue?) -> IssueHandlingTrait {
        .compactMapIssues { issue in self.isCurrent ? handler(issue) : nil }
    }
}
