import Foundation

/// The package that the tests belong to.
enum Repository {
    static let path = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path

    static let specs = path + "/Specs"
}

/// A folder that goes when nobody holds it any more.
final class TemporaryFolder: Sendable {
    let path: String

    init() {
        path = FileManager.default.temporaryDirectory.appendingPathComponent("verify-\(UUID().uuidString)").path
        try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// The names of what lies in the folder, sorted.
    var names: [String] { ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted() }

    func write(_ text: String, to name: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: path + "/" + name))
    }

    func data(_ name: String) throws -> Data { try Data(contentsOf: URL(fileURLWithPath: path + "/" + name)) }

    /// The repository's specifications with pieces of one of them replaced.
    ///
    /// - Throws: `PieceNotFound` when the specification does not hold a piece: the test is out of date.
    static func specs(changing operation: String, _ pieces: [String: String]) throws -> TemporaryFolder {
        let folder = TemporaryFolder()
        for name in try FileManager.default.contentsOfDirectory(atPath: Repository.specs)
        where name.hasSuffix(".yaml") {
            var text = try String(contentsOfFile: Repository.specs + "/" + name, encoding: .utf8)
            if name == operation + ".yaml" {
                for (piece, replacement) in pieces {
                    guard text.contains(piece) else { throw PieceNotFound(piece: piece) }
                    text = text.replacingOccurrences(of: piece, with: replacement)
                }
            }
            try folder.write(text, to: name)
        }
        return folder
    }

    /// Softmax is probed with tens of thousands of logits; a few are enough for mistakes that have nothing to do
    /// with their number.
    static func specsWithSmallProbes() throws -> TemporaryFolder {
        try specs(changing: "softmax", ["sizes: [1, 2, 1000, 50257]": "sizes: [1, 2]"])
    }
}

struct PieceNotFound: Error { let piece: String }
