internal import PropertyTesting
internal import Testing

extension Measure {
    /// What a failed expectation says of a case.
    init(_ issue: Issue, kind: FailureKind) {
        let comments = issue.comments.map(\.rawValue)
        // "Issue recorded", which is all that there is to such a kind, says less than any comment.
        let isPlain = if case .unconditional = issue.kind { !comments.isEmpty } else { false }
        self = .failure(
            kind.text, ((isPlain ? [] : [String(describing: issue.kind)]) + comments).joined(separator: "; "))
    }
}

extension FailureKind {
    /// What failed, without what it saw: the expectation as its source has it, so that different ones are different
    /// failures, and the same one stays the same when the file changes around it.
    init(_ issue: Issue) {
        let place = issue.sourceLocation
        if let place, let call = SourceText(file: place.path)?.macroCall(on: place.line), call.count <= 200 {
            self.init("\(call) failed")
        } else if let place, case .unconditional = issue.kind {
            self.init("an issue was recorded at \(place.fileName):\(place.line)")
        } else if let place {
            self.init("an expectation failed at \(place.fileName):\(place.line)")
        } else {
            self.init("an issue was recorded")
        }
    }
}
