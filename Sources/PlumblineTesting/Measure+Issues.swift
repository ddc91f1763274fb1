internal import PropertyTesting
internal import Testing

extension Measure {
    /// What a failed expectation says of a case.
    init(_ issue: Issue, kind: FailureKind) {
        self = .failure(
            kind.text, ([String(describing: issue.kind)] + issue.comments.map(\.rawValue)).joined(separator: "; "))
    }
}

extension FailureKind {
    /// What failed, without what it saw: the expectation as its source has it, so that different ones are different
    /// failures, and the same one stays the same when the file changes around it.
    init(_ issue: Issue) {
        let place = issue.sourceLocation
        if let place, let call = SourceText(file: place.path)?.macroCall(on: place.line), call.count <= 200 {
            self.init("\(call) failed")
        } else if let place {
            self.init("an expectation failed at \(place.fileName):\(place.line)")
        } else {
            self.init("an issue was recorded")
        }
    }
}
