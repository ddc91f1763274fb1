internal import ArgumentParser
import Foundation
internal import Reporting
internal import Specifications
internal import Subjects
internal import TensorEngine
internal import Verification

// What a shell offers where an argument goes. A shell asks the executable, so that what it offers is what there is; where
// something cannot be read there is nothing to offer, and nothing to say about it.

extension CompletionKind {
    /// The operations of the folder of specifications.
    static let operations = CompletionKind.custom { _, _, _ in names(implementations: false) }

    /// An operation or a specification file.
    static let specifications = CompletionKind.custom { _, _, prefix in
        names(implementations: false) + files(prefix, [".yaml", ".yml"])
    }

    /// The implementations of the engine.
    static let implementations = CompletionKind.custom { _, _, _ in names(implementations: true) }

    /// The runs of the store.
    static let runs = CompletionKind.custom { words, _, prefix in
        let named = words.firstIndex(of: "--store").flatMap { words.indices.contains($0 + 1) ? words[$0 + 1] : nil }
        let runs = (try? RunStore(folder: named ?? RunStore.defaultFolder()).runs) ?? []
        return (runs.contains(where: \.isComplete) ? ["latest"] : []) + runs.reversed().map(\.id)
            + files(prefix, [".json"])
    }

    /// The findings of the last complete run, and the anchors of every implementation.
    static let findings = CompletionKind.custom { _, _, prefix in
        let record = try? RunStore(folder: RunStore.defaultFolder()).find("latest").record
        let found = (record?.operations ?? []).flatMap(\.implementations).flatMap(\.findings).map(\.id)
        return found + anchors.filter { !found.contains($0) }
    }

    /// The cases that there are without any run.
    static let cases = CompletionKind.custom { _, _, _ in anchors }

    private static var anchors: [String] {
        let catalog = try? SpecificationCatalog(folder: SpecsOption.folder())
        return OperationTable.standard.implementations.map(\.name).sorted().flatMap { name in
            let specification = catalog?[String(name.prefix { $0 != "." })]
            return (specification?.anchors ?? []).indices.map { "\(name)/anchor-\($0 + 1)" }
        }
    }

    private static func names(implementations: Bool) -> [String] {
        let catalog = try? SpecificationCatalog(folder: SpecsOption.folder())
        let operations = catalog?.operations ?? []
        guard implementations else { return operations }
        return OperationTable.standard.implementations.map(\.name).filter { name in
            operations.contains(String(name.prefix { $0 != "." }))
        }.sorted()
    }

    /// The files that a word can become, and the folders on the way there.
    private static func files(_ prefix: String, _ endings: [String]) -> [String] {
        let slash = prefix.lastIndex(of: "/").map { prefix.index(after: $0) } ?? prefix.startIndex
        let folder = String(prefix[..<slash])
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.isEmpty ? "." : folder)) ?? []
        return names.sorted().compactMap { name in
            guard !name.hasPrefix(".") else { return nil }
            var isFolder: ObjCBool = false
            _ = FileManager.default.fileExists(atPath: folder + name, isDirectory: &isFolder)
            if isFolder.boolValue { return folder + name + "/" }
            return endings.contains(where: name.hasSuffix) ? folder + name : nil
        }
    }
}
