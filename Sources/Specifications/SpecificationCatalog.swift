import Foundation

/// The specifications of a folder, by operation.
public struct SpecificationCatalog: Sendable {
    /// In the order of their names.
    public let specifications: [Specification]
    private let byName: [String: Specification]

    /// - Precondition: no operation is specified twice.
    public init(_ specifications: [Specification]) {
        self.specifications = specifications.sorted { $0.operation < $1.operation }
        byName = Dictionary(uniqueKeysWithValues: specifications.map { ($0.operation, $0) })
    }

    public subscript(operation: String) -> Specification? { byName[operation] }

    /// The names of all operations, sorted.
    public var operations: [String] { specifications.map(\.operation) }

    /// Reads all `.yaml` files of a folder.
    ///
    /// - Throws: `CatalogError` when the folder cannot be read or is empty, `SpecificationError` for a mistake in a
    ///   file.
    public init(folder: String) throws {
        let url = URL(fileURLWithPath: folder, isDirectory: true)
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: url.path)
        } catch {
            throw CatalogError("there is no readable folder of specifications at '\(folder)'")
        }
        let files = names.filter { $0.hasSuffix(".yaml") }.sorted()
        guard !files.isEmpty else { throw CatalogError("the folder '\(folder)' holds no specification (*.yaml)") }
        var specifications: [String: Specification] = [:]
        for name in files {
            let file = folder.hasSuffix("/") ? folder + name : folder + "/" + name
            guard let data = FileManager.default.contents(atPath: url.appendingPathComponent(name).path) else {
                throw CatalogError("'\(file)' cannot be read")
            }
            guard let text = String(data: data, encoding: .utf8) else { throw CatalogError("'\(file)' is not UTF-8") }
            let specification = try Specification(parsing: text, file: file)
            if let other = specifications[specification.operation] {
                throw SpecificationError(
                    at: SourcePosition(file: file, line: 1, column: 1),
                    "operation '\(specification.operation)' is specified in '\(other.file)' already")
            }
            specifications[specification.operation] = specification
        }
        self.init(Array(specifications.values))
    }
}

/// Why a folder of specifications cannot be used.
public struct CatalogError: Error, Hashable, CustomStringConvertible {
    public let description: String

    init(_ description: String) { self.description = description }
}
