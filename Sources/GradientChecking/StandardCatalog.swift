import Foundation
public import Specifications

extension SpecificationCatalog {
    /// The specifications of the engine's operations: the folder that the environment's `PLUMBLINE_SPECS` names, or else
    /// `Specs` in the package that this file belongs to, or beside the executable or the current directory, or above them.
    ///
    /// They are read once.
    ///
    /// - Throws: `CatalogError` or `SpecificationError`.
    public static func standard() throws -> SpecificationCatalog { try loaded.get() }

    private static let loaded: Result<SpecificationCatalog, any Error> = Result {
        try SpecificationCatalog(folder: standardFolder)
    }

    private static var standardFolder: String {
        let environment = ProcessInfo.processInfo.environment["PLUMBLINE_SPECS"]
        if let environment, !environment.isEmpty { return environment }
        let executable = Bundle.main.executableURL?.resolvingSymlinksInPath().deletingLastPathComponent().path
        for start in [#filePath, executable, FileManager.default.currentDirectoryPath].compactMap({ $0 }) {
            var place = URL(fileURLWithPath: start)
            while place.path != "/" {
                let candidate = place.appendingPathComponent("Specs").path
                let files = (try? FileManager.default.contentsOfDirectory(atPath: candidate)) ?? []
                if files.contains(where: { $0.hasSuffix(".yaml") }) { return candidate }
                place.deleteLastPathComponent()
            }
        }
        // Whoever reads this is told that the folder cannot be read.
        return "Specs"
    }
}
