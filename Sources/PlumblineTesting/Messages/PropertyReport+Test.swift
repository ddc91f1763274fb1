internal import PropertyTesting
internal import Testing

extension PropertyReport {
    /// What a test says of a failure: the report's message, with the command that replays each case.
    func message(at site: CallSite) -> String {
        var text = message ?? name
        for failure in failures {
            let token = failure.simplest.token
            text = text.replacing("replay \"\(token)\"", with: "replay: " + Self.command(name, token, site))
        }
        return text
    }

    /// What is worth knowing of a run that did not fail; nil if nothing is.
    var remark: String? {
        var lines = health.map(\.text)
        lines += healedTraps.map { "this case ended the process in an earlier run and passes now: \($0)" }
        lines += staleRegressions.map { "stale regression (\($0.reason.text)): \($0.line)" }
        return lines.isEmpty ? nil : lines.map { "\(name): \($0)" }.joined(separator: "\n")
    }

    /// The command line that runs one case of a property alone.
    private static func command(_ name: String, _ token: String, _ site: CallSite) -> String {
        let line = ReplayLine.text(name, token)
        return "PLUMBLINE_REPLAY=\(line) swift test --filter \(quoted(Test.current.map(filter) ?? filter(site)))"
    }

    /// What finds a test again, and no other whose name begins in the same way: `^Module.Suite/test\(`.
    private static func filter(_ test: Test) -> String { filter(id: "\(test.id)") }

    /// - Parameter id: `Module.Suite/test(_:)/File.swift:6:14`; what goes before the arguments is the name.
    static func filter(id: String) -> String {
        let path = id.replacing(/\/[^\/]+\.swift:\d+:\d+$/, with: "").replacing(/\([\w:]*\)$/, with: "")
        // What regular expressions take for something else is any one character.
        return "^" + path.replacing(/[\\^$*+?{}\[\]|()]/, with: ".") + "\\("
    }

    /// The same of XCTest, which does not say what test is running; its file does.
    private static func filter(_ site: CallSite) -> String {
        let method = SourceText(file: "\(site.filePath)")?.testMethod(around: Int(site.line))
        return method.map { "^\(site.module).\($0)$" } ?? site.module
    }

    /// A word of a shell.
    private static func quoted(_ text: String) -> String {
        if text.wholeMatch(of: /[\w.\/:]+/) != nil { return text }
        return "'" + text.replacing("'", with: "'\\''") + "'"
    }
}

extension StaleRegression.Reason {
    fileprivate var text: String {
        switch self {
        case .noLongerFails: "no longer fails"
        case .noLongerFits: "is no input of the generator"
        case .unreadable: "cannot be read"
        }
    }
}
