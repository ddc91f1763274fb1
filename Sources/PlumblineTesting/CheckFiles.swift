internal import Foundation
internal import PropertyTesting

/// Where a property's memory is kept.
struct CheckFiles {
    let site: CallSite
    let property: String
    let environment: CheckEnvironment

    /// `Regressions/NAME.txt` beside the test file; nil where there is no such place, as when tests run on another
    /// machine than the one that built them.
    var regressionFile: String? {
        if environment.regressions == "off" { return nil }
        if let folder = environment.regressions { return regressionPath(in: folder, property: property) }
        guard FileManager.default.fileExists(atPath: "\(site.filePath)") else { return nil }
        return regressionPath(in: site.folder + "/Regressions", property: property)
    }

    /// A folder for this test file's journals; nil where none can be had.
    var journalFolder: String? {
        if environment.journal == "off" { return nil }
        let file = "\(site.module)-\(ReplayLine.mark(of: "\(site.filePath)"))"
        if let folder = environment.journal { return "\(folder)/\(file)" }
        // Where there is no home to write to, the folder of temporary files is better than none.
        let caches = FileManager.default.urls(for: .cachesDirectory, in: .userDomainMask).first?.path
        for place in [caches, NSTemporaryDirectory()].compactMap({ $0 }) {
            let folder = "\(place)/plumbline/journals/\(file)"
            if (try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)) != nil {
                return folder
            }
        }
        return nil
    }

    /// A property's name as the name of a file, without its extension.
    static func fileName(_ property: String) -> String {
        let path = regressionPath(in: "", property: property)
        return String(path.dropFirst().dropLast(".txt".count))
    }
}
