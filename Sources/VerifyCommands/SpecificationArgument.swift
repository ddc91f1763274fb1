import Foundation
internal import Specifications

extension SpecsOption {
    /// The specification that a word on the command line means: a file (`./my_gelu.yaml`), or an operation of the
    /// folder of specifications.
    ///
    /// - Throws: `CommandError`, `CatalogError` or `SpecificationError`.
    func specification(_ word: String) throws -> Specification {
        if word.hasSuffix(".yaml") || word.hasSuffix(".yml") || word.contains("/") {
            return try Self.file(word)
        }
        let catalog = try catalog()
        guard let found = catalog[word] else {
            throw CommandError.unknownOperation(word, among: catalog.operations)
        }
        return found
    }

    /// Reads one file.
    static func file(_ path: String) throws -> Specification {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw CommandError("there is no readable file '\(path)'")
        }
        guard let text = String(data: data, encoding: .utf8) else { throw CommandError("'\(path)' is not UTF-8") }
        return try Specification(parsing: text, file: path)
    }
}
