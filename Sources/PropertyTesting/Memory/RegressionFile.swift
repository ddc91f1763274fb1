/// The inputs on which a property has failed, one a line, as a file for version control.
///
/// Failures are stored as values rather than as seeds or choices of one version of a generator, so that they outlive
/// changes to it. A line that says nothing any more is for people to delete.
struct RegressionFile {
    let path: String
    private(set) var lines: [RegressionLine] = []
    /// Lines that cannot be read; they stay as they are.
    private(set) var damaged: [String] = []

    /// Reads a file; one that does not exist is empty.
    init(_ path: String) throws(FileText.Problem) {
        self.path = path
        guard let bytes = try FileText.read(path) else { return }
        var seen: Set<String> = []
        for line in String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline).map(String.init) {
            // Of a merge that was left unsettled, both sides count.
            let isMarker = ["<<<<<<<", "=======", ">>>>>>>", "|||||||"].contains { line.hasPrefix($0) }
            guard !line.hasPrefix("#"), !isMarker, line.contains(where: { $0 != " " }), seen.insert(line).inserted
            else { continue }
            if let read = RegressionLine(line) { lines.append(read) } else { damaged.append(line) }
        }
    }

    /// Adds failures and writes the file anew, if there is anything to add.
    mutating func add(_ failures: [RegressionLine], of name: String) throws(FileText.Problem) {
        let known = Set(lines.map(\.text))
        let new = failures.filter { !known.contains($0.text) }
        guard !new.isEmpty else { return }
        lines += new
        let folder = FileText.folder(of: path)
        try FileText.makeFolder(folder)
        // Lines are independent of each other: git may keep those of both sides.
        if try FileText.read(folder + "/.gitattributes") == nil {
            try FileText.write("*.txt merge=union\n", to: folder + "/.gitattributes")
        }
        let title = name.split(whereSeparator: \.isNewline).joined(separator: " ")
        let header = [
            "# Inputs on which the property \"\(title)\" has failed. Each run tries them first; keep them under version control.",
            "# A line: hash, kind of failure, values in the order in which they are drawn. Lines that no longer fail may go.",
        ]
        let body = Set(lines.map(\.text) + damaged).sorted()
        try FileText.write((header + body).joined(separator: "\n") + "\n", to: path)
    }
}

/// The file in a folder for the failures of a property: `Regressions/softmax-ignores-a-shift.txt`.
public func regressionPath(in folder: String, property name: String) -> String {
    folder + "/" + FileText.fileName(name) + ".txt"
}
