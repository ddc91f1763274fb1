internal import PropertyTesting
internal import Testing

extension Measure {
    /// What a failed expectation says of a case. Expectations on different lines are different failures.
    init(_ issue: Issue) {
        self = .failure(
            issue.failureKind.text,
            ([String(describing: issue.kind)] + issue.comments.map(\.rawValue)).joined(separator: "; "))
    }
}

extension Issue {
    /// The line that failed, without what it saw.
    fileprivate var failureKind: FailureKind {
        let what =
            switch kind {
            case .expectationFailed: "expectation failed"
            case .errorCaught: "error recorded"
            default: "issue recorded"
            }
        return FailureKind(sourceLocation.map { "\(what) at \($0.fileName):\($0.line)" } ?? what)
    }
}
