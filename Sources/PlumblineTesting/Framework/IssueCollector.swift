internal import PropertyTesting
internal import Synchronization
internal import Testing

/// The issues that the body of a property records, case by case.
final class IssueCollector: Sendable {
    private struct State {
        var first: Issue?
        /// The kinds of failures that issues were, by their places.
        var kinds: [SourceLocation?: FailureKind] = [:]
    }
    private let state = Mutex(State())

    /// Keeps an issue from the framework. Warnings, and issues that are known, make no case fail.
    func take(_ issue: Issue) -> Issue? {
        guard issue.makesTestFail else { return nil }
        state.withLock { $0.first = $0.first ?? issue }
        return nil
    }

    /// Whether failures of a kind are issues, rather than measures or errors.
    func hasMade(_ kind: FailureKind) -> Bool { state.withLock { $0.kinds.values.contains(kind) } }

    /// The measure of a case: that of its first issue if it recorded one, whatever else came of it.
    func measure(_ body: () throws -> Measure) throws -> Measure {
        reset()
        let result = Result(catching: body)
        return try taken() ?? result.get()
    }

    func measure(
        isolation: isolated (any Actor)? = #isolation, _ body: () async throws -> Measure
    ) async throws -> Measure {
        reset()
        do {
            let measure = try await body()
            return taken() ?? measure
        } catch {
            guard let measure = taken() else { throw error }
            return measure
        }
    }

    private func reset() { state.withLock { $0.first = nil } }

    private func taken() -> Measure? {
        state.withLock { state in
            guard let issue = state.first else { return nil }
            let kind = state.kinds[issue.sourceLocation] ?? FailureKind(issue)
            state.kinds[issue.sourceLocation] = kind
            return Measure(issue, kind: kind)
        }
    }
}

/// Adds what is known of a failure to the first issue that the simplest case records.
final class IssueAmendment: Sendable {
    private let message: String
    private let used = Mutex(false)

    init(_ message: String) { self.message = message }

    var isUsed: Bool { used.withLock { $0 } }

    func amend(_ issue: Issue) -> Issue? {
        guard issue.makesTestFail,
            used.withLock({ isUsed in
                defer { isUsed = true }
                return !isUsed
            })
        else { return issue }
        var issue = issue
        issue.comments.append(Comment(rawValue: message))
        return issue
    }
}
