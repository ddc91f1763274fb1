internal import Testing

/// The place in a user's test that calls a check: where failures are shown, and beside which they are kept.
///
/// It is made of static strings, which is what XCTest takes; Swift Testing's `SourceLocation` is made of it.
struct CallSite: Sendable {
    let fileID: StaticString
    let filePath: StaticString
    let line: UInt
    let column: UInt

    init(_ fileID: StaticString, _ filePath: StaticString, _ line: UInt, _ column: UInt) {
        self.fileID = fileID
        self.filePath = filePath
        self.line = line
        self.column = column
    }

    var sourceLocation: SourceLocation {
        SourceLocation(fileID: "\(fileID)", filePath: "\(filePath)", line: Int(line), column: Int(column))
    }

    /// The test module.
    var module: String { "\(fileID)".split(separator: "/").first.map(String.init) ?? "" }

    /// The folder of the test file.
    var folder: String {
        let path = "\(filePath)"
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return String(path[..<slash])
    }
}
