internal import Foundation
internal import Testing

/// Where messages go: to the framework whose test is running.
///
/// Each framework ignores what is reported while the other one runs, so a message must not go to the wrong one, nor get
/// lost where neither knows of a test, as in a detached task.
enum TestFramework {
    static var isSwiftTesting: Bool { Test.current != nil }

    /// Makes the running test fail, at the line of a call. Inside of a property it is the case that fails, in either
    /// framework: an issue is what its collector hears of.
    static func fail(_ message: String, at site: CallSite) {
        if isSwiftTesting || Interception.isActive {
            Issue.record(Comment(rawValue: message), sourceLocation: site.sourceLocation)
            return
        }
        #if canImport(XCTest)
            if XCTestFailure.record(message, at: site) { return }
        #endif
        // A task of its own, of which Swift Testing does not know the test: the run fails all the same.
        Issue.record(Comment(rawValue: message), sourceLocation: site.sourceLocation)
        note(message, at: site)
    }

    /// Says something that makes no test fail.
    static func warn(_ message: String, at site: CallSite) {
        if isSwiftTesting, Issue.warn(message, at: site.sourceLocation) { return }
        // A check inside of a property runs for each of its cases, of which nobody wants to hear.
        if Interception.isActive { return }
        note("warning: " + message, at: site)
    }

    /// Says what a check that passes has shown, on standard output.
    static func say(_ message: String, at site: CallSite) {
        if Interception.isActive { return }
        FileHandle.standardOutput.write(Data("\(site.filePath):\(site.line): \(message)\n".utf8))
    }

    private static func note(_ message: String, at site: CallSite) {
        FileHandle.standardError.write(Data("\(site.filePath):\(site.line): \(message)\n".utf8))
    }
}
