internal import ArgumentParser
import Foundation
internal import Specifications
internal import Values

/// Where specifications come from: `--specs`, or the folder `Specs` of the package that the executable was built in,
/// beside the executable, or of the current directory.
struct SpecsOption: ParsableArguments {
    @Option(
        name: .long, help: "The folder of specifications; by default the package's own, or ./Specs.",
        completion: .directory)
    var specs: String?

    /// What a replay command has to say to find the same specifications.
    var replaySuffix: String { specs.map { " --specs \(shellQuoted($0))" } ?? "" }

    /// - Throws: `CatalogError` or `SpecificationError`.
    func catalog() throws -> SpecificationCatalog { try SpecificationCatalog(folder: specs ?? Self.folder()) }

    /// - Throws: `CommandError` when there is none in any of the places.
    static func folder() throws -> String {
        let current = FileManager.default.currentDirectoryPath
        let executable = Bundle.main.executableURL?.resolvingSymlinksInPath().deletingLastPathComponent().path
        for start in [executable, current].compactMap({ $0 }) {
            var place = URL(fileURLWithPath: start)
            while true {
                let candidate = place.appendingPathComponent("Specs").path
                if holdsSpecifications(candidate) { return relative(candidate, to: current) }
                if place.path == "/" { break }
                place.deleteLastPathComponent()
            }
        }
        throw CommandError(
            "there is no folder 'Specs' with specifications beside the executable or in '\(current)'; name one with --specs"
        )
    }

    private static func holdsSpecifications(_ folder: String) -> Bool {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return files.contains { $0.hasSuffix(".yaml") }
    }

    /// Paths below the current directory are shown the short way.
    private static func relative(_ path: String, to directory: String) -> String {
        path.hasPrefix(directory + "/") ? String(path.dropFirst(directory.count + 1)) : path
    }
}

/// A command that cannot be carried out, in one line for the user.
struct CommandError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

extension CommandError {
    /// An operation that does not exist, with the one that was probably meant.
    static func unknownOperation(_ name: String, among known: [String]) -> CommandError {
        let parent = String(name.prefix { $0 != "." })
        let hint =
            parent != name && known.contains(parent)
            ? "; it is an implementation of '\(parent)', and checked with it"
            : suggestion(for: name, among: known).map { "; did you mean '\($0)'?" } ?? ""
        return CommandError("unknown operation '\(name)'\(hint) ('verify list' names them all)")
    }
}
