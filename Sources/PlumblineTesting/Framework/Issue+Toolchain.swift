internal import Testing

// What Swift Testing names since Swift 6.3. Before, there were no warnings.

extension Issue {
    /// Whether a test fails because of it.
    var makesTestFail: Bool {
        #if compiler(>=6.3)
            isFailure
        #else
            true
        #endif
    }

    static func warn(_ message: String, at place: SourceLocation) -> Bool {
        #if compiler(>=6.3)
            record(Comment(rawValue: message), severity: .warning, sourceLocation: place)
            return true
        #else
            return false
        #endif
    }
}

extension SourceLocation {
    /// The path of the file.
    var path: String {
        #if compiler(>=6.3)
            filePath
        #else
            _filePath
        #endif
    }
}
