internal import Foundation

/// Where a property's memory is kept.
struct CheckFiles {
    let site: CallSite
    let property: String
    let environment: CheckEnvironment

    /// `Regressions/NAME.txt` beside the test file; nil where there is no such place, as when tests run on another
    /// machine than the one that built them.
    var regressionFile: String? {
        if environment.regressions == "off" { return nil }
        if let folder = environment.regressions { return "\(folder)/\(Self.fileName(property)).txt" }
        guard FileManager.default.fileExists(atPath: "\(site.filePath)") else { return nil }
        return "\(site.folder)/Regressions/\(Self.fileName(property)).txt"
    }

    /// A folder for this test file's journals.
    var journalFolder: String? {
        if environment.journal == "off" { return nil }
        let file = "\(site.module)-\(ReplayLine.mark(of: "\(site.filePath)"))"
        if let folder = environment.journal { return "\(folder)/\(file)" }
        let caches = FileManager.default.urls(for: .cachesDirectory, in: .userDomainMask).first
        let folder = caches?.path ?? NSTemporaryDirectory()
        return "\(folder)/plumbline/journals/\(file)"
    }

    /// What a crash depends on, where that is not the running program: Xcode's tests are a bundle that a program of
    /// Xcode's loads.
    var journalIdentity: String? {
        #if canImport(Darwin)
            var image = Dl_info()
            guard dladdr(#dsohandle, &image) != 0, let name = image.dli_fname else { return nil }
            let path = String(cString: name)
            let attributes = try? FileManager.default.attributesOfItem(atPath: path)
            let date = attributes?[.modificationDate] as? Date
            return "\(path) \(attributes?[.size] ?? 0) \(date?.timeIntervalSince1970 ?? 0)"
        #else
            return nil
        #endif
    }

    /// A property's name as the name of a file on any system. Names that only differ in what files cannot have in their
    /// names stay different.
    static func fileName(_ property: String) -> String {
        var isPlain = true
        let characters = property.map { character -> Character in
            if character == " " { return "-" }
            if character.isASCII, character.isLetter || character.isNumber || "-_".contains(character) {
                return character
            }
            isPlain = false
            return "_"
        }
        let name = String(characters.prefix(100))
        if isPlain, characters.count <= 100, !name.isEmpty { return name }
        return "\(name.isEmpty ? "property" : name)-\(ReplayLine.mark(of: property))"
    }
}
